"""P5, finding a place: `python -m benchmarks.places`. How fast, how right, beside WRatio over every name.

The set is seeded: 60 % names as written, 30 % with one edit, 5 % with two, 5 % no place; the state stands
with a name that places share. An edit that makes another place's name is drawn again: it is that place.
"""

import random
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from rapidfuzz import fuzz, process, utils

from config import files
from config.gazetteer import table
from domain import places
from domain.gazetteer import Gazetteer, Place, key
from domain.programs import Jurisdiction

SEED = 20170803
SIZE = 4000
EXACT, ONE_EDIT, TWO_EDITS, NO_PLACE = "exact", "one edit", "two edits", "no place"
SHARES = {EXACT: 60, ONE_EDIT: 30, TWO_EDITS: 5, NO_PLACE: 5}
EDITS = {EXACT: 0, ONE_EDIT: 1, TWO_EDITS: 2}
ROUNDS = 7
# WRatio over every name takes some 20 ms: the naive side answers a sample of each round.
NAIVE_EVERY = 50

RIGHT = "right"
OFFERED_FIRST = "offered first"
OFFERED = "offered"
MISSED = "missed"
WRONG_AND_SAID = "wrong, and said so"
SILENTLY_WRONG = "silently wrong"


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and the place that is meant; None where it is no place."""

    typed: str
    kind: str
    meant: Place | None


def seeded(gazetteer: Gazetteer) -> list[Query]:
    """The set: the same on every machine."""
    draw = random.Random(SEED)
    every = sorted({place for held in gazetteer.by_name.values() for place in held})
    return [
        _query(draw, kind, gazetteer, every)
        for kind, share in SHARES.items()
        for _ in range(SIZE * share // 100)
    ]


def edit(draw: random.Random, name: str) -> str:
    """The name with one letter less, other or more, or with two swapped."""
    at = draw.randrange(len(name))
    letter = draw.choice(string.ascii_lowercase)
    before, here, after = name[:at], name[at], name[at + 1 :]
    return before + draw.choice((after, letter + after, letter + here + after, after[:1] + here + after[1:]))


def _query(draw: random.Random, kind: str, gazetteer: Gazetteer, every: Sequence[Place]) -> Query:
    if kind == NO_PLACE:
        letters = draw.choices(string.ascii_lowercase + "  ", k=draw.randint(6, 24))
        return Query("".join(letters), kind, None)
    while True:
        meant = draw.choice(every)
        typed = meant.name
        for _ in range(EDITS[kind]):
            typed = edit(draw, typed)
        state = meant.state_code if len(gazetteer.named(key(meant.name))) > 1 else None
        if kind == EXACT or not gazetteer.named(key(typed), state):
            after = draw.choice((f", {meant.state}", f" {meant.state_code}")) if state else ""
            return Query(typed + after, kind, meant)


def verdict(query: Query, answer: places.Match) -> str:
    """How right an answer is. A wrong one counts as said when it tells that the name was corrected."""
    answered: Sequence[Jurisdiction | Place] = ()
    offered: Sequence[Jurisdiction | Place] = ()
    match answer:
        case places.Found(jurisdiction):
            answered = (jurisdiction,)
        case places.NoRecord(found):
            answered = found
        case places.Choose(options=options):
            offered = options
        case places.NotFound(_, suggestions, found):
            offered = (*found, *suggestions)
    if any(_is(one, query.meant) for one in answered):
        return RIGHT
    if isinstance(answer, places.Found | places.NoRecord):
        return WRONG_AND_SAID if answer.corrected else SILENTLY_WRONG
    if query.meant is None:
        return RIGHT
    if not any(_is(one, query.meant) for one in offered):
        return MISSED
    return OFFERED_FIRST if _is(offered[0], query.meant) else OFFERED


def _is(one: Jurisdiction | Place, meant: Place | None) -> bool:
    names = (one.name, *one.aliases) if isinstance(one, Jurisdiction) else (one.name,)
    return meant is not None and one.state_code == meant.state_code and key(meant.name) in map(key, names)


def _timed(answer: Callable[[str], object], queries: Sequence[Query]) -> list[float]:
    """Milliseconds for each query."""
    taken = []
    for query in queries:
        start = perf_counter()
        answer(query.typed)
        taken.append((perf_counter() - start) * 1000)
    return taken


def _p99(taken: Sequence[float]) -> float:
    return quantiles(taken, n=100)[98]


def main() -> None:
    start = perf_counter()
    gazetteer = table.packaged()
    loaded = perf_counter() - start
    program = files.load_all(files.bundled())[0].program
    index = places.index(program, gazetteer)
    start = perf_counter()
    places.find(index, "the first miss")
    first_miss = perf_counter() - start

    queries = seeded(gazetteer)
    judged = [(query, verdict(query, places.find(index, query.typed))) for query in queries]
    counted = Counter((query.kind, word) for query, word in judged)
    hits = [query for query, word in judged if query.meant and word == RIGHT]
    misses = [query for query, word in judged if not query.meant or word != RIGHT]
    full_names = sorted({place.full_name for held in gazetteer.by_name.values() for place in held})
    sample = queries[::NAIVE_EVERY]

    hit_p99, miss_p99, ours, naive = [], [], [], []
    for _ in range(ROUNDS):
        hit_p99.append(_p99(_timed(lambda typed: places.find(index, typed), hits)))
        miss_p99.append(_p99(_timed(lambda typed: places.find(index, typed), misses)))
        ours.append(median(_timed(lambda typed: places.find(index, typed), sample)))
        naive.append(median(_timed(lambda typed: _naive(typed, full_names), sample)))
    ratio = median(theirs / mine for theirs, mine in zip(naive, ours, strict=True))
    right = counted[ONE_EDIT, RIGHT] + counted[ONE_EDIT, OFFERED_FIRST]
    silent = sum(count for (_, word), count in counted.items() if word == SILENTLY_WRONG)

    print(f"P5  find a place among {len(full_names):,}, {len(queries):,} seeded queries, {ROUNDS} rounds")
    print(
        f"    load {loaded * 1000:.0f} ms; first miss {first_miss * 1000:.0f} ms (makes the spelling index)"
    )
    print(f"    p99 of hits {median(hit_p99):.2f} ms (goal 1); of misses {median(miss_p99):.2f} ms (goal 5)")
    print(f"    right first, one edit {right / (SIZE * SHARES[ONE_EDIT] // 100):.1%} (goal 98 %)")
    print(f"    silently wrong {silent} (goal 0)")
    print(f"    median {median(ours):.3f} ms; WRatio over every name {median(naive):.1f} ms, × {ratio:.0f}")
    for kind in SHARES:
        words = ", ".join(f"{word} {count}" for (of, word), count in counted.most_common() if of == kind)
        print(f"    {kind}: {words}")


def _naive(typed: str, full_names: Sequence[str]) -> object:
    return process.extractOne(typed, full_names, scorer=fuzz.WRatio, processor=utils.default_process)


if __name__ == "__main__":
    main()

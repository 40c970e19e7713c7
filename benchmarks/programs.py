"""A program of 5,000 jurisdictions: how long it takes to load, and whether it answers like the bundled one.

Run by `make bench`. Times are medians of interleaved rounds in this one process; read them as ratios.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from config import files
from config.export import export
from config.gazetteer import table
from domain import places
from domain.gazetteer import Gazetteer
from domain.programs import Catalogue, Event, Jurisdiction, Program
from domain.questions.index import Indexes
from handlers import answers
from handlers.context import Viewer
from handlers.question import Question
from handlers.reply import messages
from storage import programs as store

SIZE = 5_000
ROUNDS = 9
ASKED = 200


def large(program: Program, known: Gazetteer) -> Program:
    """The bundled program with the country's largest places as further jurisdictions, each with an event."""
    named = program.events[1]
    taken = {(j.name, j.state_code) for j in program.jurisdictions}
    rows = dict.fromkeys(row for held in known.by_name.values() for row in held)
    chosen = [
        row for row in sorted(rows, key=lambda row: -row.population)
        if (row.name, row.state_code) not in taken and len(row.id) <= 32 and row.id.isascii()
    ][: SIZE - len(taken)]  # fmt: skip
    source = named.sources[:1]
    more = tuple(Jurisdiction(r.id, r.name, r.state, r.state_code, "city", source) for r in chosen)
    events = tuple(
        Event(f"event-{n}", "Named a site", named.date, named.meaning, source, "one of many", "site", (j.id,))
        for n, j in enumerate(more)
    )
    return replace(program, jurisdictions=program.jurisdictions + more, events=program.events + events)


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def main() -> None:
    known = table.packaged()
    bundled = next(f.program for f in files.load_all(files.bundled()) if f.program.id == "psp")
    text = export(large(bundled, known)).encode()
    loads = [timed(lambda: files.parse(text, "large.yaml")) for _ in range(3)]
    program = files.parse(text, "large.yaml")
    body = store.encode(program)
    print(f"program of {len(program.jurisdictions)} jurisdictions, {len(text) / 1e6:.1f} MB of YAML")
    print(f"  read and checked: {median(loads):.2f} s (goal: under 5 s)")
    print(f"  read from a stored revision: {timed(lambda: store.decode(body)):.2f} s")
    print(f"  names indexed: {timed(lambda: places.index(program, known)):.3f} s")

    asked = list(_questions(bundled))
    sides = {"bundled": _asker(bundled, known), "large": _asker(program, known)}
    rounds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, ask in sides.items():
            rounds[name].append(timed(partial(_ask_all, ask, asked)) / len(asked))
    per_answer = {name: median(times) for name, times in rounds.items()}
    ratios = [b / a for a, b in zip(rounds["bundled"], rounds["large"], strict=True)]
    for name, seconds in per_answer.items():
        print(f"  one /status answer, {name}: {seconds * 1e6:.0f} µs")
    print(f"  ratio large to bundled: {median(ratios):.2f} (median of {ROUNDS} rounds)")


def _ask_all(ask: Callable[[str], object], asked: Sequence[str]) -> None:
    for text in asked:
        ask(text)


def _questions(program: Program) -> Iterator[str]:
    seeded = random.Random(5)
    for _ in range(ASKED):
        yield f"/status {seeded.choice(program.jurisdictions).full_name}"


def _asker(program: Program, known: Gazetteer) -> Callable[[str], object]:
    catalogue, names = Catalogue(1, (program,)), {program.id: places.index(program, known)}
    question = Question(
        catalogue=catalogue,
        program=program,
        names=names,
        indexes=Indexes(catalogue, names),
        viewer=Viewer(ZoneInfo("America/New_York"), "en", date(2026, 11, 21)),
    )
    return lambda text: messages(answers.to_text(replace(question, text=text)))


if __name__ == "__main__":
    main()

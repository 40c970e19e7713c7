"""Finding the jurisdiction that somebody means: exact, then with a typo, never a guess.

The result is one of a closed list. A name held by one jurisdiction is found; a name that several hold, or
that the program file lists under `ask_back`, is a choice; a typo is corrected only when one jurisdiction is
clearly nearest, and then the answer says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from domain.programs import Jurisdiction, Program
from domain.states import split_state
from domain.words import LONGEST_NAME, normalise

_SUGGESTIONS = 3
_SIMILAR = 70.0
# One wrong letter in a short name, two in a long one; the shortest names are too close to each other.
_SHORTEST_WITH_TYPO = 5
_LONG_ENOUGH_FOR_TWO = 9


@dataclass(frozen=True, slots=True)
class Found:
    """One jurisdiction; `corrected` when the name as typed was not its name."""

    jurisdiction: Jurisdiction
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Choose:
    """Several could be meant; `name` is the one they share, as a person would read it."""

    name: str
    options: tuple[Jurisdiction, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing on record under this name, which is not a "no"."""

    typed: str
    suggestions: tuple[Jurisdiction, ...] = ()


Match: TypeAlias = Found | Choose | NotFound


@dataclass(frozen=True, slots=True)
class Index:
    """The names of one program's jurisdictions; built once per revision."""

    by_name: Mapping[str, tuple[Jurisdiction, ...]]
    ask_back: Mapping[str, str]


def index(program: Program) -> Index:
    """Collect every name and alias of the program's jurisdictions in normal form."""
    by_name: dict[str, list[Jurisdiction]] = {}
    for jurisdiction in program.jurisdictions:
        for name in dict.fromkeys(_key(name) for name in (jurisdiction.name, *jurisdiction.aliases)):
            by_name.setdefault(name, []).append(jurisdiction)
    return Index(
        by_name={name: tuple(held_by) for name, held_by in by_name.items()},
        ask_back={_key(name): name for name in program.ask_back},
    )


def find(index: Index, typed: str) -> Match:
    """The jurisdiction that `typed` names, the ones it may name, or none."""
    whole = _key(typed)
    if not whole or len(whole) > LONGEST_NAME:
        return NotFound(typed)
    name, state = split_state(whole)
    # "Kansas City" alone is a name; only what is left over before a state is looked up in that state.
    exact = _in_state(index.by_name.get(name, ()), state)
    if exact:
        return _settle(index, name, state, exact, corrected=False)
    near = _with_typo(index, name, state)
    if near:
        nearest = {jurisdiction.id: jurisdiction for key in near for jurisdiction in _held(index, key, state)}
        return _settle(index, near[0], state, tuple(nearest.values()), corrected=True)
    return NotFound(typed, _similar(index, name))


def _settle(
    index: Index, name: str, state: str | None, held_by: tuple[Jurisdiction, ...], *, corrected: bool
) -> Match:
    if len(held_by) > 1 or (state is None and name in index.ask_back):
        return Choose(index.ask_back.get(name, held_by[0].name), held_by)
    return Found(held_by[0], corrected)


def _with_typo(index: Index, name: str, state: str | None) -> list[str]:
    """The nearest names within reach, all at the same distance."""
    if len(name) < _SHORTEST_WITH_TYPO:
        return []
    reach = 2 if len(name) >= _LONG_ENOUGH_FOR_TWO else 1
    names = [key for key in index.by_name if len(key) >= _SHORTEST_WITH_TYPO and _held(index, key, state)]
    hits = process.extract(name, names, scorer=OSA.distance, score_cutoff=reach, limit=None)
    least = min((distance for _, distance, _ in hits), default=None)
    return sorted(key for key, distance, _ in hits if distance == least)


def _similar(index: Index, name: str) -> tuple[Jurisdiction, ...]:
    hits = process.extract(name, list(index.by_name), scorer=ratio, score_cutoff=_SIMILAR, limit=_SUGGESTIONS)
    found = {j.id: j for key, _, _ in hits for j in index.by_name[key]}
    return tuple(found.values())[:_SUGGESTIONS]


def _held(index: Index, key: str, state: str | None) -> tuple[Jurisdiction, ...]:
    return _in_state(index.by_name[key], state)


def _in_state(jurisdictions: Iterable[Jurisdiction], state: str | None) -> tuple[Jurisdiction, ...]:
    return tuple(j for j in jurisdictions if state is None or j.state_code == state)


def _key(text: str) -> str:
    """Normal form, with the ways of writing "Saint" and "City of" brought together."""
    words = normalise(text).split()
    if words[:1] == ["the"]:
        words = words[1:]
    if words[:2] in (["city", "of"], ["town", "of"]):
        words = words[2:]
    return " ".join({"saint": "st", "mt": "mount", "ft": "fort"}.get(word, word) for word in words)

"""Finding the jurisdiction that somebody means: exact, then with a typo, never a guess.

The result is one of a closed list. A name held by one jurisdiction is found; a name that several hold, or
that the program file lists under `ask_back`, is a choice; a real place without a jurisdiction has no record;
anything else is not found. What is written exactly is never taken for a slip of something else: Cary is not
Gary. A typo is corrected only when nothing else is about as near, and then the answer says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from domain.gazetteer import Gazetteer, Place, key
from domain.parses import exactly, with_typo, without_filler
from domain.programs import Jurisdiction, Program
from domain.spelling import Spelling
from domain.states import NAME_BY_CODE, split_misspelt_state, split_state
from domain.words import LONGEST_NAME

_SUGGESTIONS = 3
_SIMILAR = 70.0
# Marks that cannot be seen may stand between the letters of a name; anything longer is not one.
_LONGEST_TYPED = 4 * LONGEST_NAME
# One wrong letter in a short name, two in a long one; the shortest are too close to each other.
_LONG_ENOUGH_FOR_ONE = 5
_LONG_ENOUGH_FOR_TWO = 9
# A typo of a jurisdiction's name does not mean a place of less than a tenth of its people.
_FAR_LARGER = 10
# How much nearer a name must be than the next.
_MARGIN = 0.5
# Whole words that tell neighbours apart: East Memphis is not a slip of West Memphis.
_TELLING = frozenset({"north", "south", "east", "west", "new", "old", "upper", "lower", "county", "parish"})


@dataclass(frozen=True, slots=True)
class Found:
    """One jurisdiction; `corrected` when the name as typed was not its name.

    Where no state was given, `others` counts the further places called `name`. `related` are the
    jurisdictions and places of another name that the program file warns not to confuse it with.
    """

    jurisdiction: Jurisdiction
    corrected: bool = False
    name: str = ""
    others: int = 0
    related: tuple[Jurisdiction | Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Choose:
    """Several could be meant; `name` is the one they share, as a person would read it."""

    name: str
    options: tuple[Jurisdiction, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class NoRecord:
    """A real place, or several of one name, that the program has nothing on; not a "no"."""

    places: tuple[Place, ...]
    corrected: bool = False
    suggestions: tuple[Jurisdiction, ...] = ()

    @property
    def place(self) -> Place | None:
        """The place, where only one can be meant."""
        return self.places[0] if len(self.places) == 1 else None

    @property
    def name(self) -> str:
        """What to call it: with its state, unless places of several states share the name."""
        return self.place.full_name if self.place else self.places[0].name


@dataclass(frozen=True, slots=True)
class NotFound:
    """No place of this name; up to three jurisdictions, and `places` without a record, of similar names."""

    typed: str
    suggestions: tuple[Jurisdiction, ...] = ()
    places: tuple[Place, ...] = ()


Match: TypeAlias = Found | Choose | NoRecord | NotFound


@dataclass(frozen=True, slots=True)
class Index:
    """The names of one program's jurisdictions, beside all of the country's; built once per revision."""

    by_name: Mapping[str, tuple[Jurisdiction, ...]]
    ask_back: Mapping[str, str]
    names: tuple[str, ...]
    spelling: Spelling
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class _Named:
    """Who is called by a name, in a state or in all; and how many edits the name is from the one typed."""

    name: str
    jurisdictions: tuple[Jurisdiction, ...]
    places: tuple[Place, ...]
    distance: float

    @property
    def people(self) -> int:
        """Of the largest place of the name; 0 where that is not known."""
        return max((place.population for place in self.places), default=0)

    @property
    def shown(self) -> str:
        """The name as a person would read it."""
        names = (name for j in self.jurisdictions for name in (j.name, *j.aliases))
        known = (*(place.name for place in self.places), *names)
        return next((name for name in known if key(name) == self.name), known[0])


def index(program: Program, gazetteer: Gazetteer) -> Index:
    """Collect every name and alias of the program's jurisdictions."""
    by_name: dict[str, dict[str, Jurisdiction]] = {}
    for jurisdiction in program.jurisdictions:
        for name in map(key, _names(jurisdiction)):
            if name:
                by_name.setdefault(name, {})[jurisdiction.id] = jurisdiction
    return Index(
        by_name={name: tuple(held_by.values()) for name, held_by in by_name.items()},
        ask_back={key(name): name for name in program.ask_back},
        names=tuple(by_name),
        spelling=Spelling(by_name),
        gazetteer=gazetteer,
    )


def find(index: Index, typed: str) -> Match:
    """The jurisdiction that `typed` names, the ones it may name, the place without a record, or none."""
    whole = key(typed) if len(typed) <= _LONGEST_TYPED else ""
    if not whole or len(whole) > LONGEST_NAME:
        return NotFound(typed)
    for name, state in exactly(whole):
        exact = _called(index, name, state)
        if exact:
            return _settle(index, exact, state)
    name, state = split_misspelt_state(whole)
    almost = _called(index, name, state, distance=1) if state else None
    return _settle(index, almost, state) if almost else _with_typo(index, typed, whole)


def namesakes(index: Index, name: str) -> tuple[Place, ...]:
    """The places called `name` that are no jurisdiction of the program, by state."""
    held_in = {jurisdiction.state_code for jurisdiction in index.by_name.get(key(name), ())}
    left = (place for place in index.gazetteer.named(key(name)) if place.state_code not in held_in)
    return tuple(sorted(left, key=lambda place: place.state))


def _names(jurisdiction: Jurisdiction) -> Iterator[str]:
    # A state that is none of the country's is part of the name: nothing would take it off.
    foreign = NAME_BY_CODE.get(jurisdiction.state_code) != jurisdiction.state
    for name in (jurisdiction.name, *jurisdiction.aliases):
        yield name
        if foreign:
            yield f"{name} {jurisdiction.state}"
            yield f"{name} {jurisdiction.state_code}"


def _called(index: Index, name: str, state: str | None, distance: float = 0) -> _Named | None:
    held = tuple(j for j in index.by_name.get(name, ()) if state in (None, j.state_code))
    places = index.gazetteer.named(name, state)
    return _Named(name, held, places, distance) if held or places else None


def _settle(index: Index, named: _Named, state: str | None) -> Match:
    """The answer when one name is meant."""
    corrected = named.distance > 0
    if not named.jurisdictions:
        similar = () if state else index.spelling.near(named.name, 1)
        return NoRecord(named.places, corrected, _jurisdictions(index, similar))
    first, *more = named.jurisdictions
    held_in = {jurisdiction.state_code for jurisdiction in named.jurisdictions}
    others = 0 if state else sum(place.state_code not in held_in for place in named.places)
    if more or (state is None and named.name in index.ask_back):
        return Choose(index.ask_back.get(named.name, named.shown), named.jurisdictions, others)
    return Found(first, corrected, named.shown, others, tuple(_related(index, first)))


def _related(index: Index, jurisdiction: Jurisdiction) -> Iterator[Jurisdiction | Place]:
    for full_name in jurisdiction.not_to_confuse_with:
        name, state = split_state(key(full_name))
        named = _called(index, name, state) if state and name != key(jurisdiction.name) else None
        if named:
            yield named.jurisdictions[0] if named.jurisdictions else named.places[0]


def _with_typo(index: Index, typed: str, whole: str) -> Match:
    """The name that `whole` is a slip of, if one is clearly nearest; else the similar ones."""
    name, state = split_state(without_filler(whole))
    if state and name in index.by_name:
        # A jurisdiction's own name with another state: which of the two is wrong is not for us to say.
        return NotFound(typed, index.by_name[name][:_SUGGESTIONS])
    near: list[_Named] = []
    for slip, state in with_typo(whole):
        near = _near(index, slip, state)
        if near:
            break
    if len(near) == 1 and _is_long_enough(near[0].name, state):
        return _settle(index, near[0], state)
    if near and all(named.jurisdictions for named in near):
        held_by = {jurisdiction.id: jurisdiction for named in near for jurisdiction in named.jurisdictions}
        return Choose(near[0].shown, tuple(held_by.values()))
    similar = process.extract(name, index.names, scorer=ratio, score_cutoff=_SIMILAR, limit=_SUGGESTIONS)
    return NotFound(
        typed,
        _jurisdictions(index, (*(named.name for named in near), *(hit[0] for hit in similar))),
        tuple(named.places[0] for named in near if not named.jurisdictions)[:_SUGGESTIONS],
    )


def _near(index: Index, name: str, state: str | None) -> list[_Named]:
    """The names that `name` may be a slip of, the likeliest first; one alone is clearly nearest."""
    if not name:
        return []
    reach = 2 if len(name) >= _LONG_ENOUGH_FOR_TWO else 1
    edits_to = index.gazetteer.spelling.near(name, reach) | index.spelling.near(name, reach + 1)
    telling = _TELLING.intersection(name.split())
    found = [
        named
        for near, edits in edits_to.items()
        if telling <= set(near.split())
        and (named := _called(index, near, state, edits - _MARGIN * _is_common_slip(name, near)))
    ]
    least = min((named.distance for named in found), default=0)
    if least > reach:
        return []
    nearest = [named for named in found if named.distance <= least + _MARGIN]
    if not any(named.jurisdictions for named in nearest):
        # A place without a record answers for a typo only when no jurisdiction is even one letter further.
        nearest += [named for named in found if named.jurisdictions and named.distance <= least + 1]
    nearest.sort(key=lambda named: (named.distance, named.name[0] != name[0], -named.people, named.name))
    # Two names of one jurisdiction, or of one place, are one.
    distinct = {named.jurisdictions or named.places[:1]: named for named in reversed(nearest)}
    return [named for named in nearest if named in distinct.values() and not _is_outweighed(named, nearest)]


def _is_common_slip(typed: str, name: str) -> bool:
    """Whether letters are swapped, or left out: a wrong letter is rarer, for there are 25 of them."""
    return len(name) > len(typed) or sorted(name) == sorted(typed)


def _is_long_enough(name: str, state: str | None) -> bool:
    """Whether a name is long enough for a typo to be put right; a state makes a short one safer."""
    return len(name) >= _LONG_ENOUGH_FOR_ONE - bool(state)


def _is_outweighed(named: _Named, found: Iterable[_Named]) -> bool:
    """Whether a place is so much smaller than a jurisdiction as near that a typo does not mean it."""
    nearer = (other.people for other in found if other.jurisdictions and other.distance <= named.distance)
    return not named.jurisdictions and 0 < named.people * _FAR_LARGER < max(nearer, default=0)


def _jurisdictions(index: Index, names: Iterable[str]) -> tuple[Jurisdiction, ...]:
    """The first few that hold one of the names."""
    found = {j.id: j for name in names for j in index.by_name.get(name, ())}
    return tuple(found.values())[:_SUGGESTIONS]

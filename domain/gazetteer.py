"""The places of the United States, under every name that people write; not every place is a jurisdiction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from domain.spelling import Spelling
from domain.states import NAME_BY_CODE
from domain.words import normalise

_CALLED = frozenset({"city", "town", "village", "borough", "municipality", "state", "commonwealth"})
_IN_FULL = {"st": "saint", "mt": "mount", "ft": "fort"}


class Place(NamedTuple):
    """A city, town or county. `population` is 0 where the gazetteer has none, as for every county."""

    # A tuple, not a dataclass: 25,000 of them are made at every start.
    name: str
    state_code: str
    population: int = 0

    @property
    def state(self) -> str:
        return NAME_BY_CODE[self.state_code]

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def id(self) -> str:
        """Formed like a jurisdiction's id: boise-id, baltimore-county-md."""
        return f"{key(self.name)} {self.state_code}".replace(" ", "-").lower()


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Places by the `key` of each of their names, the largest first; at most one of a name in a state.

    `zones` has the time zone of most places of a state, by its code, and of each place with another, by its
    id.
    """

    by_name: Mapping[str, tuple[Place, ...]]
    zones: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str, state: str | None = None) -> tuple[Place, ...]:
        """The places of a name, given as a key, in a state or in all."""
        return tuple(place for place in self.by_name.get(name, ()) if state in (None, place.state_code))

    def place(self, id: str) -> Place | None:
        name, _, state = id.replace("-", " ").rpartition(" ")
        return next(iter(self.named(name, state.upper())), None)

    def zone(self, id: str) -> str | None:
        """The time zone of a place by its id; None for what lies in a state of several and is no city."""
        if id in self.zones:
            return self.zones[id]
        state = id.rpartition("-")[2].upper()
        place = self.place(id)
        is_city = place is not None and place.population > 0
        return self.zones.get(state) if is_city or state not in self._of_several_zones else None

    @cached_property
    def _of_several_zones(self) -> frozenset[str]:
        return frozenset(id.rpartition("-")[2].upper() for id in self.zones if not id.isupper())

    @cached_property
    def spelling(self) -> Spelling:
        """Made on the first miss, in 20 ms; a name as it is written never needs it."""
        return Spelling(self.by_name)


def key(name: str) -> str:
    """The one form of a name for comparing: "St. Louis" and "the City of Saint Louis" are the same."""
    words = normalise(name).split()
    if words[:1] == ["the"]:
        del words[0]
    if len(words) > 2 and words[1] == "of" and words[0] in _CALLED:
        del words[:2]
    # "mt" after a name is Montana.
    return " ".join([_IN_FULL.get(word, word) for word in words[:-1]] + words[-1:])

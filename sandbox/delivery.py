"""Bad habits of a network, on request: updates that come twice and out of order. None is ever lost."""

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from sandbox.arguments import Json

_REMEMBERED = 100  # how far back an update may be repeated
_SINGLE = 1  # a window of one keeps the order


@dataclass(slots=True)
class Delivery:
    """How updates are handed over: how likely each is repeated, and how far it may be out of place."""

    duplicates: float = 0.0
    reorder: int = _SINGLE
    seed: int = 0
    _chance: random.Random = field(init=False)
    _handed_out: deque[Json] = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a test bench has to repeat itself
        self._handed_out = deque(maxlen=_REMEMBERED)

    @property
    def is_reordering(self) -> bool:
        return self.reorder > _SINGLE

    def batch(self, waiting: Iterable[Json], limit: int) -> list[Json]:
        """The next batch: always the first ones that wait, so that confirming the last loses none."""
        fresh = list(islice(waiting, limit))
        if not self.duplicates and not self.is_reordering:
            return fresh
        repeats = sum(self.repeats() for _ in fresh)
        fresh = fresh[: max(limit - repeats, 1)]
        batch = [fresh.pop(self.choose(len(fresh))) for _ in range(len(fresh))]
        self._handed_out.extend(batch)
        for _ in range(min(repeats, limit - len(batch))):
            batch.insert(self._chance.randrange(len(batch) + 1), self._chance.choice(self._handed_out))
        return batch

    def repeats(self) -> bool:
        """Does the next update come once more?"""
        return self._chance.random() < self.duplicates

    def choose(self, waiting: int) -> int:
        """Which of so many that wait, in order, is next."""
        return self._chance.randrange(min(self.reorder, waiting))

    def to_json(self) -> Json:
        return {"duplicates": self.duplicates, "reorder": self.reorder, "seed": self.seed}

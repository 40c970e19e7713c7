"""Whether the machine's clocks can be trusted now: what is told by a wrong clock is told on a wrong day."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

import structlog

from bot.time import Now, host_now
from storage import examination
from storage.database import Database

log = structlog.get_logger(__name__)

# Between the host's clock and the database's, and between the host's two clocks since the last look.
_APART_S = 5.0
_STEP_S = 30.0


class Skew:
    """Compares the clocks before each expansion; machine time only, whatever the calendar shows."""

    def __init__(self, wall: Now = host_now, steady: Callable[[], float] = monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._ahead = self._difference()
        self.problem: str | None = None

    async def agree(self, database: Database) -> bool:
        """Whether the clocks agree; one that was stepped is believed from the next look on."""
        before, self._ahead = self._ahead, self._difference()
        self.problem = await self._problem(database, self._ahead - before)
        if self.problem:
            log.error("nothing new is told", reason=self.problem)
        return self.problem is None

    async def _problem(self, database: Database, step: float) -> str | None:
        if abs(step) > _STEP_S:
            self.steps += 1
            return f"the machine's clock was stepped by {step:.0f} s"
        if database.is_sqlite:
            return None
        async with database.read() as connection:
            shown: datetime = await examination.clock(connection)
        apart = (shown - self._wall()).total_seconds()
        if abs(apart) > _APART_S:
            return f"the database's clock is {apart:.0f} s from the machine's"
        return None

    def _difference(self) -> float:
        return self._wall().timestamp() - self._steady()

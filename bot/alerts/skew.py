"""Whether the machine's clocks can be trusted now: what is told by a wrong clock is told on a wrong day."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

import structlog

from bot.time import Now, host_now
from domain.alerts.held import ClockTrouble
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
        self.trouble: ClockTrouble | None = None
        # How often there was some, and what it was last: it may be over before anybody is told.
        self.troubles = 0
        self.last: ClockTrouble | None = None

    async def agree(self, database: Database) -> bool:
        """Whether the clocks agree; one that was stepped is believed from the next look on."""
        before, self._ahead = self._ahead, self._difference()
        was, self.trouble = self.trouble, await self._trouble(database, self._ahead - before)
        if self.trouble is not None:
            self.last = self.trouble
            self.troubles += was is None
            what = (
                "the machine's clock was stepped" if self.trouble.is_step else "the database's clock is off"
            )
            log.error("nothing new is told", reason=what, seconds=round(self.trouble.seconds))
        return self.trouble is None

    async def _trouble(self, database: Database, step: float) -> ClockTrouble | None:
        if abs(step) > _STEP_S:
            return ClockTrouble(True, step)
        if database.is_sqlite:
            return None
        async with database.read() as connection:
            shown: datetime = await examination.clock(connection)
        apart = (shown - self._wall()).total_seconds()
        return ClockTrouble(False, apart) if abs(apart) > _APART_S else None

    def _difference(self) -> float:
        return self._wall().timestamp() - self._steady()

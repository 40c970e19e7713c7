"""Keeps the ticks going, also when the machine's clock is stepped, and moves the calendar's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from telegram.ext import Job, JobQueue

from bot.metrics import Metrics
from bot.ticks import Tick
from bot.time import CalendarClock, Now, host_now
from handlers.context import Services
from storage.database import DatabaseError

log = structlog.get_logger(__name__)

# Jobs that were due while the machine slept run once, and late rather than never.
_JOB: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
# More than clocks drift between two looks, less than any tick that matters waits.
_STEP_S = 2.0
_GRACE_S = 30.0
_END_S = 5.0
# The thousands of midnights of a longer move would take minutes.
_DAY_BY_DAY = timedelta(days=100)

Run = Callable[[Tick], Awaitable[None]]
# When something is due next after an instant, if anything is.
NextDue = Callable[[datetime], Awaitable[datetime | None]]


class Rounds:
    """Runs each tick at its turn and remembers when it last finished."""

    def __init__(
        self,
        queue: JobQueue[Any],
        services: Services,
        ticks: Sequence[Tick],
        metrics: Metrics,
        *,
        watch: float,
        wall: Now = host_now,
    ) -> None:
        """`watch`: how often the machine's two clocks are compared, in seconds; `wall` reads the one."""
        self._queue = queue
        self._services = services
        self._ticks = ticks
        self._metrics = metrics
        self._watch = watch
        self._wall = wall
        self._finished: dict[str, float] = {}
        self._jobs: list[Job[Any]] = []

    async def run(self) -> None:
        """Run the ticks until cancelled."""
        began = monotonic()
        self._finished = {tick.name: began for tick in self._ticks}
        self._jobs = [
            # The trigger's own first turn would be a whole interval away.
            self._queue.run_repeating(
                self._callback(tick),
                tick.seconds,
                name=tick.name,
                job_kwargs=_JOB | {"next_run_time": self._wall()},
            )
            for tick in self._ticks
        ]
        await self._queue.start()
        try:
            await self._keep_in_step()
        finally:
            await self._end()

    async def _end(self) -> None:
        """Begin no tick any more, and let those under way come to their end while the database is open."""
        assert self._queue.scheduler is not None
        self._queue.scheduler.pause()
        try:
            await asyncio.wait_for(self._queue.stop(wait=True), _END_S)
        except TimeoutError:
            log.warning("a tick did not come to its end", seconds=_END_S)
            await self._queue.stop(wait=False)

    def problem(self) -> str | None:
        """Which tick has not finished for too long, in words."""
        for tick in self._ticks:
            if (age := self.age(tick)) > 3 * tick.seconds + _GRACE_S:
                return f"{tick.name} last finished {age:.0f} s ago"
        return None

    def age(self, tick: Tick) -> float:
        """Seconds since the tick last finished."""
        now = monotonic()
        return now - self._finished.get(tick.name, now)

    def measure(self) -> None:
        """Set the ticks' figures."""
        for tick in self._ticks:
            self._metrics.tick_age.labels(tick.name).set(self.age(tick))

    async def do(self, tick: Tick) -> None:
        """Run a tick now; one that fails is tried again at its next turn."""
        try:
            await tick.run(self._services)
        except DatabaseError as error:
            log.warning("tick failed", tick=tick.name, reason=str(error))
        except Exception:
            log.exception("tick failed", tick=tick.name)
        else:
            self._finished[tick.name] = monotonic()
            return
        self._metrics.tick_failures.labels(tick.name).inc()

    def _callback(self, tick: Tick) -> Callable[[Any], Coroutine[None, None, None]]:
        async def callback(_context: Any) -> None:
            await self.do(tick)

        return callback

    async def _keep_in_step(self) -> None:
        """Arm the jobs anew when the machine's clock was stepped.

        The scheduler keeps the instants of their next turns: a clock set back two hours would silence it for
        two hours.
        """
        ahead = self._ahead()
        while True:
            await asyncio.sleep(self._watch)
            if abs(self._ahead() - ahead) > _STEP_S:
                log.warning("the machine's clock was stepped", seconds=round(self._ahead() - ahead))
                for job in self._jobs:
                    job.job.modify(next_run_time=self._wall())
            ahead = self._ahead()

    def _ahead(self) -> float:
        return self._wall().timestamp() - monotonic()


async def move_clock(
    clock: CalendarClock,
    instant: datetime | None,
    ticks: Sequence[Tick],
    do: Run,
    zone: ZoneInfo,
    next_due: NextDue,
) -> datetime:
    """Move the calendar's clock to an instant (None: to the real time), day by day, and give what it shows.

    Each local midnight on the way has its round of ticks, and so has each instant at which, as `next_due`
    says, something is due: what falls between is not skipped, and is done at its own hour. A move of years
    stops only where something is due.
    """
    due = [tick for tick in ticks if tick.follows_calendar]
    target = instant or host_now()
    days = midnights(clock.now(), target, zone) if target - clock.now() < _DAY_BY_DAY else []
    for tick in due:  # what is due by now is not to be found late
        await do(tick)
    for limit in [*days, target] if due else []:
        while (stop := await next_due(clock.now())) is not None and stop < limit:
            await _stop_at(clock, stop, due, do)
        if limit != target:
            await _stop_at(clock, limit, due, do)
    await _stop_at(clock, instant, ticks, do)
    return clock.now()


async def _stop_at(clock: CalendarClock, instant: datetime | None, ticks: Sequence[Tick], do: Run) -> None:
    clock.set(instant)
    for tick in ticks:
        await do(tick)


def midnights(after: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """The midnights of a zone between two instants, in order; none when it goes back."""
    found: list[datetime] = []
    day = after.astimezone(zone).date()
    while True:
        day += timedelta(days=1)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        if midnight > until:
            return found
        found.append(midnight)

"""The two clocks: calendar time, which demos and tests may step, and machine time, which is monotonic."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from config.settings import Settings

Now = Callable[[], datetime]


def host_now() -> datetime:
    return datetime.now(UTC)


class CalendarClock:
    """What the calendar shows. Without arguments it is the host's; else it starts at an instant and runs on.

    `speed` is how many of its seconds pass in one real second. With `shown_at`, the real instant at which
    it showed `shown`, several processes and restarts share one clock.
    """

    def __init__(
        self, shown: datetime | None = None, shown_at: datetime | None = None, speed: float = 1.0
    ) -> None:
        self._speed = speed
        self._shown = shown
        passed = (host_now() - shown_at).total_seconds() if shown_at else 0.0
        self._started = monotonic() - passed

    def set(self, instant: datetime | None) -> None:
        """Show an instant from now on, and run on from it; None is the real time."""
        self._shown = instant
        self._started = monotonic()

    def now(self) -> datetime:
        """The instant shown, aware, in UTC."""
        if self._shown is None:
            return host_now()
        passed = timedelta(seconds=(monotonic() - self._started) * self._speed)
        return (self._shown + passed).astimezone(UTC)


def calendar(settings: Settings) -> CalendarClock:
    """The calendar that the settings ask for."""
    if settings.clock is None:
        return CalendarClock()
    return CalendarClock(settings.clock.shown, settings.clock.shown_at, settings.clock_speed)

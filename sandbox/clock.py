"""Setting the clock of whoever runs the sandbox: handed in, and never looked into."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from sandbox.arguments import Json
from sandbox.bodies import Wrong

NOW = "now"
SetClock = Callable[[datetime | None], Awaitable[datetime]]
PRESETS = (("4 August 2017, 8:00 in Washington", "2017-08-04T08:00:00-04:00"), ("Now", NOW))


class Clock:
    """`set_clock` takes an instant, or None for the real time, and returns the one that holds then.

    `shown` is what the clock shows at the start, if that is not the real time. It is taken to run on.
    """

    def __init__(
        self,
        set_clock: SetClock,
        presets: Sequence[tuple[str, str]] = PRESETS,
        shown: datetime | None = None,
    ) -> None:
        self._set_clock = set_clock
        self._presets = presets
        self._shown = shown
        self._since = monotonic()
        self._turn = asyncio.Lock()
        self._settings: set[asyncio.Task[datetime]] = set()

    async def set(self, instant: str) -> datetime:
        setting = asyncio.create_task(self._set(_read(instant)))
        self._settings.add(setting)
        setting.add_done_callback(self._settings.discard)
        # Whoever asked may go away: what has begun is not left half done.
        return await asyncio.shield(setting)

    def to_json(self) -> Json:
        """What it shows, if it was ever set, and the instants to choose from."""
        passed = timedelta(seconds=monotonic() - self._since)
        return {
            "instant": (self._shown + passed).isoformat(timespec="seconds") if self._shown else None,
            "presets": [{"label": label, "instant": instant} for label, instant in self._presets],
        }

    async def _set(self, instant: datetime | None) -> datetime:
        async with self._turn:
            try:
                self._shown = await self._set_clock(instant)
            except ValueError as error:
                raise Wrong(str(error)) from None
            self._since = monotonic()
            return self._shown


def _read(instant: str) -> datetime | None:
    if instant == NOW:
        return None
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        raise Wrong("instant must be like 2017-08-04T08:00:00-04:00, or now") from None
    if read.utcoffset() is None:
        raise Wrong("instant must say its offset, like 2017-08-04T08:00:00-04:00")
    return read

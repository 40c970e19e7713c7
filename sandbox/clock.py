"""Setting the clock of whoever runs the sandbox: handed in, and never looked into."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sandbox.arguments import Json
from sandbox.bodies import Wrong

NOW = "now"
SetClock = Callable[[datetime | None], Awaitable[datetime]]
PRESETS = (("4 August 2017, 8:00 in Washington", "2017-08-04T08:00:00-04:00"), ("Now", NOW))


class Clock:
    """`set_clock` takes an instant, or None for the real time, and returns the one that holds then."""

    def __init__(self, set_clock: SetClock, presets: Sequence[tuple[str, str]] = PRESETS) -> None:
        self._set_clock = set_clock
        self._presets = presets
        self._instant: datetime | None = None
        self._turn = asyncio.Lock()
        self._settings: set[asyncio.Task[datetime]] = set()

    async def set(self, instant: str) -> datetime:
        setting = asyncio.create_task(self._set(_read(instant)))
        self._settings.add(setting)
        setting.add_done_callback(self._settings.discard)
        # Whoever asked may go away: what has begun is not left half done.
        return await asyncio.shield(setting)

    def to_json(self) -> Json:
        """The instant set last, if one was, and those to choose from."""
        return {
            "instant": self._instant.isoformat() if self._instant else None,
            "presets": [{"label": label, "instant": instant} for label, instant in self._presets],
        }

    async def _set(self, instant: datetime | None) -> datetime:
        async with self._turn:
            try:
                self._instant = await self._set_clock(instant)
            except ValueError as error:
                raise Wrong(str(error)) from None
            return self._instant


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

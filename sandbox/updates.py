"""The bot's updates: waiting until the bot has seen them and says so."""

import asyncio
import time
from collections.abc import Collection

from sandbox.arguments import Json, Refused
from sandbox.bell import Bell

_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_UNASKED = ("chat_member", "chosen_inline_result")  # come only to a bot that asks for them by name
_PAUSE = 3.0  # seconds between two answers "Conflict", so that two bots do not chase each other


class Updates:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._waiting: list[Json] = []
        # Numbers go on growing when the sandbox starts again: a bot with a memory takes none for an old one.
        self._next = int(time.time())
        self._turn = 0
        self._next_conflict = 0.0
        self.allowed: Collection[str] = ()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, content: Json) -> int:
        number, self._next = self._next, self._next + 1
        if kind in self.allowed if self.allowed else kind not in _UNASKED:
            self._waiting.append({"update_id": number, kind: content})
            self._bell.ring()
        return number

    def clear(self) -> None:
        self._waiting.clear()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Forget what comes before the offset; hand out the rest, waiting for a first one."""
        self._turn += 1  # a newer call ends the one that is waiting
        turn = self._turn
        self._bell.ring()
        self._forget(offset)
        until = asyncio.get_running_loop().time() + seconds
        while not self._waiting and await self._bell.wait(until):
            if self._turn != turn:
                await self._fail()
        return self._waiting[:limit]

    def _forget(self, offset: int) -> None:
        if offset < 0:
            del self._waiting[:offset]
        else:
            self._waiting = [update for update in self._waiting if _number(update) >= offset]

    async def _fail(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            until = now + _PAUSE
            while await self._bell.wait(until):
                pass
        self._next_conflict = asyncio.get_running_loop().time() + _PAUSE
        raise Refused(_CONFLICT, 409)


def _number(update: Json) -> int:
    number = update["update_id"]
    assert isinstance(number, int)
    return number

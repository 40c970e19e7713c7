"""What happens in the chats, numbered, for the page and for tests to follow."""

import asyncio

from sandbox.arguments import Json
from sandbox.bell import Bell


class Feed:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._events: list[Json] = []

    @property
    def last(self) -> int:
        return len(self._events)

    def publish(self, kind: str, chat_id: int, **fields: object) -> None:
        self._events.append({"seq": self.last + 1, "type": kind, "chat_id": chat_id, **fields})
        self._bell.ring()

    async def after(self, seq: int, seconds: float) -> list[Json]:
        """The events after that number, as soon as there is one; none when the time is over."""
        until = asyncio.get_running_loop().time() + seconds
        while self.last <= seq and await self._bell.wait(until):
            pass
        return self._events[max(seq, 0) :]

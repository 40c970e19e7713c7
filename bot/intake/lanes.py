"""Lanes: one chat's updates one after another, many chats at once."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable

import structlog

from storage.inbox import Waiting

log = structlog.get_logger(__name__)

Handle = Callable[[Waiting], Awaitable[None]]

# Enough to keep every chat busy; more would only fill memory.
LIMIT = 1_000
_AT_ONCE = 64


class Lanes:
    """Handles updates: one at a time per chat, by update id among those waiting, many chats at once."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[tuple[int, Waiting, Handle]]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._has_room = asyncio.Event()
        self._has_room.set()
        # The ids of all updates here, also of those being handled.
        self.held: set[int] = set()

    def offer(self, update: Waiting, handle: Handle) -> None:
        """Handle an update when its turn comes."""
        self.held.add(update.update_id)
        heapq.heappush(self._waiting.setdefault(update.lane, []), (update.update_id, update, handle))
        if len(self.held) >= LIMIT:
            self._has_room.clear()
        if update.lane not in self._tasks:
            self._tasks[update.lane] = asyncio.create_task(self._work(update.lane))

    @property
    def is_full(self) -> bool:
        return not self._has_room.is_set()

    async def has_room(self) -> None:
        """Wait until fewer updates are here than memory is meant for."""
        await self._has_room.wait()

    def forget(self) -> None:
        """Let go of what is not being handled yet; it stays in the inbox."""
        for lane in self._waiting.values():
            self.held.difference_update(number for number, _update, _handle in lane)
            lane.clear()
        self._notice_room()

    async def drain(self, seconds: float) -> None:
        """Let what is being handled finish; what is left stays in the inbox for the next start."""
        self.forget()
        tasks = list(self._tasks.values())
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, lane: int) -> None:
        try:
            while self._waiting[lane]:
                number, update, handle = heapq.heappop(self._waiting[lane])
                try:
                    async with self._slots:
                        await handle(update)
                except Exception:
                    # It stays in the inbox; the chat's next update must not wait for it.
                    log.exception("update not finished", update_id=number)
                finally:
                    self.held.discard(number)
                    self._notice_room()
        finally:
            del self._waiting[lane], self._tasks[lane]

    def _notice_room(self) -> None:
        # Half empty before it is filled again: one look at the inbox brings many.
        if len(self.held) <= LIMIT // 2:
            self._has_room.set()

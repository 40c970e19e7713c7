"""Updates come in: from Telegram to the durable inbox, and from there to the handlers, chat by chat."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import orjson
import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.refusal import Refusal
from bot.time import Now
from storage import inbox
from storage.database import Database, DatabaseError, Lease
from storage.inbox import Waiting
from transport import outcome
from transport.api import Api

log = structlog.get_logger(__name__)

ALLOWED = ("message", "callback_query")
_BATCH = 100
_LONG_POLL_S = 25
_GRACE_S = 10
_LONGEST_PAUSE_S = 30.0
# Telegram ends the other of two pollers with 409: another bot with our token is running somewhere.
_CONFLICT_AT_START_S = 15.0
_CONFLICT_LATER_S = 60.0
_STANDBY_S = 2.0
_LEASE_CHECK_S = 5.0
# Enough to keep every chat busy; more would only fill memory.
_WAITING_LIMIT = 1_000
_AT_ONCE = 64


class Lanes:
    """Handles updates: one at a time per chat, by update id among those waiting, many chats at once."""

    def __init__(self, handle: Callable[[Waiting], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[int, list[tuple[int, Waiting]]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._count = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def offer(self, update: Waiting) -> None:
        heapq.heappush(self._waiting.setdefault(update.lane, []), (update.update_id, update))
        self._count += 1
        if self._count >= _WAITING_LIMIT:
            self._has_room.clear()
        if update.lane not in self._tasks:
            self._tasks[update.lane] = asyncio.create_task(self._work(update.lane))

    async def has_room(self) -> None:
        """Wait until fewer updates are waiting than memory is meant for."""
        await self._has_room.wait()

    async def drain(self, seconds: float) -> None:
        """Let what is being handled finish; what is left stays in the inbox for the next start."""
        for lane in self._waiting.values():
            lane.clear()
        tasks = list(self._tasks.values())
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, lane: int) -> None:
        try:
            while self._waiting[lane]:
                _number, update = heapq.heappop(self._waiting[lane])
                async with self._slots:
                    await self._handle(update)
                self._count -= 1
                if self._count < _WAITING_LIMIT:
                    self._has_room.set()
        finally:
            del self._waiting[lane], self._tasks[lane]


class Poller:
    """Asks Telegram for updates and keeps each batch in the inbox before it confirms it."""

    def __init__(self, api: Api, database: Database, lanes: Lanes, now: Now) -> None:
        self._api = api
        self._database = database
        self._lanes = lanes
        self._now = now
        self._offset: int | None = None
        self._was_alone = False
        self._conflict_since: float | None = None

    async def run(self) -> None:
        """Poll until cancelled; a Refusal when another poller stays."""
        async with self._database.read() as connection:
            left = await inbox.waiting(connection)
        for update in left:
            self._lanes.offer(update)
        if left:
            log.info("updates left from before", count=len(left))
        pause = 0.5
        while True:
            await self._lanes.has_room()
            try:
                await self._poll()
                pause = 0.5
            except RetryAfter as error:
                await asyncio.sleep(outcome.seconds(error))
            except (TelegramError, DatabaseError) as error:
                self._note(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0 if isinstance(error, Conflict) else _LONGEST_PAUSE_S)

    async def _poll(self) -> None:
        updates: list[dict[str, Any]] = await self._api.call(
            "getUpdates",
            offset=self._offset,
            limit=_BATCH,
            timeout=_LONG_POLL_S,
            allowed_updates=ALLOWED,
            read_timeout=_LONG_POLL_S + _GRACE_S,
        )
        self._was_alone, self._conflict_since = True, None
        if not updates:
            return
        rows = [(update["update_id"], lane_of(update), orjson.dumps(update).decode()) for update in updates]
        async with self._database.write() as connection:
            fresh = await inbox.store(connection, rows, self._now())
        # Only now may the next request confirm them.
        self._offset = max(update["update_id"] for update in updates) + 1
        for update in fresh:
            self._lanes.offer(update)

    def _note(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._conflict_since = self._conflict_since or monotonic()
            limit = _CONFLICT_LATER_S if self._was_alone else _CONFLICT_AT_START_S
            if monotonic() - self._conflict_since >= limit:
                raise Refusal(
                    "another program polls Telegram with this PROVISO_BOT_TOKEN: "
                    "stop it, or use another token"
                )
            log.warning("another program polls with the same token")
            return
        self._conflict_since = None
        if isinstance(error, InvalidToken):
            log.error("Telegram refuses the token; nothing is lost, updates wait at Telegram")
        else:
            log.warning("updates could not be fetched; trying again", reason=str(error))


async def poll(poller: Poller, api: Api, database: Database) -> None:
    """Poll; on PostgreSQL only while holding the lease, so that a second process stands by."""
    if database.is_sqlite:
        await _begin(poller, api)
        return
    told = False
    while True:
        try:
            async with database.lease("poll") as lease:
                if lease is not None:
                    await _poll_while_held(lease, poller, api)
        except DatabaseError as error:
            log.warning("the polling lease is lost", reason=str(error))
        if not told:
            log.info("standing by: another process polls")
            told = True
        await asyncio.sleep(_STANDBY_S)


async def _poll_while_held(lease: Lease, poller: Poller, api: Api) -> None:
    """Poll until it fails or the lease is gone: two pollers would handle one chat at the same time."""
    polling = asyncio.create_task(_begin(poller, api))
    try:
        while not polling.done():
            await asyncio.wait({polling}, timeout=_LEASE_CHECK_S)
            await lease.check()
        polling.result()
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def _begin(poller: Poller, api: Api) -> None:
    # A webhook left from another set-up would answer every poll with 409.
    with suppress(TelegramError):
        await api.call("deleteWebhook", drop_pending_updates=False)
    await poller.run()


def lane_of(update: dict[str, Any]) -> int:
    """The chat an update belongs to, by which its handling is ordered; 0 when it has none."""
    for part in update.values():
        if isinstance(part, dict):
            chat = part.get("chat") or (part.get("message") or {}).get("chat") or part.get("from")
            if chat:
                return int(chat["id"])
    return 0

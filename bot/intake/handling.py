"""From the inbox to the lanes, in the one process that handles."""

import asyncio
from collections.abc import Sequence

import orjson
import structlog

from bot.intake import lanes as lane
from bot.intake.flood import Flood, Verdict
from bot.intake.lanes import Handle, Lanes
from bot.intake.reading import Arrival
from bot.intake.writer import InboxWriter
from bot.metrics import Metrics
from bot.time import host_now
from storage import inbox
from storage.database import Database, DatabaseError
from storage.inbox import Waiting

log = structlog.get_logger(__name__)

_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0


class Handling:
    """Takes what waits in the inbox, has it answered, and marks it done once its reply is out.

    The inbox is the queue. What this process has stored goes to the lanes directly where no other can store
    (SQLite); on PostgreSQL the rows are read again each time, so that what another process stored before
    comes first.
    """

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        flood: Flood,
        metrics: Metrics,
        *,
        answer: Handle,
        tell: Handle,
    ) -> None:
        """`answer` answers an update, `tell` says instead that its sender is too fast."""
        self.writer = InboxWriter(database, self._has_stored)
        self._database = database
        self._lanes = lanes
        self._flood = flood
        self._metrics = metrics
        self._handles: dict[Verdict, Handle] = {
            Verdict.ANSWER: lambda update: self._handle(update, answer),
            Verdict.TELL: lambda update: self._handle(update, tell),
        }
        self._left_out: set[int] = set()
        self._leaving_out: asyncio.Task[None] | None = None
        self._look = asyncio.Event()
        # Everything that waits in the inbox is in the lanes, so that what comes may follow directly.
        self._is_current = False

    def _has_stored(self, arrived: Sequence[Arrival], fresh: Sequence[Waiting]) -> None:
        for arrival in arrived:
            self._metrics.updates.labels(arrival.kind).inc()
        self._metrics.duplicates.inc(len(arrived) - len(fresh))
        fits = len(self._lanes.held) + len(fresh) <= lane.LIMIT
        if self._is_current and self._database.is_sqlite and fits:
            for update in fresh:
                self._take(update)
        elif fresh:
            self.look()

    def look(self) -> None:
        """There may be something in the inbox."""
        self._is_current = False
        self._look.set()

    async def run(self) -> None:
        """Handle what waits until cancelled."""
        self.look()
        try:
            while True:
                await self._look.wait()
                await self._lanes.has_room()
                self._look.clear()
                await self._read()
        finally:
            self._is_current = False
            self._lanes.forget()

    async def _read(self) -> None:
        room = lane.LIMIT - len(self._lanes.held)
        # What is held now and done before the rows are read is not among them; nothing is taken meanwhile.
        held = self._lanes.held | self._left_out
        try:
            async with self._database.read() as connection:
                found = await inbox.waiting(connection, held, room)
        except DatabaseError as error:
            log.warning("the inbox cannot be read; trying again", reason=str(error))
            await asyncio.sleep(_PAUSE_S)
            self._look.set()
            return
        for update in found:
            self._take(update)
        if len(found) == room:
            self._look.set()
        self._is_current = not self._look.is_set()

    def _take(self, update: Waiting) -> None:
        # A reading may have seen what was just committed before we are told of it.
        if update.update_id in self._lanes.held or update.update_id in self._left_out:
            return
        verdict = self._flood.judge(orjson.loads(update.body), update.received_at.timestamp())
        if verdict is Verdict.LEAVE_OUT:
            self._leave_out(update)
        else:
            self._lanes.offer(update, self._handles[verdict])

    def _leave_out(self, update: Waiting) -> None:
        self._left_out.add(update.update_id)
        self._metrics.left_out.inc()
        if self._leaving_out is None:
            self._leaving_out = asyncio.create_task(self._mark_left_out())

    async def _mark_left_out(self) -> None:
        while ids := tuple(self._left_out):
            await self._finish(ids)
            self._left_out.difference_update(ids)
        self._leaving_out = None

    async def _handle(self, update: Waiting, handle: Handle) -> None:
        await handle(update)
        await self._finish([update.update_id])
        self._metrics.replies.observe((host_now() - update.received_at).total_seconds())

    async def _finish(self, update_ids: Sequence[int]) -> None:
        """Mark as done, however long it takes: the chat's next update waits for it."""
        pause = _PAUSE_S
        while True:
            try:
                await self.writer.mark_done(update_ids)
            except DatabaseError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            else:
                return

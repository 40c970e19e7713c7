"""From the inbox to the lanes, in the one process that handles."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.intake import lanes as lane
from bot.intake.lanes import Handle, Lanes
from bot.intake.reading import Arrival
from bot.intake.writer import InboxWriter
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

    def __init__(self, database: Database, lanes: Lanes, answer: Handle) -> None:
        self.writer = InboxWriter(database, self._has_stored)
        self._database = database
        self._lanes = lanes
        self._answer = answer
        self._look = asyncio.Event()
        # Everything that waits in the inbox is in the lanes, so that what comes may follow directly.
        self._is_current = False

    def _has_stored(self, arrived: Sequence[Arrival], fresh: Sequence[Waiting]) -> None:
        if self._is_current and self._database.is_sqlite and not self._lanes.is_full:
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
        held = frozenset(self._lanes.held)
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
        if update.update_id not in self._lanes.held:
            self._lanes.offer(update, self._handle)

    async def _handle(self, update: Waiting) -> None:
        await self._answer(update)
        await self._finish([update.update_id])

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

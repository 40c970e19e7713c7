"""Writing to the inbox: whoever comes while a transaction runs shares the next one."""

import asyncio
from collections.abc import Callable, Collection, Sequence

import structlog

from bot.intake.reading import Arrival
from bot.time import host_now
from storage import inbox
from storage.database import Database, DatabaseError
from storage.inbox import Waiting

log = structlog.get_logger(__name__)


class _Batch:
    """What one transaction writes; all who joined it wait for the same end."""

    def __init__(self) -> None:
        self.arrived: list[Arrival] = []
        self.done: list[int] = []
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class InboxWriter:
    """Stores updates and marks them done: one transaction at a time, as many in it as came meanwhile."""

    def __init__(
        self, database: Database, stored: Callable[[Sequence[Arrival], list[Waiting]], None]
    ) -> None:
        """`stored` is told, after each commit and in their order, what came and what of it was new."""
        self._database = database
        self._stored = stored
        self._next: _Batch | None = None
        self._task: asyncio.Task[None] | None = None

    async def store(self, arrived: Sequence[Arrival]) -> None:
        """Keep updates; a DatabaseError when they are not kept."""
        batch = self._join()
        batch.arrived.extend(arrived)
        # Shielded: one who stops waiting must not take the others' place.
        await asyncio.shield(batch.committed)

    async def mark_done(self, update_ids: Collection[int]) -> None:
        """Mark updates as done; a DatabaseError when they are not marked."""
        batch = self._join()
        batch.done.extend(update_ids)
        await asyncio.shield(batch.committed)

    async def flush(self) -> None:
        """Wait for what is being written."""
        if self._task is not None:
            await asyncio.wait({self._task})

    def _join(self) -> _Batch:
        if self._next is None:
            self._next = _Batch()
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        return self._next

    async def _write(self) -> None:
        while self._next is not None:
            batch, self._next = self._next, None
            try:
                fresh = await self._commit(batch)
            except Exception as error:
                if isinstance(error, DatabaseError):
                    log.warning("the inbox cannot be written", reason=str(error))
                batch.committed.set_exception(error)
                batch.committed.exception()  # read once: the last who waited may have gone
            else:
                self._stored(batch.arrived, fresh)
                batch.committed.set_result(None)
        self._task = None

    async def _commit(self, batch: _Batch) -> list[Waiting]:
        async with self._database.write() as connection:
            rows = [(arrival.update_id, arrival.lane, arrival.body) for arrival in batch.arrived]
            fresh = await inbox.store(connection, rows, host_now())
            if fresh:
                await self._database.ring(connection)
            if batch.done:
                await inbox.mark_done(connection, batch.done, host_now())
        return fresh

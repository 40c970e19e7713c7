"""Who handles: the one process on a SQLite file, the holder of the lease on PostgreSQL."""

import asyncio
from collections.abc import Coroutine

import structlog

from bot.intake.handling import Handling
from bot.intake.receiver import Receiver
from bot.timings import Timings
from storage.database import Database, DatabaseError, Lease

log = structlog.get_logger(__name__)


async def hold(database: Database, handling: Handling, receiver: Receiver, timings: Timings) -> None:
    """Handle and receive; on PostgreSQL only while holding the lease, so that other processes stand by."""
    if database.is_sqlite:
        await _first_end_of(handling.run(), receiver.run())
        return
    told = False
    while True:
        try:
            async with database.lease("handle") as lease:
                if lease is not None:
                    told = False
                    log.info("handling updates")
                    await _first_end_of(handling.run(), receiver.run(), _listen(lease, handling, timings))
        except DatabaseError as error:
            log.warning("the lease is lost", reason=str(error))
        if not told:
            log.info("standing by: another process handles updates")
            told = True
        await asyncio.sleep(timings.standby)


async def _listen(lease: Lease, handling: Handling, timings: Timings) -> None:
    """Look at the inbox when another process rings, and now and then unasked; ends with the lease."""
    while True:
        await lease.bell(timings.lease_check)
        handling.look()


async def _first_end_of(*work: Coroutine[None, None, None]) -> None:
    """Do all of it until one part fails: two who handle would answer one chat at the same time."""
    tasks = [asyncio.create_task(part) for part in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

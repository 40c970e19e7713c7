"""Many writers on one SQLite file, in one process and in several; transactions of PostgreSQL beside each other."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import schema
from storage.alerts import catching_up, expand
from storage.database import Database
from tests.sizes import size
from tests.storage.ledger import EASTERN, TOWN, apply, ask, at, due, look, rows

PROCESSES = 5
WRITERS = 10  # in each process
WRITES = size(15, 200)  # of each writer
EARLIER, NOON, NEXT = "2017-07-20 12:00", "2017-08-04 12:00", "2017-08-06 12:00"

# What one of the processes does: its writers keep updates, each in a transaction of its own.
_PROCESS = """
import asyncio, sys
from datetime import UTC, datetime
from storage import inbox
from storage.database import Database

url, first, writers, writes = sys.argv[1], *map(int, sys.argv[2:])

async def write(database, start):
    for number in range(start, start + writes):
        async with database.write() as connection:
            await inbox.store(connection, [(number, 1, "{}")], datetime.now(UTC))

async def main():
    database = Database(url)
    await asyncio.gather(*(write(database, first + w * writes) for w in range(writers)))
    await database.close()

asyncio.run(main())
"""


@pytest.mark.soak
async def test_fifty_writers_in_five_processes_never_find_the_database_locked(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'p.sqlite3'}"
    database = Database(url)
    await schema.migrate(database)
    share = WRITERS * WRITES
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _PROCESS, url, str(number * share), str(WRITERS), str(WRITES),
            cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    printed = [(await process.communicate())[0].decode() for process in running]
    async with database.read() as connection:
        kept = await connection.scalar(text("SELECT count(*) FROM inbox"))
    await database.close()
    assert [process.returncode for process in running] == [0] * PROCESSES, printed
    assert not any("locked" in text for text in printed)
    assert kept == PROCESSES * share


# The rows of SQLite have no locks of their own: there one writes after the other.
postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@postgresql
async def test_who_catches_up_waits_for_no_expansion_that_is_under_way(database: Database) -> None:
    await apply(database, EARLIER, due("2017-08-18"))
    await ask(database, EARLIER, 5)
    await look(database, EARLIER)
    async with database.write() as expanding:
        assert await expand.expand(expanding, at(NOON), EASTERN) == 1
        await ask(database, NOON, 6)
        async with asyncio.timeout(30), database.write() as connection:
            assert await catching_up.catch_up(connection, at(NOON), EASTERN) == 1
    assert {id for id, _, _ in await rows(database)} == {5, 6}


@postgresql
async def test_an_expansion_waits_for_nobody_who_catches_up_with_something_else(database: Database) -> None:
    await apply(database, EARLIER, due("2017-08-18"), due("2017-08-20", "other", ["town"]))
    await ask(database, EARLIER, 6, TOWN)
    await look(database, NOON)
    await ask(database, NEXT, 6)
    async with database.write() as late:
        assert await catching_up.catch_up(late, at(NEXT), EASTERN) == 1
        async with asyncio.timeout(30), database.write() as connection:
            assert await expand.expand(connection, at(NEXT), EASTERN) == 1
    assert {about for _, about, _ in await rows(database)} == {"reply:2017-08-18:14", "other:2017-08-20:14"}

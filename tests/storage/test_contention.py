"""Many writers on one SQLite file, in one process and in several."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import schema
from storage.database import Database
from tests.sizes import size

PROCESSES = 5
WRITERS = 10  # in each process
WRITES = size(15, 200)  # of each writer

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

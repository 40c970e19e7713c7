"""The inbox keeps each update once, gives back what is waiting, and applies effects once."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite

from storage import chats, inbox
from storage.database import Database

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def test_an_update_is_kept_once_and_waits_in_order(database: Database) -> None:
    async with database.write() as connection:
        new = await inbox.store(connection, [(7, 1, "{}"), (5, 1, "{}"), (6, 2, "{}")], NOW)
    assert [update.update_id for update in new] == [5, 6, 7]
    async with database.write() as connection:
        again = await inbox.store(connection, [(6, 2, "changed"), (8, 2, "{}")], NOW)
    assert [update.update_id for update in again] == [8]
    async with database.read() as connection:
        waiting = await inbox.waiting(connection)
    assert [(w.update_id, w.lane, w.body) for w in waiting] == [
        (5, 1, "{}"),
        (6, 2, "{}"),
        (7, 1, "{}"),
        (8, 2, "{}"),
    ]


async def test_a_batch_without_updates_changes_nothing(database: Database) -> None:
    async with database.write() as connection:
        assert await inbox.store(connection, [], NOW) == []


async def test_effects_are_applied_once_however_often_an_update_is_handled(database: Database) -> None:
    async with database.write() as connection:
        await inbox.store(connection, [(1, 1, "{}")], NOW)

    async def apply() -> bool:
        async with database.write() as connection:
            return await inbox.mark_applied(connection, 1, NOW)

    assert sorted(await asyncio.gather(*(apply() for _ in range(8)))) == [False] * 7 + [True]


async def test_effects_rolled_back_may_be_applied_again(database: Database) -> None:
    async with database.write() as connection:
        await inbox.store(connection, [(1, 1, "{}")], NOW)
    try:
        async with database.write() as connection:
            assert await inbox.mark_applied(connection, 1, NOW)
            raise RuntimeError
    except RuntimeError:
        pass
    async with database.write() as connection:
        assert await inbox.mark_applied(connection, 1, NOW)


async def test_what_is_done_waits_no_more_and_is_forgotten_after_a_week(database: Database) -> None:
    async with database.write() as connection:
        await inbox.store(connection, [(1, 1, "{}"), (2, 1, "{}")], NOW)
        await inbox.mark_done(connection, [1], NOW)
    async with database.write() as connection:
        assert [w.update_id for w in await inbox.waiting(connection)] == [2]
        assert await inbox.forget_done(connection, NOW + timedelta(days=7)) == 0
        assert await inbox.forget_done(connection, NOW + timedelta(days=7, seconds=1)) == 1
        assert [w.update_id for w in await inbox.waiting(connection)] == [2]


async def test_a_chat_is_remembered_once(database: Database) -> None:
    for _ in range(2):
        async with database.write() as connection:
            await chats.remember(connection, -1001234567890, "supergroup", NOW)
    async with database.read() as connection:
        found, _ = await chats.look_up(connection, chats.Asker(-1001234567890, 0, 1), 1, NOW)
        assert found == chats.Chat(-1001234567890)
        assert await chats.look_up(connection, chats.Asker(1, 0, 1), 1, NOW) == (None, None)


async def test_many_writers_at_once_all_succeed(database: Database) -> None:
    async def write(number: int) -> None:
        for step in range(10):
            async with database.write() as connection:
                await inbox.store(connection, [(number * 100 + step, number, "{}")], NOW)

    await asyncio.gather(*(write(number) for number in range(20)))
    async with database.read() as connection:
        assert len(await inbox.waiting(connection)) == 200


async def test_only_a_glance_at_a_sqlite_file_stays_in_its_thread(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'p.sqlite3'}")
    threads = []
    for reading in (database.glance(), database.read()):
        async with reading as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, aiosqlite.Connection)
            threads.append(await driver._execute(threading.get_ident))
    await database.close()
    assert [thread == threading.get_ident() for thread in threads] == [True, False]


async def test_what_a_reader_writes_is_not_kept(database: Database) -> None:
    async with database.glance() as connection:
        await chats.remember(connection, 5, "private", NOW)
    async with database.read() as connection:
        assert await chats.look_up(connection, chats.Asker(5, 0, 5), 1, NOW) == (None, None)

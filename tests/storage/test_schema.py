"""Migrations: one head, up and down and up, one process migrates, a newer schema is refused."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from domain.misses import Kind
from storage import misses, schema
from storage.chats import Asker
from storage.database import Database, DatabaseError
from storage.tables import metadata

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def run(database: Database, action: str, to: str) -> None:
    def act(connection) -> None:  # type: ignore[no-untyped-def]
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        getattr(command, action)(config, to)

    async with database.write() as connection:
        await connection.run_sync(act)


def test_there_is_one_head_and_it_is_the_one_written_down() -> None:
    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [schema.HEAD]


async def test_up_down_and_up_again(database: Database) -> None:
    await run(database, "downgrade", "base")
    assert await schema.state(database) is schema.State.EMPTY
    await run(database, "upgrade", "head")
    assert await schema.state(database) is schema.State.CURRENT


async def test_the_migrations_make_the_tables_as_they_are_written(database: Database) -> None:
    def differences(connection):  # type: ignore[no-untyped-def]
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_reports_wait_for_the_editors_after_the_migration_and_are_there_on_the_way_back(
    database: Database,
) -> None:
    await run(database, "downgrade", "0006")
    async with database.write() as connection:
        await connection.execute(
            text("INSERT INTO chat (id, telegram_id, kind, first_seen_at) VALUES (1, 7, 'private', :now)"),
            {"now": NOW},
        )
        await connection.execute(
            text(
                "INSERT INTO report (id, chat_id, about, revision_id, text, made_at)"
                " VALUES (5, 1, '1e:psp:s.baltimore-md::', 2, 'A day early', :now)"
            ),
            {"now": NOW},
        )
    await run(database, "upgrade", "head")
    async with database.write() as connection:
        [waiting] = await misses.waiting(connection, 10)
        assert (waiting.id, waiting.kind, waiting.text) == (5, Kind.REPORT, "A day early")
        kept = await misses.keep(connection, Kind.QUESTION, Asker(7, 0, 7), "hash", "psp", "Who?", 2, NOW)
        assert kept > waiting.id
    await run(database, "downgrade", "0006")
    async with database.read() as connection:
        [row] = (await connection.execute(text("SELECT id, chat_id, text FROM report"))).all()
    assert tuple(row) == (5, 1, "A day early")


async def test_migrating_again_changes_nothing(database: Database) -> None:
    assert await schema.migrate(database) is False


async def test_of_many_that_start_at_once_one_migrates(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(6)]
    try:
        # Two that migrate at once wait for one another: this must fail, not hang.
        async with asyncio.timeout(60):
            done = await asyncio.gather(*(schema.migrate(database) for database in databases))
    finally:
        for database in databases:
            await database.close()
    assert sorted(done) == [False] * 5 + [True]


async def test_a_newer_schema_is_refused_and_left_alone(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"schema \(9999\) is newer than this Proviso knows"):
        await schema.migrate(database)
    assert await schema.version(database) == "9999"


async def test_a_failed_migration_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(empty_url)
    monkeypatch.setattr(schema, "_upgrade", _break_after(schema._upgrade))
    with pytest.raises(RuntimeError):
        await schema.migrate(database)
    monkeypatch.undo()
    assert await schema.state(database) is schema.State.EMPTY
    await database.close()


def _break_after(upgrade):  # type: ignore[no-untyped-def]
    def broken(connection):  # type: ignore[no-untyped-def]
        upgrade(connection)
        raise RuntimeError

    return broken


async def test_each_pragma_is_set_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'p.sqlite3'}")
    await schema.migrate(database)
    async with database.read() as connection:
        values = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    await database.close()
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("not an address", "is not a database address"),
        ("mysql://u:hunter2@h/d", "write sqlite"),
        ("sqlite:///x", "write sqlite"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(url: str, expected: str) -> None:
    with pytest.raises(DatabaseError, match=expected) as caught:
        Database(url)
    assert "hunter2" not in str(caught.value)


async def test_an_unreachable_server_is_one_line_without_the_password() -> None:
    database = Database("postgresql+psycopg://u:hunter2@127.0.0.1:1/d")
    with pytest.raises(DatabaseError) as caught:
        await schema.version(database)
    await database.close()
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)

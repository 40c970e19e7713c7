"""What can be seen of a database without changing it: its kind, its clock, why it would refuse a writer."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

_UNWRITABLE = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND NOT ("
    " has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
    " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT')"
    " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE')"
    " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE')"
    ") ORDER BY tablename"
)


async def kind(connection: AsyncConnection) -> str:
    """The database's name and version."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {await connection.scalar(text('SELECT sqlite_version()'))}"
    return f"PostgreSQL {await connection.scalar(text('SHOW server_version'))}"


async def clock(connection: AsyncConnection) -> datetime:
    """What PostgreSQL's clock shows now."""
    shown = await connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(shown, datetime)
    return shown


async def refusals(database: Database) -> list[str]:
    """Why the database would not take what the bot writes, each with what to do."""
    if database.file is not None:
        return _sqlite_refusals(database.file)
    async with database.read() as connection:
        return await _postgresql_refusals(connection)


def _sqlite_refusals(file: Path) -> list[str]:
    # The header's own words: of a file that SQLite takes as unchanging it does not tell the journal's mode.
    with file.open("rb") as opened:
        versions = opened.read(20)[18:]
    return ["its journal is not in WAL mode: `proviso migrate` sets it"] if versions == b"\x01\x01" else []


async def _postgresql_refusals(connection: AsyncConnection) -> list[str]:
    found = []
    if await connection.scalar(text("SELECT pg_is_in_recovery()")):
        found.append("the server is a standby and takes no writes: name the primary in PROVISO_DATABASE_URL")
    if await connection.scalar(text("SHOW default_transaction_read_only")) == "on":
        found.append("its transactions are read-only: set default_transaction_read_only to off")
    schema = await connection.scalar(text("SELECT current_schema()"))
    if schema is None:
        found.append("the user has no schema to use: look at search_path, and GRANT USAGE")
    elif not await connection.scalar(text("SELECT has_schema_privilege(:name, 'CREATE')"), {"name": schema}):
        found.append(f"the user may not make tables: GRANT CREATE ON SCHEMA {schema} TO it")
    unwritable = (await connection.scalars(_UNWRITABLE)).all()
    if unwritable:
        found.append(f"the user may not write {', '.join(unwritable)}: GRANT it, or use the tables' owner")
    return found

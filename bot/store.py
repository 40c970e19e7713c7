"""Opening the database: refused, locked, migrated and filled in the order that changes nothing too early."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from bot.refusal import Refusal
from bot.time import CalendarClock, calendar
from config import files
from config.settings import Settings
from storage import programs, schema
from storage.database import Database

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_prepared(settings: Settings) -> AsyncIterator[Database]:
    """The database for one command beside a running bot: prepared if it is empty, else left as it is."""
    database = Database(settings.database_url.get_secret_value())
    try:
        match await schema.state(database):
            case schema.State.EMPTY:
                await _prepare(database, files.load_all(program_paths(settings)), calendar(settings))
            case schema.State.BEHIND:
                raise Refusal("the database's schema is older than this Proviso: run `proviso migrate`")
            case schema.State.NEWER:
                await schema.require_not_newer(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_locked(settings: Settings, clock: CalendarClock) -> AsyncIterator[Database]:
    """The database, locked for this process where it is a file, migrated, with the program files applied."""
    loaded = files.load_all(program_paths(settings))
    database = Database(settings.database_url.get_secret_value())
    lock = FileLock(f"{database.file}.lock", timeout=0) if database.file else None
    try:
        if database.file is None or database.file.exists():
            await schema.require_not_newer(database)
        if lock is not None:
            try:
                lock.acquire()
            except Timeout:
                raise Refusal(
                    f"another `proviso run` uses {database.file}: "
                    "stop it, or set another PROVISO_DATABASE_URL"
                ) from None
        await _prepare(database, loaded, clock)
        yield database
    finally:
        await database.close()
        if lock is not None:
            lock.release()


async def _prepare(
    database: Database, loaded: Sequence[files.LoadedFile], clock: CalendarClock
) -> programs.Applied:
    """Bring the schema up to date and store the program files that changed, as one revision."""
    if await schema.migrate(database):
        log.info("schema migrated", version=schema.HEAD)
    async with database.write(lock="apply") as connection:
        applied = await programs.apply(
            connection, [(file.program, file.sha256) for file in loaded], clock.now()
        )
    if applied.changed:
        log.info("programs applied", revision=applied.revision, programs=list(applied.changed))
    for program in applied.kept:
        log.warning(
            "a program file differs from what was changed by hand since; that is kept", program=program
        )
    return applied


def program_paths(settings: Settings) -> list[Path]:
    """The bundled program files and the operator's own."""
    return [*files.bundled(), *(files.in_folder(settings.programs) if settings.programs else [])]

"""The database: one engine, and the two ways to use it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

DRIVERS = ("sqlite+aiosqlite", "postgresql+psycopg")
BUSY_MS = 30_000
_PRAGMAS = (
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("busy_timeout", str(BUSY_MS)),
)
_LOCKS = {"migrate": 7_307_001, "apply": 7_307_002, "handle": 7_307_003}
# Rung in the transaction that stores updates, heard by the process that handles them.
_BELL = "proviso_inbox"
# A connection that does not answer so long is gone, whatever the network says of it.
_SILENT_S = 10.0


class DatabaseError(Exception):
    """The database cannot be used as it is; the text says why and what to do."""


class Database:
    """A SQLite file or a PostgreSQL database.

    `read()` and `write()` each give a connection inside one transaction. What `write()` changed is committed
    at the end of the block and rolled back by an exception. On SQLite it takes the write lock at its start
    (BEGIN IMMEDIATE), so that a transaction never fails half-way for having read first.

    `glance()` is `read()` for a row or two found by a key: SQLite reads them in the event loop's thread.

    `read_only` looks at a database that exists and leaves it as it is, to the byte: no file or folder is
    made, and nothing can be written.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        try:
            self.url: URL = make_url(url)
        except ArgumentError:
            raise DatabaseError("PROVISO_DATABASE_URL is not a database address; see .env.example") from None
        if self.url.drivername not in DRIVERS:
            raise DatabaseError(
                f"PROVISO_DATABASE_URL starts with {self.url.drivername!r}; write sqlite+aiosqlite:///file "
                "or postgresql+psycopg://user:password@host/database"
            )
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options = self._reading_options() if read_only else self._engine_options()
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        self._glancing = self.engine
        if self.file is not None and not read_only:
            self._glancing = create_async_engine(self.url, async_creator=partial(_OnTheSpot.of, self.file))
        # Writers of this process queue here; SQLite's own waiting is a poll with growing sleeps.
        self._writers = asyncio.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            for engine in {self.engine, self._glancing}:
                event.listen(engine.sync_engine, "connect", _set_up_sqlite)
                event.listen(engine.sync_engine, "begin", _begin_sqlite)

    def _engine_options(self) -> dict[str, Any]:
        if self.is_sqlite:
            if self.file is not None:
                try:
                    self.file.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise DatabaseError(
                        f"the folder {self.file.parent} cannot be made: {error.strerror}; "
                        "set PROVISO_DATABASE_URL to a file you may write"
                    ) from None
                return {"async_creator": partial(_InAThread.of, self.file)}
            return {}
        return {"pool_pre_ping": True, "pool_size": 10, "connect_args": {"connect_timeout": 10}}

    def _reading_options(self) -> dict[str, Any]:
        if self.file is None:
            return self._engine_options() | {"execution_options": {"postgresql_readonly": True}}
        # Whoever uses the file keeps a WAL beside it. Without one nobody does, and SQLite, told that the file
        # cannot change, makes no WAL of its own and leaves none behind.
        in_use = self.file.with_name(f"{self.file.name}-wal").exists()
        address = f"{self.file.absolute().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"
        return {"async_creator": lambda: aiosqlite.connect(address, uri=True)}

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        # Closed here, not in the task that `async with connect()` makes: then no reader waits for another.
        async with _in_words(), aclosing(await self.engine.connect()) as connection:
            yield connection

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """To read what takes SQLite microseconds: on its way to a thread and back a reply would lose more.

        Anything longer would hold up every chat: that is for `read()`.
        """
        async with _in_words(), aclosing(await self._glancing.connect()) as connection:
            yield connection

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        """A writing transaction; `lock` names a thing that only one process may do at a time."""
        async with _in_words(), self._writers, self.engine.connect() as connection:
            connection = await connection.execution_options(proviso_begin="BEGIN IMMEDIATE")
            async with connection.begin():
                if lock and not self.is_sqlite:
                    await connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCKS[lock]}
                    )
                yield connection

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator["Lease | None"]:
        """Try to hold a named lease on PostgreSQL for the length of the block; None while another has it.

        It lives on a connection of its own: when the process dies the server frees it.
        """
        async with _in_words(), self.engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                held = await connection.scalar(
                    text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCKS[name]}
                )
                if held:
                    await connection.execute(text(f"LISTEN {_BELL}"))
                yield Lease(connection) if held else None
            finally:
                # Closing it frees the lease and ends the listening, in whatever state it is.
                await connection.invalidate()

    @asynccontextmanager
    async def notes(self, channel: str) -> AsyncIterator[AsyncIterator[str]]:
        """What is said on a channel of PostgreSQL, as soon as it is committed. It takes a connection."""
        async with _in_words(), self.engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                await connection.execute(text(f"LISTEN {channel}"))
                yield _notes(connection)
            finally:
                await connection.invalidate()

    async def ring(self, connection: AsyncConnection) -> None:
        """Tell the process that holds the lease, once this transaction is committed, to look for updates."""
        if not self.is_sqlite:
            await connection.execute(text(f"NOTIFY {_BELL}"))

    async def prepare(self) -> None:
        """Set what SQLite keeps in the file itself; changes nothing on PostgreSQL."""
        if not self.is_sqlite:
            return
        async with _in_words(), self.engine.connect() as connection:
            connection = await connection.execution_options(proviso_begin=None)
            _require("journal_mode", "wal", await connection.scalar(text("PRAGMA journal_mode=wal")))

    async def close(self) -> None:
        for engine in {self.engine, self._glancing}:
            await engine.dispose()


class _InAThread(aiosqlite.Connection):
    """A connection with half the ways to its thread: each costs more than most of what is done there.

    Making a cursor touches no database, and for the end of one nobody needs to wait: the thread does one
    thing after the other.
    """

    @classmethod
    def of(cls, file: Path) -> Self:
        connection = cls(partial(sqlite3.connect, file, check_same_thread=False), iter_chunk_size=64)
        connection._thread.daemon = True  # as SQLAlchemy does with those it opens itself
        return connection

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if fn == self._conn.cursor:
            return fn()
        if fn.__name__ == "close" and isinstance(getattr(fn, "__self__", None), sqlite3.Cursor):
            self._tx.put_nowait((None, fn))
            return None
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


class _OnTheSpot(_InAThread):
    """A connection for glances, without the way to a thread and back at each step.

    What a reply reads takes SQLite some 10 µs, and in WAL mode no writer holds up a reader; the dozen ways of
    a transaction took 100 times that. See decision 13.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)


class Lease:
    """A lease that is held for as long as its connection lives; the same connection hears the bell."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def bell(self, seconds: float) -> None:
        """Wait for the bell, at most so long; a DatabaseError when the connection is gone, and the lease."""
        async with _in_words():
            await _heard(self._connection, seconds)


async def _notes(connection: AsyncConnection) -> AsyncIterator[str]:
    while True:
        for note in await _heard(connection, _SILENT_S):
            yield note


async def _heard(connection: AsyncConnection, seconds: float) -> list[str]:
    """The next note, waited for at most so long; a ConnectionError when the connection is gone."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    try:
        async with asyncio.timeout(seconds + _SILENT_S):
            notes = [note.payload async for note in driver.notifies(timeout=seconds, stop_after=1)]
            await driver.execute("SELECT 1")
            return notes
    except connection.dialect.loaded_dbapi.Error as error:
        raise ConnectionError(str(error)) from None


@asynccontextmanager
async def _in_words() -> AsyncIterator[None]:
    """Driver errors can quote the address with its password: keep the first line of the cause only."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        lines = str(cause).strip().splitlines()
        raise DatabaseError(
            f"the database cannot be used: {lines[0] if lines else type(cause).__name__}"
        ) from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Without this the driver opens transactions by itself, later than it should.
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, wanted in _PRAGMAS:
        cursor.execute(f"PRAGMA {name}={wanted}")
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
        _require(name, wanted, row[0] if row else None)
    cursor.close()


def _require(name: str, wanted: str, found: object) -> None:
    if str(found).lower() != wanted:
        raise DatabaseError(f"SQLite did not accept {name}={wanted}: the file may lie on a network folder")


def _begin_sqlite(connection: Any) -> None:
    begin = connection.get_execution_options().get("proviso_begin", "BEGIN")
    if begin:  # the journal's mode cannot be changed inside a transaction
        connection.exec_driver_sql(begin)

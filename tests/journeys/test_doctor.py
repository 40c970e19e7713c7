"""`proviso doctor`: each thing that can be wrong is said in words, and looking changes nothing."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot import store
from bot.doctor import examine
from bot.doctor.finding import State
from bot.time import calendar
from config import files
from config import settings as config
from sandbox.server import Sandbox
from storage import schema
from storage.database import Database, DatabaseError
from tests.journeys.conftest import TOKEN
from tests.journeys.processes import Environment, outcome, post, process, until
from tests.sizes import ENGINES

FREE = "127.0.0.1:0"
Lines = list[tuple[str, str, str]]
See = Callable[..., Awaitable[Lines]]


@pytest.fixture
def see(environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> See:
    """Examines with some settings changed; gives each line as (check, state, text)."""

    async def look(**change: str) -> Lines:
        for name, value in {**environment, **{f"PROVISO_{k.upper()}": v for k, v in change.items()}}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        lines = [(line.check, line.state.value, line.text) for line in await examine.examine(config.load())]
        assert TOKEN not in str(lines)
        assert {check for check, _state, _text in lines} == set(examine.CHECKS)
        return lines

    return look


def of(lines: Lines, check: str) -> list[str]:
    """What a check found, as `state: text`."""
    return [f"{state}: {text}" for name, state, text in lines if name == check]


async def prepare(environment: Environment, folder: Path) -> None:
    """A store as `run` leaves it."""
    url = SecretStr(environment["PROVISO_DATABASE_URL"])
    settings = config.load(folder / "no.env", database_url=url)
    async with store.open_locked(settings, calendar(settings)):
        pass
    for lock in folder.glob("*.lock"):  # that the doctor makes none of its own is to be seen
        lock.unlink()


def change(url: str, statement: str) -> None:
    """One statement on the database, beside Proviso."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with sqlite3.connect(str(parsed.database)) as connection:
            connection.execute(statement)
        connection.close()
        return
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(statement)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("proviso.sqlite3*")}


# All is well


async def test_where_all_is_well_each_check_says_ok_and_the_exit_code_is_0(
    environment: Environment, tmp_path: Path
) -> None:
    await prepare(environment, tmp_path)
    code, printed = await outcome(environment, tmp_path, "doctor")
    lines = [line.split(maxsplit=2) for line in printed.splitlines()]
    assert code == 0, printed
    assert {check for check, _state, _text in lines} == set(examine.CHECKS)
    assert {state for _check, state, _text in lines} == {"ok"}, printed
    assert f"ok       {schema.HEAD}, the one this Proviso knows" in printed


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_a_failed_check_is_exit_code_1_and_a_warning_is_not(
    environment: Environment, tmp_path: Path
) -> None:
    code, printed = await outcome(
        environment | {"PROVISO_API_BASE_URL": "http://127.0.0.1:1"}, tmp_path, "doctor"
    )
    assert code == 1
    assert "token     failed   the Bot API at http://127.0.0.1:1 cannot be reached" in printed
    new = environment | {"PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'new.sqlite3'}"}
    code, printed = await outcome(new, tmp_path, "doctor")
    assert code == 0
    assert "schema    warning  the database is empty" in printed


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_on_request_the_findings_are_json(environment: Environment, tmp_path: Path) -> None:
    _code, printed = await outcome(environment, tmp_path, "doctor", "--json")
    findings = json.loads(printed)
    assert {"check": "port", "state": "ok", "text": "any free port"} in findings
    assert {finding["check"] for finding in findings} == set(examine.CHECKS)


def test_on_a_terminal_the_lines_are_a_table_and_the_state_is_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    examine.show([examine.Line("port", State.FAILED, "taken: stop [it]")], as_json=False)
    printed = capsys.readouterr().out
    assert "│ port" in printed
    assert "failed" in printed
    assert "taken: stop [it]" in printed


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_a_wrong_setting_is_exit_code_2_and_one_line(environment: Environment, tmp_path: Path) -> None:
    code, printed = await outcome(environment | {"PROVISO_TIMEZONE": "Mars"}, tmp_path, "doctor")
    assert (code, len(printed.splitlines())) == (2, 1)
    assert printed.startswith("proviso: PROVISO_TIMEZONE: 'Mars' is not a time zone")


# Nothing is changed


async def test_a_missing_file_is_not_made(see: See, tmp_path: Path) -> None:
    file = tmp_path / "new" / "proviso.sqlite3"
    lines = await see(database_url=f"sqlite+aiosqlite:///{file}")
    assert of(lines, "database") == [f"ok: there is no {file} yet: `run` makes it"]
    assert of(lines, "schema")[0].startswith("warning: the database is empty: `run` fills it")
    assert not file.parent.exists()


async def test_an_empty_server_stays_empty(see: See, empty_postgres: str) -> None:
    assert of(await see(database_url=empty_postgres), "schema")[0].startswith(
        "warning: the database is empty"
    )
    with psycopg.connect(_plain(empty_postgres)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        assert found.fetchone() == (0,)


async def test_a_database_opened_to_be_looked_at_takes_no_write(database_url: str) -> None:
    own = Database(database_url)
    await schema.migrate(own)
    await own.close()
    change(database_url, "UPDATE alembic_version SET version_num = '0001'")
    looked_at = Database(database_url, read_only=True)
    try:
        with pytest.raises(DatabaseError, match=r"read-?only"):
            async with looked_at.write() as connection:
                await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        assert await schema.version(looked_at) == "0001"
    finally:
        await looked_at.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_that_nobody_uses_is_left_as_it_is_to_the_byte(
    see: See, environment: Environment, tmp_path: Path
) -> None:
    await prepare(environment, tmp_path)
    before = contents(tmp_path)
    assert list(before) == ["proviso.sqlite3"]
    assert of(await see(), "schema") == [f"ok: {schema.HEAD}, the one this Proviso knows"]
    assert contents(tmp_path) == before


async def test_beside_a_running_bot_it_is_well_and_disturbs_nothing(
    see: See, sandbox: Sandbox, environment: Environment, tmp_path: Path
) -> None:
    async with process(environment, tmp_path) as running:
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        lines = await see()
        assert {state for _check, state, _text in lines} == {"ok"}, lines
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 2, sandbox)
        running.send_signal(signal.SIGKILL)
        await running.wait()
    before = contents(tmp_path)
    assert of(await see(), "schema") == [f"ok: {schema.HEAD}, the one this Proviso knows"]
    after = contents(tmp_path)
    # Readers keep their marks in -shm; it holds nothing that outlives the processes.
    assert {name for name in after if after[name] != before.get(name)} <= {"proviso.sqlite3-shm"}


# Environment, token, port


@pytest.mark.parametrize(
    ("given", "check", "expected"),
    [
        ({"bot_token": "1234567890:wrong"}, "token", "failed: Telegram refuses PROVISO_BOT_TOKEN"),
        ({"bot_token": ""}, "token", "failed: PROVISO_BOT_TOKEN is not set"),
        ({"bot_token": ""}, "webhook", "failed: not looked at: PROVISO_BOT_TOKEN is not set"),
        ({"api_base_url": "http://127.0.0.1:1"}, "token", "cannot be reached: check the network"),
        ({"api_base_url": "http://127.0.0.1:1"}, "clock", "warning: not compared with the Bot API's"),
        ({"api_base_url": "http://bot.invalid"}, "settings", "warning: the token travels in the open"),
        ({"webhook_secret": "s" * 40}, "settings", "warning: PROVISO_WEBHOOK_SECRET has no effect while"),
        ({"clock": "2017-08-04T08:00:00-04:00"}, "clock", "the calendar shows 2017-08-04 08:00"),
        ({"listen": FREE}, "port", "ok: any free port"),
        ({"listen": "198.51.100.1:8090"}, "port", "failed: 198.51.100.1:8090 cannot be listened on"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_wrong_is_said_with_what_to_do(
    see: See, given: dict[str, str], check: str, expected: str
) -> None:
    assert expected in "\n".join(of(await see(**given), check))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_port_that_is_taken_is_told_from_one_that_is_free(see: See) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    assert of(await see(listen=address), "port") == [f"ok: {address} is free"]
    async with server({"/": web.Response(text="hello")}) as other:
        found = of(await see(listen=other), "port")
        assert found == [f"failed: something else listens on {other}: stop it, or change PROVISO_LISTEN"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_running_bot_on_the_port_is_asked_whether_it_is_ready(see: See) -> None:
    async def readyz(_request: web.Request) -> web.Response:
        checks = {"database": "ok", "receiver": receiver}
        return web.json_response(
            {"status": status, "checks": checks}, status=200 if status == "ready" else 503
        )

    receiver, status = "ok", "ready"
    async with server({"/readyz": readyz}) as address:
        [found] = of(await see(listen=address), "port")
        assert found == f"ok: a running Proviso answers on {address}: ready (database ok, receiver ok)"
        receiver, status = "deaf for 99 s", "unready"
        [found] = of(await see(listen=address), "port")
        assert found.startswith(
            f"failed: a running Proviso answers on {address}: unready (database ok, receiver d"
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_env_file_that_everybody_may_read_is_a_warning(
    see: See, monkeypatch: pytest.MonkeyPatch, environment: Environment
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / ".env").write_text("PROVISO_LANGUAGE=en\n")
        (folder / ".env").chmod(0o644)
        monkeypatch.chdir(folder)
        monkeypatch.setattr(monkeypatch, "chdir", lambda _path: None)
        assert "may read .env, the token too: chmod 600 it" in "\n".join(of(await see(), "settings"))
        (folder / ".env").chmod(0o600)
        assert of(await see(), "settings") == ["ok: all understood, none without effect"]


# Database and schema


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_that_cannot_be_used_is_said_without_its_password(see: See, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for url, expected in (
        ("postgresql+psycopg://u:hunter2@127.0.0.1:1/d", "the database cannot be used: "),
        (f"sqlite+aiosqlite:///{tmp_path}/file/p.sqlite3", "cannot be made: set PROVISO_DATABASE_URL"),
        (f"sqlite+aiosqlite:///{tmp_path}/file", "file is not a database"),
        ("mysql://u:hunter2@h/d", "write sqlite+aiosqlite:///file"),
    ):
        lines = await see(database_url=url)
        [found] = of(lines, "database")
        assert found.startswith("failed: ")
        assert expected in found
        assert "hunter2" not in str(lines)
        assert of(lines, "programs")[0].startswith("ok: 2 program files are good")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0001", f"warning: 0001, older than this Proviso's {schema.HEAD}: make a backup; `run` migrates it"),
        ("9999", f"failed: 9999, newer than this Proviso's {schema.HEAD}: run the newer version, or restore"),
    ],
)
async def test_a_schema_of_another_version_is_said_and_left(
    see: See, environment: Environment, tmp_path: Path, version: str, expected: str
) -> None:
    await prepare(environment, tmp_path)
    change(environment["PROVISO_DATABASE_URL"], f"UPDATE alembic_version SET version_num = '{version}'")
    for _ in range(2):
        lines = await see()
        assert of(lines, "schema")[0].startswith(expected)
        assert of(lines, "programs") == ["ok: 2 program files are good; nothing to compare them with yet"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_that_everybody_may_read_or_that_is_not_in_wal_mode_is_said(
    see: See, environment: Environment
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        file = folder / "proviso.sqlite3"
        given = environment | {"PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
        await prepare(given, folder)
        file.chmod(0o644)
        url = given["PROVISO_DATABASE_URL"]
        [found] = of(await see(database_url=url), "database")
        assert found == f"warning: every user of this machine may read {file}, chats and all: chmod 600 it"
        file.chmod(0o600)
        assert of(await see(database_url=url), "database")[0].startswith("ok: SQLite 3")
        change(url, "PRAGMA journal_mode=delete")
        [found] = of(await see(database_url=url), "database")
        assert found == "failed: its journal is not in WAL mode: `proviso migrate` sets it"
        if os.geteuid() != 0:  # root may write everywhere
            folder.chmod(0o555)
            assert f"failed: {folder} cannot be written" in str(of(await see(database_url=url), "database"))
            folder.chmod(0o755)


async def test_a_server_that_would_refuse_to_write_is_said(see: See, empty_postgres: str) -> None:
    name = make_url(empty_postgres).database
    change(empty_postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    found = of(await see(database_url=empty_postgres), "database")
    assert found == ["failed: its transactions are read-only: set default_transaction_read_only to off"]


async def test_a_user_without_rights_is_told_which(
    see: See, environment: Environment, empty_postgres: str
) -> None:
    database = Database(empty_postgres)
    await schema.migrate(database)
    await database.close()
    role = f"reader_of_{make_url(empty_postgres).database}"
    change(empty_postgres, f"CREATE ROLE {role} LOGIN")
    change(empty_postgres, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    try:
        url = make_url(empty_postgres).set(username=role).render_as_string(hide_password=False)
        found = of(await see(database_url=url), "database")
        assert found[0] == "failed: the user may not make tables: GRANT CREATE ON SCHEMA public TO it"
        assert found[1].startswith("failed: the user may not write alembic_version, ")
    finally:
        change(empty_postgres, f"DROP OWNED BY {role}")
        change(empty_postgres, f"DROP ROLE {role}")


# Programs


async def test_a_wrong_program_file_is_said_with_its_line(see: See, tmp_path: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "mine.yaml").write_text("schema: 1\nprogram: {id: mine}\n")
    found = of(await see(programs=str(folder)), "programs")
    assert "failed: mine.yaml:2: program.name: is missing: add it" in found


async def test_programs_that_differ_from_their_files_are_named(
    see: See, environment: Environment, tmp_path: Path
) -> None:
    await prepare(environment, tmp_path)
    folder = tmp_path / "programs"
    folder.mkdir()
    example = Path(__file__).parents[2] / "docs" / "example-program.yaml"
    (folder / "mine.yaml").write_text(example.read_text())
    id = files.load(example).program.id
    found = of(await see(programs=str(folder)), "programs")
    assert found[1] == f"warning: {id}: not stored as the file has it; the next `run` stores it"
    mine = tmp_path / "psp.yaml"
    bundled = next(path for path in files.bundled() if files.load(path).program.id == "psp")
    mine.write_text(bundled.read_text().replace("name: National Public Safety Partnership", "name: Ours", 1))
    assert (await outcome(environment, tmp_path, "programs", "apply", str(mine)))[0] == 0
    found = of(await see(programs=""), "programs")
    assert found[0] == "ok: 2 program files are good; stored is revision 2"
    assert found[1].startswith("warning: psp: changed by hand since; `run` keeps that.")


# What Telegram says, told by a pretend one that says what it is asked to


class server:  # noqa: N801 it reads as a sentence where it is used
    """An HTTP server with fixed answers, by path; gives its host:port."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = self._answers.get(request.path, web.Response(status=404))
        return await answer(request) if callable(answer) else answer


def telegram(date: datetime | None = None, **webhook: Any) -> server:
    async def me(_request: web.Request) -> web.Response:
        user = {"id": 1234567890, "is_bot": True, "first_name": "P", "username": "p_bot"}
        return web.json_response({"ok": True, "result": user})

    async def info(_request: web.Request) -> web.Response:
        known = {"url": "", "has_custom_certificate": False, "pending_update_count": 0} | webhook
        return web.json_response({"ok": True, "result": known})

    async def root(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(date or datetime.now(UTC), usegmt=True)})

    return server({f"/bot{TOKEN}/getMe": me, f"/bot{TOKEN}/getWebhookInfo": info, "/": root})


HOOK = {
    "mode": "webhook",
    "webhook_url": "https://bot.example.org/telegram/webhook",
    "webhook_secret": "s" * 40,
}
# As seconds before the moment of the test: the whole run may take longer than an error counts as new.
NOW, YESTERDAY = 0, 86_400


@pytest.mark.parametrize(
    ("given", "known", "expected"),
    [
        pytest.param({}, {}, ["ok: none, as polling wants it; 0 updates wait at Telegram"], id="polling"),
        pytest.param(
            {},
            {"url": "https://old.example.org/secret"},
            ["warning: a webhook at old.example.org is set, but PROVISO_MODE is polling: `run` removes it"],
            id="left over",
        ),
        pytest.param(
            HOOK,
            {"url": HOOK["webhook_url"], "pending_update_count": 3},
            ["ok: set to bot.example.org; 3 updates wait at Telegram"],
            id="well",
        ),
        pytest.param(
            HOOK | {"webhook_url": "https://bot.example.org"},
            {"url": HOOK["webhook_url"]},
            ["ok: set to bot.example.org; 0 updates wait at Telegram"],
            id="without a path",
        ),
        pytest.param(HOOK, {}, ["warning: none is set yet: `run` sets it at its start"], id="not yet"),
        pytest.param(
            HOOK,
            {"url": "https://other.example.org/x"},
            ["failed: it goes to other.example.org, not to PROVISO_WEBHOOK_URL"],
            id="elsewhere",
        ),
        pytest.param(
            HOOK,
            {"url": HOOK["webhook_url"], "last_error_date": NOW, "last_error_message": f"502 {TOKEN}"},
            ["failed: Telegram could not deliver at "],
            id="an error now",
        ),
        pytest.param(
            HOOK,
            {"url": HOOK["webhook_url"], "last_error_date": YESTERDAY, "last_error_message": "502"},
            ["warning: Telegram could not deliver at "],
            id="an error yesterday",
        ),
        pytest.param(
            HOOK,
            {"url": HOOK["webhook_url"], "pending_update_count": 5000},
            ["warning: 5000 updates wait at Telegram"],
            id="behind",
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_webhook_is_compared_with_the_settings(
    see: See, given: dict[str, str], known: dict[str, Any], expected: list[str]
) -> None:
    if "last_error_date" in known:
        known = known | {"last_error_date": int(datetime.now(UTC).timestamp()) - known["last_error_date"]}
    async with telegram(**known) as address:
        found = of(await see(api_base_url=f"http://{address}", **given), "webhook")
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (timedelta(hours=1), "seconds behind the Bot API's: set it, and keep it right with NTP"),
        (timedelta(hours=-1), "seconds ahead of the Bot API's: set it"),
        (timedelta(seconds=-20), "seconds ahead of the Bot API's: set it"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_clock_that_differs_from_the_bot_apis_is_a_failure(
    see: See, by: timedelta, expected: str
) -> None:
    async with telegram(date=datetime.now(UTC) + by) as address:
        [found] = of(await see(api_base_url=f"http://{address}"), "clock")
    assert found.startswith("failed: the host's clock is ")
    assert expected in found


async def test_a_clock_that_differs_from_the_databases_is_a_failure(see: See, empty_postgres: str) -> None:
    # The server's clock cannot be set here; a function before it in the search path shows another time.
    name = make_url(empty_postgres).database
    change(empty_postgres, f"ALTER DATABASE {name} SET search_path = public, pg_catalog")
    change(
        empty_postgres,
        "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
        "AS $$ SELECT pg_catalog.clock_timestamp() + interval '1 minute' $$",
    )
    [telegrams, databases] = of(await see(database_url=empty_postgres), "clock")
    assert telegrams == "ok: agrees with the Bot API's to 5 seconds"
    assert "seconds behind the database's" in databases
    assert databases.startswith("failed: ")


# A check that hangs or breaks


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_server_that_hangs_holds_no_other_check_up(see: See, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        raise AssertionError

    monkeypatch.setattr(examine, "LIMIT_S", 3.0)
    async with server({f"/bot{TOKEN}/getMe": hang}) as address:
        lines = await see(api_base_url=f"http://{address}")
    assert of(lines, "token")[0].startswith("failed: no answer within 3 seconds")
    assert of(lines, "port") == ["ok: any free port"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_check_that_breaks_stops_no_other(see: See, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_settings: object) -> list[Any]:
        raise RuntimeError(TOKEN)

    monkeypatch.setattr(examine, "CHECKS", {**examine.CHECKS, "schema": broken})
    lines = await see()
    assert of(lines, "schema") == ["failed: the check itself broke (RuntimeError): please report it"]
    assert of(lines, "port") == ["ok: any free port"]

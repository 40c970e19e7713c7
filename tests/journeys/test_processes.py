"""`proviso run` as an operator runs it: a process of its own, killed, started wrongly, or twice."""

import asyncio
import re
import signal
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.journeys.conftest import TOKEN
from tests.journeys.processes import (
    PATIENCE_S,
    Environment,
    answers,
    executable,
    one_line,
    outcome,
    post,
    process,
    until,
)


async def test_kill_9_loses_no_update_and_repeats_at_most_one_reply_per_chat(
    sandbox: Sandbox, environment: Environment, tmp_path: Path
) -> None:
    """Ten chats of three questions each, killed again and again while they wait."""
    chats = range(2001, 2011)
    for chat in chats:
        await post(sandbox, "people", id=chat, first_name="P")
    days = ("2017-08-10", "2017-08-12", "2017-08-17")
    kills = 0
    for day in days:
        for chat in chats:
            await post(sandbox, "messages", chat_id=chat, from_id=chat, text=f"/status Stockton {day}")
        async with process(environment, tmp_path) as running:
            before = len(await answers(sandbox))
            await until(lambda found, before=before: len(found) >= before + 3, sandbox)
            running.send_signal(signal.SIGKILL)
            await running.wait()
            kills += 1
    async with process(environment, tmp_path):
        wanted = {(chat, day) for chat in chats for day in ("10 August", "12 August", "17 August")}

        def complete(found: list[tuple[int, str]]) -> bool:
            return wanted <= {
                (chat, match[0]) for chat, line in found if (match := re.search(r"\d+ August", line))
            }

        await until(complete, sandbox)
    found = await answers(sandbox)
    for chat in chats:
        own = [line for id, line in found if id == chat]
        assert len(own) <= len(days) + kills
        assert len(own) - len(set(own)) <= kills
        assert list(dict.fromkeys(own)) == sorted(set(own))  # in the order they were asked


async def test_updates_that_wait_are_answered_after_a_start(
    sandbox: Sandbox, environment: Environment, tmp_path: Path
) -> None:
    async with process(environment, tmp_path) as running:
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        running.send_signal(signal.SIGKILL)
        await running.wait()
    for number in range(5):
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text=f"/requirements {number + 1}")
    async with process(environment, tmp_path):
        # How soon is measured in benchmarks/restart.py.
        await until(lambda found: len(found) >= 6 and found[-1][1].startswith("5."), sandbox)
    first, *others = [line for _chat, line in await answers(sandbox)]
    # The one that was being answered at the kill may be repeated; the others come once, in order.
    assert [line[:2] for line in others if line != first] == ["1.", "2.", "3.", "4.", "5."]
    assert others.count(first) <= 1


async def test_sigterm_ends_with_0_and_leaves_nothing_half_done(
    sandbox: Sandbox, environment: Environment, tmp_path: Path
) -> None:
    async with executable(environment, tmp_path) as running:
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/status Baltimore")
        await until(lambda found: len(found) == 1, sandbox)
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), PATIENCE_S) == 0
    async with process(environment, tmp_path):
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 2, sandbox)
    assert [line for _chat, line in await answers(sandbox)] == [
        "Baltimore, Maryland — Public Safety Partnership",
        "What I can do",
    ]


async def test_a_second_run_on_the_same_sqlite_file_ends_at_once(
    sandbox: Sandbox, environment: Environment, tmp_path: Path
) -> None:
    if not environment["PROVISO_DATABASE_URL"].startswith("sqlite"):
        second = await _second_on_postgresql(sandbox, environment, tmp_path)
        assert second
        return
    async with process(environment, tmp_path):
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        code, printed = await outcome(environment, tmp_path)
        assert code == 2
        assert "another `proviso run` uses" in one_line(printed)
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 2, sandbox)


async def _second_on_postgresql(sandbox: Sandbox, environment: Environment, folder: Path) -> bool:
    """On PostgreSQL a second one stands by, and takes over when the first is killed."""
    async with process(environment, folder) as first:
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        async with process(environment, folder) as second:
            await asyncio.sleep(3)
            assert second.returncode is None
            first.send_signal(signal.SIGKILL)
            await first.wait()
            await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
            await until(lambda found: len(found) == 2, sandbox)
            return second.returncode is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"PROVISO_BOT_TOKEN": "1234567890:wrong"}, "Telegram refuses PROVISO_BOT_TOKEN", id="wrong token"
        ),
        pytest.param(
            {"PROVISO_API_BASE_URL": "http://127.0.0.1:1"}, "cannot be reached", id="unreachable API"
        ),
        pytest.param({"PROVISO_BOT_TOKEN": ""}, "PROVISO_BOT_TOKEN is not set", id="no token"),
        pytest.param({"PROVISO_BOT_TOKNE": "x"}, "PROVISO_BOT_TOKNE is not a setting", id="unknown setting"),
        pytest.param({"PROVISO_TIMEZONE": "Mars/Olympus"}, "is not a time zone", id="wrong value"),
    ],
)
async def test_what_cannot_start_says_why_in_one_line_and_changes_nothing(
    environment: Environment, tmp_path: Path, change: Environment, expected: str
) -> None:
    file = tmp_path / "untouched.sqlite3"
    given = environment | {"PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{file}"} | change
    code, printed = await outcome(given, tmp_path)
    assert code == 2
    assert expected in one_line(printed)
    assert list(tmp_path.glob("untouched*")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_newer_schema_is_refused_and_left_as_it_is(environment: Environment, tmp_path: Path) -> None:
    file = tmp_path / "newer.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    before = file.read_bytes()
    for arguments in (("run",), ("migrate",)):
        code, printed = await outcome(
            environment | {"PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}, tmp_path, *arguments
        )
        assert code == 2
        assert "is newer than this Proviso knows" in one_line(printed)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob("newer*")] == ["newer.sqlite3"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_wrong_program_file_is_named_with_its_line(environment: Environment, tmp_path: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "mine.yaml").write_text("schema: 1\nprogram: {id: mine}\n")
    code, printed = await outcome(environment | {"PROVISO_PROGRAMS": str(folder)}, tmp_path)
    assert code == 2
    assert "mine.yaml:2: program.name: is missing: add it" in printed
    code, printed = await outcome({}, tmp_path, "programs", "check", str(folder / "mine.yaml"))
    assert code == 2
    assert "mine.yaml:2: program.name: is missing: add it" in printed


async def test_neither_the_token_nor_what_people_write_is_on_any_surface_even_at_debug(
    sandbox: Sandbox, environment: Environment, tmp_path: Path, database_url: str
) -> None:
    """Logs, answers and the database, through a start, answers, a lost server and an end."""
    async with process(environment | {"PROVISO_LOG_LEVEL": "DEBUG"}, tmp_path) as running:
        for text in ("/start", "/status Baltimore", "/nonsense", "/status words-of-a-person"):
            await post(sandbox, "messages", chat_id=1001, from_id=1001, text=text)
        await until(lambda found: len(found) == 4, sandbox)
        said = await answers(sandbox)
        await sandbox.stop()
        await asyncio.sleep(1.5)
        running.send_signal(signal.SIGTERM)
        printed, _ = await asyncio.wait_for(running.communicate(), 40)
    secret = TOKEN.partition(":")[2].encode()
    assert b"trying again" in printed
    assert secret not in printed
    assert b"words-of-a-person" not in printed
    assert all(secret.decode() not in line for _chat, line in said)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert secret not in file.read_bytes(), file


async def test_the_demo_prints_its_address_and_answers(tmp_path: Path) -> None:
    async with executable({}, tmp_path, "demo", "--port", "18080") as running:
        assert running.stdout is not None
        line = (await asyncio.wait_for(running.stdout.readline(), PATIENCE_S)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        async with aiohttp.ClientSession() as http, http.get(found[0]) as page:
            assert page.status == 200
            assert "not Telegram" in await page.text()
        sandbox = Sandbox(token=TOKEN)
        sandbox.address = found[0].rstrip("/")
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/status Baltimore")
        await until(lambda said: len(said) == 1, sandbox, 10)
        set_to = await post(sandbox, "clock", instant="2017-08-04T08:00:00-04:00")
        assert set_to["instant"].startswith("2017-08-04T12:00:0")
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/deadlines")
        await until(lambda said: len(said) == 2, sandbox, 10)
        running.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(running.wait(), PATIENCE_S) == 0
        assert (tmp_path / ".demo" / "proviso.sqlite3").exists()


async def test_a_second_demo_takes_the_next_port_and_a_folder_of_its_own(tmp_path: Path) -> None:
    addresses = []
    async with (
        process({}, tmp_path, "demo", "--port", "18280") as one,
        process({}, tmp_path, "demo", "--port", "18280") as two,
    ):
        for running in (one, two):
            line = (await asyncio.wait_for(running.stdout.readline(), PATIENCE_S)).decode()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, line
            addresses.append(found[0])
        assert len(set(addresses)) == 2
        for address in addresses:
            sandbox = Sandbox(token=TOKEN)
            sandbox.address = address
            await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
            await until(lambda said: len(said) == 1, sandbox, 10)
    assert {path.name for path in tmp_path.iterdir()} == {".demo", ".demo-2"}


async def test_a_demo_starts_afresh(tmp_path: Path) -> None:
    for _ in range(2):
        async with process({}, tmp_path, "demo", "--port", "18380") as running:
            assert b"ready" in await asyncio.wait_for(running.stdout.readline(), PATIENCE_S)
            running.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(running.wait(), PATIENCE_S) == 0
        with sqlite3.connect(tmp_path / ".demo" / "proviso.sqlite3") as connection:
            assert connection.execute("SELECT count(*) FROM revision").fetchone() == (1,)


async def test_the_demo_leaves_a_folder_alone_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / ".demo").mkdir()
    (tmp_path / ".demo" / "thesis.txt").write_text("years of work")
    code, printed = await outcome({}, tmp_path, "demo", "--port", "18180")
    assert code == 2
    assert "holds something else than a demo" in one_line(printed)
    assert (tmp_path / ".demo" / "thesis.txt").exists()

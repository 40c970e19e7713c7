"""Many updates, some of them twice and out of order, while the bot is killed twice: nothing lost, nothing doubled."""

import asyncio
import random
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
from sqlalchemy import text

from sandbox.server import Sandbox
from storage.database import Database
from tests.journeys.conftest import TOKEN
from tests.journeys.processes import Environment, process
from tests.sizes import IS_SOAK, size

FIRST = 5_001
CHATS = size(12, 1_000)
KILLS = 2
DAYS = ("10 August 2017", "12 August 2017", "17 August 2017", "20 August 2017")
PATIENCE_S = size(120, 1_200)


class Asked(NamedTuple):
    """One update: what it was, and what the words were."""

    kind: str  # command, tap or words
    text: str


# What each chat does, in order: ten updates, three of which leave a row behind each.
STORY = (
    Asked("command", f"/status Stockton {DAYS[0]}"),
    Asked("tap", ""),
    Asked("words", "first mistake"),
    Asked("command", f"/status Stockton {DAYS[1]}"),
    Asked("tap", ""),
    Asked("words", "second mistake"),
    Asked("command", f"/status Stockton {DAYS[2]}"),
    Asked("tap", ""),
    Asked("words", "third mistake"),
    Asked("command", f"/status Stockton {DAYS[3]}"),
)


class Handled(NamedTuple):
    """A row of the inbox."""

    update_id: int
    lane: int
    received_at: datetime
    done_at: datetime


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def settings_for(mode: str, sandbox: Sandbox, database_url: str) -> Environment:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    return {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": database_url,
        "PROVISO_LISTEN": listen,
        "PROVISO_MODE": mode,
        "PROVISO_WEBHOOK_URL": f"http://{listen}/telegram/webhook",
        "PROVISO_WEBHOOK_SECRET": "storm-" * 6,
        "PROVISO_LOG_LEVEL": "WARNING",
        "PROVISO_REPLY_RATE": "1000000",
    }


# Each engine once and each intake once in `make check`.
SHORT = [("sqlite", "polling"), ("postgresql", "webhook")]
WAYS = [*SHORT, ("sqlite", "webhook"), ("postgresql", "polling")] if IS_SOAK else SHORT


@pytest.mark.soak
@pytest.mark.parametrize(("database_url", "mode"), WAYS, indirect=["database_url"])
async def test_a_storm_with_two_kills_applies_each_update_once_and_answers_each(
    mode: str, sandbox: Sandbox, http: aiohttp.ClientSession, database_url: str, tmp_path: Path
) -> None:
    chats = range(FIRST, FIRST + CHATS)
    settings = settings_for(mode, sandbox, database_url)
    database = Database(database_url)

    async def post(what: str, **body: Any) -> dict[str, Any]:
        async with http.post(f"{sandbox.address}/_sandbox/{what}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def said() -> list[tuple[int, dict[str, Any]]]:
        async with http.get(f"{sandbox.address}/_sandbox/state") as answer:
            messages = (await answer.json())["messages"]
        return [(m["chat"]["id"], m) for m in messages if m["from"]["is_bot"]]

    async def sends() -> int:
        async with http.get(f"{sandbox.address}/_sandbox/log?after=0") as answer:
            return int((await answer.json())["seq"])

    async def until(is_so: Callable[[int], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_so(await sends()):  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    for chat in chats:
        await post("people", id=chat, first_name="P")
    asked: dict[int, Asked] = {}
    async with process(settings, tmp_path):
        for chat in chats:
            first = await post("messages", chat_id=chat, from_id=chat, text="/help")
            asked[first["update_id"]] = Asked("command", "/help")
        await until(lambda count: count >= CHATS)
        await _until_done(database, len(asked))
    button = {chat: (m["message_id"], _report_button(m)) for chat, m in await said()}

    await post("delivery", duplicates=0.1, reorder=20, seed=7)

    async def tell() -> None:
        left = {chat: list(STORY) for chat in chats}
        chance = random.Random(7)
        while left:
            chat = chance.choice(list(left))
            step = left[chat].pop(0)
            if step.kind == "tap":
                number, data = button[chat]
                made = await post("taps", chat_id=chat, from_id=chat, message_id=number, data=data)
            else:
                made = await post("messages", chat_id=chat, from_id=chat, text=step.text)
            asked[made["update_id"]] = step
            if not left[chat]:
                del left[chat]

    telling = asyncio.create_task(tell())
    before = await sends()
    for kill in range(1, KILLS + 1):
        async with process(settings, tmp_path) as running:
            await until(lambda count, kill=kill: count >= before + kill * CHATS * len(STORY) // 4)
            running.send_signal(signal.SIGKILL)
            await running.wait()
    async with process(settings, tmp_path):
        await telling
        await _until_done(database, len(asked))

    rows = await _handled(database)
    assert {row.update_id for row in rows} == set(asked)
    assert _out_of_order(rows) == []
    async with database.read() as connection:
        found = await connection.execute(
            text(
                "SELECT chat.telegram_id, miss.text FROM miss JOIN chat ON chat.id = miss.chat_id WHERE miss.kind = 'report'"
            )
        )
        reports = Counter((row[0], row[1]) for row in found)
    await database.close()
    assert reports == _reports_that_follow(rows, asked)
    answers: dict[int, list[str]] = {chat: [] for chat in chats}
    for chat, message in await said():
        answers[chat].append(message["text"])
    for chat, texts in answers.items():
        assert len(asked) / CHATS <= len(texts) <= len(asked) / CHATS + KILLS, (chat, texts)
        for day in DAYS:
            assert any(f"as of {day}" in found.splitlines()[0] for found in texts), (chat, day)


async def _until_done(database: Database, count: int) -> None:
    """Wait until so many updates are kept and done."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.read() as connection:
                done = await connection.scalar(text("SELECT count(*) FROM inbox WHERE done_at IS NOT NULL"))
            if done == count:
                return
            await asyncio.sleep(0.2)


async def _handled(database: Database) -> list[Handled]:
    async with database.read() as connection:
        rows = await connection.execute(
            text("SELECT update_id, lane, received_at, done_at FROM inbox ORDER BY lane, done_at, update_id")
        )
        return [Handled(*row) for row in rows]


def _out_of_order(rows: list[Handled]) -> list[tuple[Handled, Handled]]:
    """Pairs of one chat handled against their numbers, though the earlier one was there in time."""
    return [
        (first, second)
        for first, second in pairwise(rows)
        if first.lane == second.lane
        and second.update_id < first.update_id
        and second.received_at <= first.received_at
    ]


def _reports_that_follow(rows: list[Handled], asked: dict[int, Asked]) -> Counter[tuple[int, str]]:
    """Which reports there must be, told from the order of the handling: the words after each tap, once."""
    reports: Counter[tuple[int, str]] = Counter()
    awaited: set[int] = set()
    for row in rows:
        step = asked[row.update_id]
        if step.kind == "words" and row.lane in awaited:
            reports[row.lane, step.text] += 1
        (awaited.add if step.kind == "tap" else awaited.discard)(row.lane)
    return reports


def _report_button(message: dict[str, Any]) -> str:
    for row in message["reply_markup"]["inline_keyboard"]:
        for button in row:
            if button["text"] == "Report an error":
                return str(button["callback_data"])
    raise AssertionError(message)

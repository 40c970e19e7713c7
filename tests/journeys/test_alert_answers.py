"""What each answer from Telegram means for an alert and its chat: the table of docs/reliability.md, row by row.

Each goes through the real request class to the sandbox, on both databases.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.alerts import sender as sending
from bot.alerts import ticking
from bot.alerts.paging import Pager
from bot.alerts.skew import Skew
from sandbox.server import Sandbox
from storage.alerts import held
from storage.database import Database
from storage.tables import attempt, chat, delivery, subscription
from tests.journeys.alerting import MORNING, ask, at, fail, ledger, told
from tests.journeys.carrying import carrying
from tests.journeys.conftest import ALEX, BOT, Start, World
from tests.journeys.processes import post
from tests.sizes import ENGINES, size
from tests.storage.ledger import apply, due, look
from tests.storage.ledger import ask as subscribe

NINE = "2017-08-04 09:00"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Row:
    """What Telegram does, to whom and how often; the alert's state, why, tries and unknowns; copies; the chat."""

    to: str
    fault: dict[str, Any] | None
    alert: tuple[str, str | None, int, int]
    copies: int
    chat: str = "active"


def error(code: int, description: str = "", **more: Any) -> dict[str, Any]:
    return {"kind": "error", "code": code, "description": description, **more}


ALWAYS = {"times": None}
PERSON, GROUP, TOPIC = "person", "group", "topic"
TABLE = {
    "answered": Row(PERSON, None, ("sent", None, 1, 0), 1),
    # 429: waits as long; no try
    "a person, wait": Row(PERSON, error(429, retry_after=1), ("sent", None, 1, 0), 1),
    "a group, wait": Row(GROUP, error(429, retry_after=1), ("sent", None, 1, 0), 1),
    # anything that may have arrived: to a person once more, with a mark; to a group held
    "cut before acceptance": Row(PERSON, {"kind": "cut", "when": "before"}, ("sent", "unknown", 2, 1), 1),
    "cut after acceptance": Row(PERSON, {"kind": "cut", "when": "after"}, ("sent", "unknown", 2, 1), 2),
    "silent before": Row(
        PERSON, {"kind": "hang", "when": "before", "seconds": 1}, ("sent", "unknown", 2, 1), 1
    ),
    "silent after": Row(
        PERSON, {"kind": "hang", "when": "after", "seconds": 1}, ("sent", "unknown", 2, 1), 2
    ),
    "500": Row(PERSON, error(500), ("sent", "unknown", 2, 1), 1),
    "a gateway's page": Row(PERSON, error(502, body="html"), ("sent", "unknown", 2, 1), 1),
    "cut twice": Row(PERSON, {"kind": "cut", "when": "after", "times": 2}, ("held", "unknown", 2, 2), 2),
    "a group, cut before": Row(GROUP, {"kind": "cut", "when": "before"}, ("held", "unknown", 1, 1), 0),
    "a group, cut after": Row(GROUP, {"kind": "cut", "when": "after"}, ("held", "unknown", 1, 1), 1),
    "a group, silent after": Row(
        GROUP, {"kind": "hang", "when": "after", "seconds": 1}, ("held", "unknown", 1, 1), 1
    ),
    "a group, 500": Row(GROUP, error(503), ("held", "unknown", 1, 1), 0),
    # blocked, thrown out, deactivated: dead, and no more is sent there
    "blocked": Row(
        PERSON, error(403, "Forbidden: bot was blocked by the user", **ALWAYS),
        ("dead", "blocked", 1, 0), 0, "blocked",
    ),
    "deactivated": Row(
        PERSON, error(403, "Forbidden: user is deactivated", **ALWAYS), ("dead", "blocked", 1, 0), 0, "blocked"
    ),
    "thrown out": Row(
        GROUP, error(403, "Forbidden: bot was kicked from the supergroup chat", **ALWAYS),
        ("dead", "blocked", 1, 0), 0, "blocked",
    ),
    # chat not found: again after a day, and two more
    "chat not found": Row(
        PERSON, error(400, "Bad Request: chat not found", **ALWAYS), ("ready", "no such chat", 1, 0), 0
    ),
    "no such peer": Row(
        PERSON, error(400, "Bad Request: PEER_ID_INVALID", **ALWAYS), ("ready", "no such chat", 1, 0), 0
    ),
    # no rights, topic closed or gone: once in the group itself, then held
    "no rights": Row(
        GROUP, error(400, "Bad Request: not enough rights to send text messages to the chat", **ALWAYS),
        ("held", "no place", 1, 0), 0,
    ),
    "write forbidden": Row(
        GROUP, error(400, "Bad Request: CHAT_WRITE_FORBIDDEN", **ALWAYS), ("held", "no place", 1, 0), 0
    ),
    "topic closed": Row(TOPIC, error(400, "Bad Request: TOPIC_CLOSED"), ("sent", "no place", 2, 0), 1),
    "topic gone": Row(
        TOPIC, error(400, "Bad Request: message thread not found"), ("sent", "no place", 2, 0), 1
    ),
    "topic and group closed": Row(
        TOPIC, error(400, "Bad Request: TOPIC_CLOSED", **ALWAYS), ("held", "no place", 2, 0), 0
    ),
    # markup or length refused: once as plain text, then dead
    "markup refused once": Row(
        PERSON, error(400, "Bad Request: can't parse entities: x"), ("sent", "malformed", 2, 0), 1
    ),
    "markup refused always": Row(
        PERSON, error(400, "Bad Request: can't parse entities: x", **ALWAYS), ("dead", "malformed", 2, 0), 0
    ),
    "too long": Row(PERSON, error(400, "Bad Request: message is too long"), ("sent", "malformed", 2, 0), 1),
    "empty": Row(
        PERSON, error(400, "Bad Request: message text is empty", **ALWAYS), ("dead", "malformed", 2, 0), 0
    ),
    # a refusal that nobody knows
    "something new": Row(
        PERSON, error(400, "Bad Request: something new", **ALWAYS), ("dead", "refused", 1, 0), 0
    ),
}  # fmt: skip


@pytest.mark.both_engines
async def test_what_each_answer_makes_of_an_alert_and_its_chat(start: Start) -> None:
    world = await start(clock=MORNING, alert_rate=1000.0)
    ids: dict[str, int] = {}
    for number, (name, row) in enumerate(TABLE.items()):
        ids[name], thread = await _receiver(world, row.to, 3000 + number)
        await ask(world, ids[name], thread=thread)
        if row.fault:
            await fail(world, **row.fault, chat_id=ids[name])
    await world.set_clock(at(NINE))
    expected = {name: (*row.alert, row.copies, row.chat) for name, row in TABLE.items()}
    found: dict[str, tuple[Any, ...]] = {}
    async with asyncio.timeout(PATIENCE_S):
        while any(found.get(name, ("",))[0] != row[0] for name, row in expected.items()):
            await asyncio.sleep(0.2)
            alerts = {row[0]: row[1:] for row in await ledger(world)}
            found = {name: alerts[id] for name, id in ids.items()}
    chats = await _states(world.database)
    assert {
        name: (*found[name], len(await told(world, id)), chats[id]) for name, id in ids.items()
    } == expected


async def _receiver(world: World, to: str, number: int) -> tuple[int, int]:
    """A new chat, and the topic in it."""
    if to == PERSON:
        return (await world.newcomer(number, "P")).id, 0
    group = await world.group(is_forum=to == TOPIC)
    return group.id, (await world.topic(group, "News")).topic or 0 if to == TOPIC else 0


async def _states(database: Database) -> dict[int, str]:
    async with database.read() as connection:
        rows = await connection.execute(select(chat.c.telegram_id, chat.c.state))
        return {row[0]: row[1] for row in rows}


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("code", [401, 404])
async def test_while_the_token_is_refused_all_alerts_wait_and_no_chat_is_changed(
    start: Start, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(sending, "_NO_ACCESS_S", 0.5)
    world = await start(clock=MORNING, alert_rate=1000.0)
    people = [3000 + number for number in range(size(20, 300))]
    for id in people:
        await world.newcomer(id, "P")
    await ask(world, *people)
    before = await _states(world.database)
    await fail(world, **error(code, times=None))
    async with asyncio.timeout(PATIENCE_S):
        await world.set_clock(at(NINE))
    for _ in range(20):
        await asyncio.sleep(0.1)
        # One of them may just be trying.
        waiting = {(state, unknowns) for _, state, _, _, unknowns in await ledger(world)}
        assert waiting <= {("ready", 0), ("claimed", 0), ("sending", 0)}
    assert await _states(world.database) == before
    async with world.http.delete(f"{world.sandbox.address}/_sandbox/faults") as answer:
        assert answer.status == 200
    await _until_all(world.database, {"sent": len(people)})
    assert {len(await told(world, id)) for id in people} == {1}


async def _until_all(database: Database, states: dict[str, int]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await _count(database) != states:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _count(database: Database) -> dict[str, int]:
    query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    async with database.read() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}


async def test_after_twenty_in_a_row_that_could_not_leave_none_is_tried_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_BREAK_S", 3.0)
    people = list(range(2000, 2200))
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in people:
        await subscribe(database, "2017-07-20 12:00", id)
    await look(database, NINE)
    sandbox = Sandbox(token=f"{BOT}:canary-token-that-must-not-appear")
    address = await sandbox.start()
    await sandbox.stop()
    async with carrying(database, address, NINE) as sender:
        async with asyncio.timeout(PATIENCE_S):
            while sender.problem() is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert "cannot be reached" in (sender.problem() or "")
        await asyncio.sleep(1)
        tried = await _attempts(database)
        # Those that were claimed when the twentieth failed: 16 under way, and three times as many ahead.
        assert 20 <= tried <= 20 + 4 * 16
        await asyncio.sleep(0.5)
        assert await _attempts(database) == tried
        await sandbox.start(port=urlsplit(address).port or 0)
        for id in people:
            await post(sandbox, "people", id=id, first_name="P")
        await _until_all(database, {"sent": len(people)})
    await sandbox.stop()


async def _attempts(database: Database) -> int:
    async with database.read() as connection:
        query = select(func.count()).select_from(attempt).where(attempt.c.outcome == "not sent")
        return int(await connection.scalar(query) or 0)


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_six_in_a_hundred_that_refuse_stop_all_alerts_and_page_the_owner(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = size(50, 500)
    monkeypatch.setattr(held, "WINDOW", window)
    monkeypatch.setattr(held, "MOST_REFUSED", window // 20)
    world = await start(clock=MORNING, owners=(ALEX,), alert_rate=100.0)
    owner = world.chat()
    people = [3000 + number for number in range(size(400, 1500))]
    refusing = set(people[::16])
    for id in people:
        await world.newcomer(id, "P")
    await ask(world, *people)
    for id in refusing:
        await fail(world, **error(403, "Forbidden: bot was blocked by the user", times=None), chat_id=id)
    await world.set_clock(at(NINE))
    counts = await _count(world.database)
    # What was claimed already is free for others after its lease.
    assert counts.get("ready", 0) + counts.get("claimed", 0) >= window
    assert window // 20 < counts["dead"] < len(refusing)
    await world.set_clock(at(NINE))  # the next look of whoever pages
    assert [text for text in await told(world) if text.startswith("All alerts stand still")] != []
    assert "All alerts stand still" in await owner.ask("/held")
    async with world.database.write() as connection:
        await held.release_brake(connection, at(NINE))
    monkeypatch.setattr(held, "MOST_REFUSED", window)
    await _until_all(world.database, {"sent": len(people) - len(refusing), "dead": len(refusing)})


def test_the_owners_are_paged_within_five_minutes() -> None:
    paging = next(tick for tick in ticking.ticks(None) if tick.name == "page_owners")  # type: ignore[arg-type]
    assert paging.seconds <= 240


async def test_a_page_that_reached_nobody_is_sent_again(start: Start) -> None:
    world = await start(clock=MORNING, owners=(ALEX,))
    group = await world.group()
    await ask(world, group.id)
    await fail(world, kind="cut", when="after", chat_id=group.id)
    await fail(world, **error(500, times=1), chat_id=ALEX)
    await world.set_clock(at(NINE))
    for _ in range(2):
        await world.set_clock(at(NINE))
    assert (await told(world)).count("1 alert waits for you: see /held.") == 1


async def test_a_process_that_is_off_duty_pages_nobody(start: Start) -> None:
    world = await start(clock=MORNING, owners=(ALEX,))
    group = await world.group()
    await ask(world, group.id)
    await fail(world, kind="cut", when="after", chat_id=group.id)
    await world.set_clock(at(NINE))
    async with carrying(world.database, world.sandbox.address, NINE) as sender:
        services = sender._services
        services.owners = frozenset({ALEX})
        await Pager(Skew(), lambda: False, lambda: 0).look(services)
        assert await told(world) == []
        await Pager(Skew(), lambda: True, lambda: 0).look(services)
        assert len(await told(world)) == 1


async def test_what_telegram_could_not_read_is_told_to_the_owner_once(start: Start) -> None:
    world = await start(clock=MORNING, owners=(ALEX,))
    group = await world.group()
    await ask(world, group.id)
    await fail(world, **error(400, "Bad Request: can't parse entities", times=None), chat_id=group.id)
    await world.set_clock(at(NINE))
    for _ in range(2):
        await world.set_clock(at(NINE))
    said = await told(world)
    assert [text for text in said if text.startswith("Telegram could not read 1 alert.")] == said
    assert len(said) == 1


async def test_before_a_large_fan_out_the_owner_reads_what_it_comes_to(start: Start) -> None:
    world = await start(clock="2017-08-03T00:00:00-04:00", owners=(ALEX,), alert_rate=0.001)
    await ask(world, (await world.group()).id)
    for _ in range(2):
        await world.set_clock(at("2017-08-03 05:30"))
    [said] = await told(world)
    assert said == (
        "Within a day deadline:psp:psp-reply-2017:2017-08-18:14 goes out to 1 chat. At 0.001 a second that takes 0.3 hours; "
        "PROVISO_ALERT_RATE sets the rate."
    )


@pytest.mark.soak
async def test_groups_that_move_amid_the_sending_get_one_message_and_keep_one_subscription(
    database: Database, record_property: Callable[[str, object], None]
) -> None:
    chance, count = Random(20170804), size(10, 100)
    sandbox = Sandbox(token=f"{BOT}:canary-token-that-must-not-appear")
    address = await sandbox.start()
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    body = {"type": "group", "title": "Desk", "creator": ALEX, "members": [BOT]}
    old = [int((await post(sandbox, "chats", **body))["chat_id"]) for _ in range(count)]
    new: dict[int, int] = {}

    async def move(group: int) -> None:
        moved = await post(sandbox, "migration", chat_id=group, from_id=ALEX)
        new[group] = int(moved["chat_id"])

    for number, group in enumerate(old):
        await subscribe(database, "2017-07-20 12:00", group)
        if number % 2:  # it asked again under its new id, before its old one was written to
            await move(group)
            await subscribe(database, "2017-07-20 12:00", new[group])
    await look(database, NINE)
    async with carrying(database, address, NINE, rate=size(20, 30)):
        for group in sorted(set(old) - set(new), key=lambda _: chance.random()):
            await move(group)
            await asyncio.sleep(0.02)
        async with asyncio.timeout(PATIENCE_S):
            while await _is_open(database):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    said = await _told(sandbox)
    await sandbox.stop()
    assert {group: said.get(group, 0) + said.get(new[group], 0) for group in old} == dict.fromkeys(old, 1)
    running = await _running(database)
    assert {group: running.get(group, 0) + running.get(new[group], 0) for group in old} == dict.fromkeys(
        old, 1
    )
    counts = await _count(database)
    record_property("counted", f"{count} groups, {len(new)} moved, {counts}: one message each")


async def _is_open(database: Database) -> bool:
    return bool({"ready", "claimed", "sending"} & set(await _count(database)))


async def _told(sandbox: Sandbox) -> dict[int, int]:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.address}/_sandbox/state") as answer:
        found: dict[int, int] = {}
        for message in (await answer.json())["messages"]:
            if message["from"]["is_bot"] and "text" in message:
                found[message["chat"]["id"]] = found.get(message["chat"]["id"], 0) + 1
        return found


async def _running(database: Database) -> dict[int, int]:
    query = (
        select(chat.c.telegram_id, func.count())
        .join(subscription, subscription.c.chat_id == chat.c.id)
        .where(subscription.c.ended_at.is_(None))
        .group_by(chat.c.telegram_id)
    )
    async with database.read() as connection:
        return {row[0]: row[1] for row in await connection.execute(query)}

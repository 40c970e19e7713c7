"""The sender on a real ledger: what cannot go out soon is left to others, and what is new is told as it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

import aiohttp
import pytest
from sqlalchemy import select

from bot import ticks
from bot.alerts import sender
from bot.alerts.sender import Sender
from bot.metrics import Metrics
from bot.wire import connect
from config.settings import Settings
from handlers.context import Services
from messages.alerts.taps import decode
from sandbox.server import Sandbox
from storage.alerts import claiming
from storage.alerts.claiming import Claimed
from storage.database import Database
from storage.tables import attempt, chat, delivery
from tests.conftest import EASTERN, gazetteer
from tests.journeys.processes import PATIENCE_S, post
from tests.storage.ledger import apply, ask, at, due, look, rows
from transport.budget import Budget, Rates
from transport.pacing import Pace, Paces, Window

TOKEN = "1234567890:token-of-the-sender-tests"
ALEX = 1001
NOON = "2017-08-04 12:00"
# Seven alerts take longer than a claim lasts, two do not.
_SLOW = Pace(Window(1000, 1.0), 0.7)
_LEASE_S = 3.5

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def noon() -> datetime:
    return at(NOON)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@asynccontextmanager
async def sending(sandbox: Sandbox, database: Database) -> AsyncIterator[Sender]:
    settings = Settings(bot_token=TOKEN, api_base_url=sandbox.address, _env_file=None)
    async with (
        connect(settings) as wire,
        Budget.open(database, Rates(1000, 1000), Paces(_SLOW, _SLOW)) as budget,
    ):
        services = Services(
            database, wire.api.within(budget), noon, budget=budget, zone=EASTERN, language="en",
            gazetteer=gazetteer(),
        )  # fmt: skip
        yield Sender(services, Metrics())


async def run_until(carrier: Sender, database: Database, *wanted: list[str], after: str = "ready") -> None:
    """Have it send until the alerts are in such states, once one was in another; a dead one does not come back."""
    running = asyncio.create_task(carrier.run())
    seen: set[str] = {"ready"}
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (found := [state for *_, state in await rows(database)]) not in wanted or after not in seen:
                assert "dead" not in found
                seen.update(found)
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def plan_one(database: Database) -> None:
    """An alert of one deadline for one person, which is due."""
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00", ALEX)
    await look(database, NOON)


def after_each_intent(carrier: Sender, then: Callable[[], Awaitable[None]]) -> None:
    """Have something happen between what is meant and the send."""
    intend = carrier._writer.intend

    async def intend_and_then(one: Claimed) -> bool:
        may = await intend(one)
        await then()
        return may

    carrier._writer.intend = intend_and_then  # type: ignore[method-assign]


async def test_a_group_with_many_alerts_gets_them_all_in_its_own_time(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody recovers anything here: what outstays its lease would stay behind."""
    monkeypatch.setattr(claiming, "CLAIM_S", _LEASE_S)
    monkeypatch.setattr(sender, "_BACK_S", 0.5)
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [1234567890]}
    group = (await post(sandbox, "chats", **body))["chat_id"]
    await apply(database, "2017-07-20 12:00", *(due("2017-08-18", f"form-{n}") for n in range(7)))
    await ask(database, "2017-07-20 12:00", group)
    await look(database, NOON)
    async with sending(sandbox, database) as carrier:
        await run_until(carrier, database, ["sent"] * 7)


async def test_what_comes_too_late_for_its_turn_takes_another_and_is_meant_once(
    sandbox: Sandbox, database: Database
) -> None:
    await plan_one(database)
    async with sending(sandbox, database) as carrier:
        after_each_intent(carrier, partial(asyncio.sleep, 0.5))
        await run_until(carrier, database, ["sent"])
    async with database.read() as connection:
        assert list(await connection.scalars(select(delivery.c.tries))) == [1]
        assert list(await connection.scalars(select(attempt.c.outcome))) == ["sent"]


async def test_an_alert_that_waits_for_another_turn_is_not_kept_in_hand_through_a_pause(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_AGAIN_S", 1.0)
    await plan_one(database)
    async with sending(sandbox, database) as carrier, asyncio.TaskGroup() as meanwhile:

        async def pause_soon() -> None:
            await asyncio.sleep(0.1)
            await carrier._services.budget.pause(None, 3600)

        async def come_too_late() -> None:
            await asyncio.sleep(0.5)
            meanwhile.create_task(pause_soon())

        after_each_intent(carrier, come_too_late)
        await run_until(carrier, database, ["claimed"], ["ready"], after="sending")


async def test_what_is_newer_than_the_catalogue_in_use_is_told(sandbox: Sandbox, database: Database) -> None:
    await ask(database, "2017-07-20 12:00", ALEX)
    async with sending(sandbox, database) as carrier:
        await apply(database, "2017-07-20 12:00", due("2017-08-18"))
        await look(database, NOON)
        await run_until(carrier, database, ["sent"])


async def test_what_is_taken_off_the_record_right_before_it_is_sent_is_cancelled_and_not_given_up(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is cancelled comes back when the edit is taken back; what is given up does not."""
    monkeypatch.setattr(sender, "_GONE_S", 0.5)
    await plan_one(database)
    async with sending(sandbox, database) as carrier:

        async def edit() -> None:
            await apply(database, NOON, due("2017-09-29", "another"))
            await ticks.renew_catalogue(carrier._services)

        after_each_intent(carrier, edit)
        await run_until(carrier, database, ["cancelled"], after="sending")


async def test_who_is_told_the_same_gets_the_buttons_of_its_own_alert(
    sandbox: Sandbox, database: Database
) -> None:
    """They are put into words once; a tap of one must never stop the alerts of another."""
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for title in ("Desk", "Office"):
        body = {"type": "supergroup", "title": title, "creator": ALEX, "members": [1234567890]}
        await ask(database, "2017-07-20 12:00", (await post(sandbox, "chats", **body))["chat_id"])
    await look(database, NOON)
    async with sending(sandbox, database) as carrier:
        await run_until(carrier, database, ["sent"] * 2)
    async with aiohttp.request("GET", f"{sandbox.address}/_sandbox/state") as answer:
        messages = [one for one in (await answer.json())["messages"] if "reply_markup" in one]
    taps = {
        (message["chat"]["id"], decode(button["callback_data"]).id)
        for message in messages
        for row in message["reply_markup"]["inline_keyboard"]
        for button in row
        if decode(button["callback_data"])
    }
    query = select(chat.c.telegram_id, delivery.c.id).join(chat, chat.c.id == delivery.c.chat_id)
    async with database.read() as connection:
        assert taps == {tuple(row) for row in await connection.execute(query)}
    first, second = (message["text"] for message in messages)
    assert first == second

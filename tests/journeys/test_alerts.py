"""Alerts over HTTP: told at their hour, once; and what each answer of Telegram makes of them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from domain.alerts.subscription import About, Mode, Target, Wish
from storage.alerts import held, intending
from storage.tables import chat
from tests.journeys.alerting import MORNING, ask, at, fail, ledger, told
from tests.journeys.conftest import ALEX, Start, World
from tests.journeys.processes import outcome

NINE = at("2017-08-04 09:00")


@pytest.fixture
async def morning(start: Start) -> World:
    """The bot on 4 August 2017, an hour before the first alert on Baltimore's deadline."""
    return await start(clock=MORNING)


async def test_each_alert_comes_at_its_hour_and_once(morning: World) -> None:
    await ask(morning, ALEX)
    await morning.set_clock(at("2017-08-04 08:59"))
    assert await told(morning) == []
    counts = {}
    for day in range(4, 20):
        await morning.set_clock(at(f"2017-08-{day:02} 20:00"))
        counts[day] = len(await told(morning))
    days = [day for day in counts if counts[day] > counts.get(day - 1, 0)]
    assert days == [4, 11, 14, 15, 17, 18]
    assert counts[19] == 6
    await morning.set_clock(at("2017-08-04 08:00"))
    await morning.set_clock(at("2017-08-19 20:00"))
    assert len(await told(morning)) == 6


async def test_days_that_are_skipped_at_once_are_told_each_as_of_its_own_day(morning: World) -> None:
    await ask(morning, ALEX)
    await morning.set_clock(at("2017-08-19 20:00"))
    said = await told(morning)
    assert len(said) == 6
    assert [line.split(":")[0].split(" ")[0] for line in said if "day" in line.lower()][:2] == ["14", "7"]


async def test_a_clock_set_back_two_hours_tells_nothing_early_and_nothing_twice(morning: World) -> None:
    await ask(morning, ALEX)
    await morning.set_clock(NINE)
    await morning.set_clock(at("2017-08-04 07:00"))
    await morning.set_clock(at("2017-08-05 09:00"))
    assert len(await told(morning)) == 1


async def settled(world: World, state: str, why: str | None) -> None:
    """At nine the alert goes out; then until it has come to this."""
    await world.set_clock(NINE)
    async with asyncio.timeout(15):
        while [row[1:3] for row in await ledger(world)] != [(state, why)]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_repeat_says_that_it_is_one(morning: World) -> None:
    await ask(morning, ALEX)
    await fail(morning, kind="cut", when="after")
    await settled(morning, "sent", "unknown")
    async with morning.http.get(f"{morning.sandbox.address}/_sandbox/state") as answer:
        said = [m["text"] for m in (await answer.json())["messages"] if m["from"]["is_bot"]]
    assert ["could not be confirmed" in text for text in said] == [False, True]


async def test_to_a_group_nothing_is_repeated_that_may_have_arrived(morning: World) -> None:
    group = await morning.group()
    await ask(morning, group.id)
    await fail(morning, kind="cut", when="after")
    await settled(morning, "held", "unknown")
    assert len(await told(morning, group.id)) == 1
    async with morning.database.write() as connection:
        assert await held.release(connection) == 1
    await settled(morning, "sent", "unknown")
    assert len(await told(morning, group.id)) == 2


async def test_a_refused_token_changes_no_chat_and_loses_no_alert(morning: World) -> None:
    await ask(morning, ALEX)
    await fail(morning, kind="error", code=401, times=3)
    await morning.set_clock(NINE)
    assert [row[:4] for row in await ledger(morning)] == [(ALEX, "ready", None, 0)]
    async with morning.http.get(f"{morning.address}/readyz") as answer:
        assert "refuses the token" in (await answer.text())


async def test_a_group_that_got_a_new_id_is_told_under_it_once(morning: World) -> None:
    async with morning.http.post(
        f"{morning.sandbox.address}/_sandbox/chats",
        json={"type": "group", "title": "Desk", "creator": ALEX, "members": [1234567890]},
    ) as answer:
        old = int((await answer.json())["chat_id"])
    await ask(morning, old)
    async with morning.http.post(
        f"{morning.sandbox.address}/_sandbox/migration", json={"chat_id": old, "from_id": ALEX}
    ) as answer:
        found = await answer.json()
        assert answer.status == 200, found
    await morning.set_clock(NINE)
    ids = {row[0] for row in await ledger(morning)}
    assert old not in ids
    assert [len(await told(morning, id)) for id in ids] == [1]


async def test_a_digest_is_one_message(morning: World) -> None:
    await ask(morning, ALEX, wish=Wish(mode=Mode.DAILY))
    await morning.set_clock(at("2017-08-14 20:00"))
    assert len(await told(morning)) == 3


async def test_the_figures_show_what_waits(morning: World) -> None:
    await ask(morning, ALEX)
    await fail(morning, kind="error", code=401, times=9)
    await morning.set_clock(NINE)
    async with morning.http.get(f"{morning.address}/metrics") as answer:
        page = await answer.text()
    assert "proviso_alerts_waiting 1.0" in page
    assert 'proviso_alerts_total{outcome="no access"} 1.0' in page


async def test_a_person_who_blocked_the_bot_gets_one_more_try_and_comes_back_with_a_message(
    morning: World,
) -> None:
    chat = morning.chat()
    await ask(morning, ALEX)
    await ask(morning, ALEX, target=Target("psp", About.JURISDICTION, "stockton-ca"))
    gone = {"kind": "error", "code": 403, "description": "Forbidden: bot was blocked by the user"}
    await fail(morning, **gone)
    await morning.set_clock(at("2017-08-12 12:00"))
    assert {row[1] for row in await ledger(morning)} == {"dead"}
    assert await told(morning) == []
    await chat.ask("/help")
    await morning.set_clock(at("2017-08-12 12:05"))
    assert [row[1] for row in await ledger(morning)].count("sent") == 1


async def test_blocking_and_unblocking_are_heard(morning: World) -> None:
    await ask(morning, ALEX)
    for action, state, states in (("block", "blocked", set()), ("unblock", "active", {"sent"})):
        async with morning.http.post(
            f"{morning.sandbox.address}/_sandbox/membership",
            json={"chat_id": ALEX, "from_id": ALEX, "action": action},
        ) as answer:
            assert answer.status == 200, await answer.text()
        async with asyncio.timeout(10):
            while await _state_of(morning) != state:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await morning.set_clock(at("2017-08-04 12:00"))
        assert {row[1] for row in await ledger(morning)} - {"dead", "ready"} == states


async def _state_of(world: World) -> str | None:
    async with world.database.read() as connection:
        return await connection.scalar(select(chat.c.state).where(chat.c.telegram_id == ALEX))


async def test_an_operator_sees_what_is_next_and_lets_go_what_is_held(morning: World, tmp_path: Path) -> None:
    group = await morning.group()
    await ask(morning, group.id)
    store = {
        "PROVISO_DATABASE_URL": morning.settings.database_url.get_secret_value(),
        "PROVISO_CLOCK": "2017-08-04T09:30:00-04:00",
    }
    await morning.set_clock(at("2017-08-04 08:30"))
    assert (
        "09:00 EDT  deadline:psp:psp-reply-2017:2017-08-18:14  1 chat, 1 s at 25 a second"
        in (await outcome(store, tmp_path, "alerts", "next"))[1]
    )
    await fail(morning, kind="cut", when="after")
    await settled(morning, "held", "unknown")
    code, printed = await outcome(store, tmp_path, "alerts", "held")
    assert code == 1
    assert f"supergroup {group.id}  deadline:psp:psp-reply-2017:2017-08-18:14  unknown" in printed
    assert (await outcome(store, tmp_path, "alerts", "release")) == (0, "1 released.\n")
    await settled(morning, "sent", "unknown")
    assert (await outcome(store, tmp_path, "alerts", "held")) == (0, "Nothing is held.\n")
    code, printed = await outcome(store, tmp_path, "alerts", "release", "--drop")
    assert (code, "--drop needs the numbers" in printed) == (2, True)


async def test_what_was_not_meant_is_not_sent(morning: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any) -> set[int]:
        return set()

    monkeypatch.setattr(intending, "intend", nothing)
    await ask(morning, ALEX)
    await morning.set_clock(NINE)
    assert await told(morning) == []


async def test_an_owner_is_paged_once_and_lets_go_what_is_held(start: Start) -> None:
    world = await start(clock=MORNING, owners=(ALEX,))
    group = await world.group()
    chat = world.chat()
    await ask(world, group.id)
    await fail(world, kind="cut", when="after", chat_id=group.id)
    for _ in range(3):
        await settled(world, "held", "unknown")
    assert (await told(world)).count("1 alert waits for you: see /held.") == 1
    listed = await chat.ask("/held")
    number = listed.splitlines()[1].partition(":")[0]
    assert "supergroup" in listed
    assert await chat.ask(f"/held release {number}") == "1 alert goes out."
    await settled(world, "sent", "unknown")
    assert await chat.ask("/held") == "No alert is held."
    assert "Write /held" in await chat.ask("/held release")


async def test_to_everybody_else_there_is_no_such_command(morning: World) -> None:
    chat = morning.chat()
    assert (await chat.ask("/held")).startswith("I do not know the command /held.")

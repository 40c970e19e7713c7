"""A questionnaire that changes: who finished it is reminded once, where the result would be another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.programs import Program
from domain.selfcheck.questionnaire import Answer, Level, Reads
from storage import programs
from tests.journeys.alerting import MORNING, at
from tests.journeys.checking import begin, labels, rows, tap, title, walk, write
from tests.journeys.conftest import Chat, Start, World

REMINDERS = "SELECT about, state FROM delivery WHERE kind = 'reminder' ORDER BY id"
CHANGED = "The rules of your self-check changed — Public Safety Partnership, Baltimore, Maryland"
Change = Callable[[Program], Program]


@pytest.fixture
async def world(start: Start) -> World:
    """The bot on the morning of 4 August 2017."""
    return await start(clock=MORNING)


def with_other_titles(program: Program) -> Program:
    return replace(program, questions=tuple(replace(q, title=f"{q.title}?") for q in program.questions))


def harder(program: Program) -> Program:
    """A first rule that a yes to the first question breaks."""
    first, *others = program.rules
    reads = Reads(program.questions[0].id, gap=(Answer.YES,))
    return replace(program, rules=(replace(first, level=Level.MUST, met_if=reads), *others))


async def publish(world: World, psp: Program, change: Change, when: str) -> Chat:
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(change(psp), "0" * 64)], at(when), programs.Origin.HAND)
    chat = await world.restart()
    await world.set_clock(at(when) + timedelta(minutes=2))
    return chat


async def finished(world: World) -> Chat:
    chat = world.chat()
    await tap(chat, await walk(chat, await begin(chat)), "Submit")
    return chat


async def told(chat: Chat) -> list[dict[str, Any]]:
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
    return [m for m in messages if m["chat"]["id"] == chat.id and "Compare with today" in labels(m)]


async def test_who_finished_is_reminded_once_and_can_compare(world: World, psp: Program) -> None:
    await finished(world)
    chat = await publish(world, psp, harder, "2017-08-05 12:00")
    [reminder] = await told(chat)
    assert reminder["text"].startswith(CHANGED)
    assert "the answers of 4 August 2017 would come to another result" in reminder["text"]
    compared = await tap(chat, reminder, "Compare with today")
    assert "By the questions of today" in compared["text"]
    await world.restart()
    await world.set_clock(at("2017-08-20 12:00"))
    kept = await rows(chat, REMINDERS)
    assert [state for about, state in kept if ":rules-" in about] == ["sent"]


async def test_a_change_that_moves_no_verdict_reminds_nobody(world: World, psp: Program) -> None:
    await finished(world)
    chat = await publish(world, psp, with_other_titles, "2017-08-05 12:00")
    assert await told(chat) == []


async def test_a_change_that_is_taken_back_within_the_minute_reminds_nobody(
    world: World, psp: Program
) -> None:
    chat = await finished(world)
    now = at("2017-08-05 12:00")
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(harder(psp), "0" * 64)], now, programs.Origin.HAND)
    await world.set_clock(now)
    assert any(":rules-" in about and state == "ready" for about, state in await rows(chat, REMINDERS))
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(psp, "0" * 64)], now, programs.Origin.HAND)
    await world.set_clock(now)
    # Put away before anybody tries to word it.
    assert {state for about, state in await rows(chat, REMINDERS) if ":rules-" in about} == {"cancelled"}
    await world.set_clock(now + timedelta(minutes=2))
    assert await told(chat) == []


async def test_a_newer_result_takes_the_reminder_back(world: World, psp: Program) -> None:
    chat = await finished(world)
    now = at("2017-08-05 12:00")
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(harder(psp), "0" * 64)], now, programs.Origin.HAND)
    await world.set_clock(now)
    await tap(chat, await walk(chat, await begin(chat)), "Submit")
    await world.set_clock(now + timedelta(minutes=2))
    assert await told(chat) == []


async def test_who_wants_no_reminders_of_a_check_gets_none_of_its_rules(world: World, psp: Program) -> None:
    await finished(world)
    chat = await publish(world, psp, harder, "2017-08-05 12:00")
    [reminder] = await told(chat)
    await tap(chat, reminder, "Remind me no more")
    await publish(world, psp, lambda p: harder(with_other_titles(p)), "2017-08-06 12:00")
    assert await told(chat) == []  # the first one reads otherwise now, and there is no second


async def test_a_check_that_goes_on_with_changed_questions_waits_anew(world: World, psp: Program) -> None:
    chat = world.chat()
    await tap(chat, await begin(chat), "Yes")
    chat = await publish(world, psp, with_other_titles, "2017-08-10 12:00")
    assert title(await write(chat, "/check"))
    waits = [about for about, state in await rows(chat, REMINDERS) if state == "ready"]
    assert [about.rpartition(":")[2] for about in waits] == ["2017-08-25"]

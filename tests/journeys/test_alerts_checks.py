"""A self-check's reminders: once while it waits, on the days of its to-dos, and before evidence expires."""

from typing import Any

import pytest

from tests.journeys.alerting import MORNING, at
from tests.journeys.checking import begin, labels, rows, tap, title, walk
from tests.journeys.conftest import Chat, Start, World


@pytest.fixture
async def world(start: Start) -> World:
    """The bot on the morning of 4 August 2017."""
    return await start(clock=MORNING)


async def reminders(chat: Chat) -> list[dict[str, Any]]:
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
    return [m for m in messages if m["chat"]["id"] == chat.id and "Remind me no more" in labels(m)]


async def test_a_check_left_alone_reminds_once_and_goes_on_where_it_was(world: World) -> None:
    chat = world.chat()
    card = await tap(chat, await begin(chat), "Yes")
    await world.set_clock(at("2017-08-10 12:00"))
    card = await tap(chat, card, "Back")  # its patience begins anew
    await world.set_clock(at("2017-08-25 08:59"))
    assert await reminders(chat) == []
    await world.set_clock(at("2017-09-08 12:00"))
    [reminder] = await reminders(chat)
    assert reminder["text"].startswith(
        "Your self-check waits — Public Safety Partnership, Baltimore, Maryland"
    )
    assert title(await tap(chat, reminder, "Go on")) == title(card)


async def test_a_finished_check_reminds_of_its_to_dos_and_waits_no_more(world: World) -> None:
    chat = world.chat()
    review = await walk(chat, await begin(chat), usual="Not sure")
    await tap(chat, review, "Submit")
    due = {
        str(about).rpartition(":")[2]
        for (about,) in await rows(chat, "SELECT about FROM delivery WHERE state = 'ready'")
    }
    assert due == {"2017-08-18"}  # the day of the reply that the rules bear on
    await world.set_clock(at("2017-09-20 12:00"))
    [reminder] = await reminders(chat)
    assert reminder["text"].startswith("A to-do of your self-check")
    assert "by 18 August 2017" in reminder["text"]
    assert "To find out" in (await tap(chat, reminder, "Show the result"))["text"]


async def test_evidence_is_to_be_renewed_two_weeks_before_it_expires(world: World) -> None:
    chat = world.chat()
    card = await tap(chat, await begin(chat), "Yes")
    card = await tap(chat, await tap(chat, card, "Back"), "Add evidence")
    [card] = await chat.messages_after("City charter, article 7, until 2017-10-31")
    await tap(chat, await walk(chat, await tap(chat, card, "Continue")), "Submit")
    await world.set_clock(at("2017-10-17 08:59"))
    assert [r for r in await reminders(chat) if "expires soon" in r["text"]] == []
    await world.set_clock(at("2017-10-17 09:00"))
    assert len([r for r in await reminders(chat) if "expires soon" in r["text"]]) == 1


async def test_a_cancelled_check_reminds_of_nothing_and_a_button_ends_it_too(world: World) -> None:
    chat = world.chat()
    await begin(chat)
    await chat.ask("/cancel")
    await world.set_clock(at("2017-08-20 12:00"))
    assert await reminders(chat) == []
    review = await walk(chat, await begin(chat), usual="Not sure")
    await tap(chat, review, "Submit")
    ready = "SELECT count(*) FROM delivery WHERE state = 'ready' AND kind = 'reminder'"
    await world.set_clock(at("2017-09-19 12:00"))
    [reminder] = await reminders(chat)
    assert "reminded of no more" in (await tap(chat, reminder, "Remind me no more"))["text"]
    assert await rows(chat, ready) == [(0,)]

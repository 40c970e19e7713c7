"""The demo's walk: Baltimore from 4 August 2017 on, day by day, and what the buttons under an alert do."""

from typing import Any

import pytest

from tests.journeys.alerting import MORNING, at
from tests.journeys.checking import labels, rows, tap
from tests.journeys.conftest import Chat, Start, World

RUNNING = "SELECT topic FROM subscription WHERE ended_at IS NULL"


@pytest.fixture
async def world(start: Start) -> World:
    """The bot on the morning of 4 August 2017."""
    return await start(clock=MORNING)


async def alerts(chat: Chat) -> list[dict[str, Any]]:
    """The alerts that have come, as they read now."""
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
    return [
        m
        for m in messages
        if m["chat"]["id"] == chat.id and m["from"]["is_bot"] and {"Why this?", "Back"} & set(labels(m))
    ]


async def test_baltimore_is_told_six_times_in_two_weeks(world: World) -> None:
    chat = world.chat()
    await chat.ask("/subscribe Baltimore")
    told: dict[int, str] = {}
    for day in range(4, 25):
        before = len(await alerts(chat))
        await world.set_clock(at(f"2017-08-{day:02} 12:00"))
        new = (await alerts(chat))[before:]
        assert len(new) <= 1, day
        if new:
            told[day] = new[0]["text"]
            assert "Stop" in labels(new[0])
            assert "\n[1] " in told[day]
    assert list(told) == [4, 11, 14, 15, 17, 18]
    for day, left in (
        (4, "14 days left"),
        (11, "7 days left"),
        (15, "3 days left"),
        (17, "1 day left"),
        (18, "Today"),
    ):
        assert told[day].startswith(f"{left} — Baltimore, Maryland: "), told[day]
    assert told[14].startswith("New — Baltimore, Maryland: Replied to DOJ's letter on 14 August 2017")
    for day in (4, 11):
        assert "No reply on record yet." in told[day]
    for day in (15, 17, 18):
        assert "A reply was reported" in told[day]


async def first(world: World) -> tuple[Chat, dict[str, Any]]:
    """Alex's chat, and the first alert on Baltimore."""
    chat = world.chat()
    await chat.ask("/subscribe Baltimore")
    await world.set_clock(at("2017-08-04 09:00"))
    [alert] = await alerts(chat)
    return chat, alert


async def test_why_an_alert_came_is_told_and_put_away(world: World) -> None:
    chat, alert = await first(world)
    explained = await tap(chat, alert, "Why this?")
    assert "Asked for on 4 August 2017: Baltimore, Maryland (at once; 14, 7," in explained["text"]
    assert "The reminder 14 days before: Answer the three questions in DOJ's letter" in explained["text"]
    back = await tap(chat, explained, "Back")
    assert (back["text"], labels(back)) == (alert["text"], labels(alert))


async def test_what_is_done_is_reminded_of_no_more_until_it_is_wanted_again(world: World) -> None:
    chat, alert = await first(world)
    done = await tap(chat, alert, "Done")
    assert "Done: no more reminders of this deadline in this chat." in done["text"]
    assert "1 open deadline is marked done." in await chat.ask("/alerts")
    await world.set_clock(at("2017-08-12 12:00"))
    assert len(await alerts(chat)) == 1
    assert "Snooze 1 day" in labels(await tap(chat, done, "Remind me again"))
    await world.set_clock(at("2017-08-12 12:01"))
    assert [a["text"].split(" — ")[0] for a in await alerts(chat)][1:] == ["6 days left"]
    await world.set_clock(at("2017-08-14 12:00"))
    assert len(await alerts(chat)) == 3  # news are told in any case


async def test_a_snoozed_alert_comes_once_more_the_day_after(world: World) -> None:
    chat, alert = await first(world)
    snoozed = await tap(chat, alert, "Snooze 1 day")
    assert "Comes again on Saturday 5 August 2017, at 09:00." in snoozed["text"]
    back = await tap(chat, await tap(chat, snoozed, "Why this?"), "Back")
    assert (back["text"], labels(back)) == (snoozed["text"], labels(snoozed))
    await world.set_clock(at("2017-08-05 08:59"))
    assert len(await alerts(chat)) == 1
    await world.set_clock(at("2017-08-06 20:00"))
    assert [a["text"].split(" — ")[0] for a in await alerts(chat)][1:] == ["13 days left"]


async def test_nothing_is_snoozed_into_a_day_that_has_its_own_reminder(world: World) -> None:
    chat = world.chat()
    await chat.ask("/subscribe Baltimore 2 1")
    await world.set_clock(at("2017-08-16 09:00"))
    [alert] = [a for a in await alerts(chat) if "days left" in a["text"]]
    assert "Comes again on Thursday 17 August 2017" in (await tap(chat, alert, "Snooze 1 day"))["text"]
    await world.set_clock(at("2017-08-17 20:00"))
    assert len([a for a in await alerts(chat) if "1 day left" in a["text"]]) == 1


async def test_stopping_is_one_tap_and_so_is_undoing_it(world: World) -> None:
    chat, alert = await first(world)
    stopped = await tap(chat, alert, "Stop")
    assert "Stopped: Baltimore, Maryland. You can undo this for 28 days." in stopped["text"]
    assert await rows(chat, RUNNING) == []
    await world.set_clock(at("2017-08-12 12:00"))
    assert len(await alerts(chat)) == 1
    await tap(chat, stopped, "Undo")
    assert await rows(chat, RUNNING) == [("jurisdiction:psp:baltimore-md",)]
    await world.set_clock(at("2017-08-15 12:00"))
    assert [a["text"].split(" — ")[0] for a in await alerts(chat)][1:] == [
        "6 days left",
        "New",
        "3 days left",
    ]


async def test_what_was_told_is_not_listed_as_still_to_come(world: World) -> None:
    chat, _alert = await first(world)
    assert "Friday 4 Aug 2017" not in await chat.ask("/alerts")
    shown = await chat.ask("/subscribe Baltimore")
    assert "Next: Friday 11 Aug 2017, 09:00 – 7 days before" in shown
    assert "3 more are planned" in shown


async def digest(world: World) -> tuple[Chat, dict[str, Any]]:
    """Alex's chat, and the first digest on Baltimore and Stockton."""
    chat = world.chat()
    await chat.ask("/subscribe Baltimore daily")
    await chat.ask("/subscribe Stockton daily")
    await world.set_clock(at("2017-08-04 09:00"))
    [found] = [a for a in await alerts(chat) if a["text"].startswith("Digest of 4 August 2017")]
    assert labels(found) == ["Done", "Snooze 1 day", "Why this?", "Stop all 2"]
    return chat, found


async def test_a_snoozed_digest_comes_again_with_all_that_it_told(world: World) -> None:
    chat, found = await digest(world)
    await tap(chat, found, "Snooze 1 day")
    await chat.ask("/settings hour 10")  # what was put off moves along
    await world.set_clock(at("2017-08-05 09:59"))
    assert len(await alerts(chat)) == 1
    await world.set_clock(at("2017-08-05 10:00"))
    [_first, again] = await alerts(chat)
    assert again["text"].startswith("Digest of 5 August 2017")
    assert "13 days left — Baltimore, Stockton: " in again["text"]
    assert "It came once more because it was snoozed." in (await tap(chat, again, "Why this?"))["text"]
    await world.set_clock(at("2017-08-06 12:00"))
    assert len(await alerts(chat)) == 2


async def test_a_digest_is_done_with_and_stopped_as_a_whole(world: World) -> None:
    chat, found = await digest(world)
    done = await tap(chat, found, "Done")
    assert "Done: no more reminders of this deadline in this chat." in done["text"]
    stopped = await tap(chat, await tap(chat, done, "Remind me again"), "Stop all 2")
    assert await rows(chat, RUNNING) == []
    await tap(chat, stopped, "Undo")
    assert len(await rows(chat, RUNNING)) == 2


async def test_what_is_told_on_mondays_is_snoozed_by_itself(world: World) -> None:
    chat = world.chat()
    await chat.ask("/subscribe psp-reply-2017 11 10 weekly")
    await world.set_clock(at("2017-08-07 09:00"))
    [found] = await alerts(chat)
    assert "11 days left" in found["text"]
    await tap(chat, found, "Snooze 1 day")
    await world.set_clock(at("2017-08-08 09:00"))
    [_first, again] = await alerts(chat)
    assert "10 days left" in again["text"]

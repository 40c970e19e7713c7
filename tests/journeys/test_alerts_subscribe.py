"""Saying what to be told of, and when: by words, buttons, links and a location, alone, in groups and channels."""

from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.checking import labels, rows, tap
from tests.journeys.conftest import ALEX, BOT, Chat, Start, Telegram, World

KIM = 3001
BOISE = {"latitude": 43.615, "longitude": -116.2023}
RUNNING = "SELECT topic, mode, leads FROM subscription WHERE ended_at IS NULL ORDER BY id"
CLOCK = "SELECT time_zone, alert_hour, quiet_from, quiet_until, silent FROM chat"


@pytest.fixture
async def world(start: Start) -> World:
    """The bot as on the morning of 4 August 2017."""
    return await start(clock="2017-08-04T08:00:00-04:00")


async def topics(chat: Chat) -> list[str]:
    return [str(topic) for topic, _mode, _leads in await rows(chat, RUNNING)]


async def test_subscribing_tells_how_and_what_comes_and_is_undone_in_one_tap(chat: Chat) -> None:
    [shown] = await chat.messages_after("/subscribe Baltimore")
    assert "Alerts are on — Baltimore, Maryland" in shown["text"]
    assert "Next: Friday 4 Aug 2017, 09:00 – 14 days before\nAnswer the three" in shown["text"]
    assert await topics(chat) == ["jurisdiction:psp:baltimore-md"]
    stopped = await tap(chat, shown, "Stop")
    assert "Stopped: Baltimore, Maryland" in stopped["text"]
    assert await topics(chat) == []
    assert "Alerts are on" in (await tap(chat, stopped, "Undo"))["text"]
    assert await topics(chat) == ["jurisdiction:psp:baltimore-md"]


async def test_buttons_change_how_soon_and_how_long_before(chat: Chat) -> None:
    [shown] = await chat.messages_after("/subscribe Baltimore 14 1")
    shown = await tap(chat, shown, "Once a week")
    assert "Once a week (current)" in labels(shown)
    shown = await tap(chat, await tap(chat, shown, "Lead times"), "30 days before")
    shown = await tap(chat, shown, "1 day before (current)")
    assert "30 and 14 days before" in shown["text"]
    assert await rows(chat, RUNNING) == [("jurisdiction:psp:baltimore-md", "weekly", ",30,14,")]


async def test_the_list_says_what_comes_by_day_and_says_so_when_nothing_does(chat: Chat) -> None:
    assert "No alerts in this chat yet" in await chat.ask("/alerts")
    await chat.ask("/subscribe Houston")
    assert "No open deadlines" in await chat.ask("/subscriptions")
    await chat.ask("/subscribe psp")
    text = await chat.ask("/alerts")
    for day in ("Friday 4 Aug", "Friday 11 Aug", "Tuesday 15 Aug", "Thursday 17 Aug", "Friday 18 Aug"):
        assert text.count(day) == 1
    [shown] = await chat.messages_after("/alerts")
    assert "Stop" in labels(await tap(chat, shown, "Houston, Texas"))


async def test_a_bare_command_asks_and_the_next_words_answer(chat: Chat) -> None:
    [question] = await chat.messages_after("/subscribe")
    assert question["text"].startswith("Which place?")
    assert "Alerts are on — Stockton, California" in await chat.ask("Stockton")
    [question] = await chat.messages_after("/unsubscribe")
    assert labels(question) == ["Stop Stockton, California"]
    assert "Stopped: Stockton" in await chat.ask("stockton")
    assert "No alerts of Stockton, California in this chat." in await chat.ask("/unsubscribe Stockton")


async def test_a_status_a_deadline_and_a_link_subscribe_too(chat: Chat) -> None:
    [status] = await chat.messages_after("/status Baltimore")
    shown = await tap(chat, status, "Alert me")
    assert "Asked to answer" in (await tap(chat, shown, "Back to Baltimore"))["text"]
    [deadlines] = await chat.messages_after("/deadlines")
    await tap(chat, deadlines, "Remind me of 18 Aug 2017")
    await chat.ask("/start sub_houston-tx")
    await chat.ask("/start sub_nowhere-xx")
    assert await topics(chat) == [
        "jurisdiction:psp:baltimore-md",
        "deadline:psp:psp-reply-2017",
        "jurisdiction:psp:houston-tx",
    ]


async def test_settings_by_words_buttons_and_a_shared_location(chat: Chat) -> None:
    await chat.ask("/settings zone Phoenix")
    await chat.ask("/settings quiet 22-7")
    [shown] = await chat.messages_after("/settings hour 8:30")
    shown = await tap(chat, await tap(chat, shown, "Without a sound"), "07:00")
    assert "Mountain Time (America/Phoenix)" in shown["text"]
    [(zone, hour, quiet_from, quiet_until, silent)] = await rows(chat, CLOCK)
    assert (zone, str(hour)[:5], str(quiet_from)[:5], str(quiet_until)[:5]) == (
        "America/Phoenix", "07:00", "22:00", "07:00",
    )  # fmt: skip
    assert silent
    await tap(chat, shown, "Time zone")
    [shown] = await chat.messages_after("", location=BOISE)
    assert "America/Boise" in shown["text"]
    assert "There it is Friday 4 August 2017, 06:00" in shown["text"]


async def test_a_location_is_taken_unasked_but_not_for_another_question(chat: Chat) -> None:
    [shown] = await chat.messages_after("", location=BOISE)
    assert shown["text"].startswith(
        "Time zone set by your location\nTime zone: Mountain Time (America/Boise)"
    )
    [shown] = await chat.messages_after("", location={"latitude": 0.0, "longitude": -30.0})  # the open sea
    assert "There it is Friday 4 August 2017, 10:00" in shown["text"]
    await chat.ask("/subscribe")
    [refused] = await chat.messages_after("", location=BOISE)
    assert "I can read text only" in refused["text"]


async def test_a_zone_that_is_none_or_several_is_asked_again_until_it_is_one(chat: Chat) -> None:
    await chat.ask("/settings zone")
    assert "more than one time zone" in await chat.ask("El Paso")
    assert "no place and no time zone called" in await chat.ask("qwertyuiop")
    assert "Mountain Time (America/Denver)" in await chat.ask("El Paso, Texas")
    assert "I did not understand that" in await chat.ask("/settings make it louder")


async def test_only_administrators_change_what_a_group_is_told(world: World) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    kim = replace(group, person=KIM)
    for refused in ("/subscribe Baltimore", "/unsubscribe", "/settings quiet 22-7", "/start sub_houston-tx"):
        assert "only its administrators" in await kim.ask(refused)
    assert await topics(group) == []
    [shown] = await group.messages_after("/subscribe Baltimore")
    for label in ("Stop", "Once a day", "Lead times"):
        events = await kim.tap(shown, label)
        assert [event["type"] for event in events] == ["toast"], label
        assert "only its administrators" in events[0]["text"]
    assert await rows(group, RUNNING) == [("jurisdiction:psp:baltimore-md", "immediate", ",14,7,3,1,0,")]
    assert "Baltimore, Maryland" in await kim.ask("/alerts")


async def test_each_topic_has_its_own_subscriptions(world: World) -> None:
    group = await world.group(is_forum=True)
    one, other = await world.topic(group, "One"), await world.topic(group, "Two")
    await one.ask("/subscribe Baltimore")
    [shown] = await other.messages_after("/subscribe Houston")
    assert "Houston" in shown["text"]
    assert "Baltimore" not in await other.ask("/alerts")


async def test_a_channel_subscribes_by_a_post(world: World) -> None:
    body = {"type": "channel", "title": "Notices", "creator": ALEX, "administrators": [BOT]}
    async with world.http.post(f"{world.sandbox.address}/_sandbox/chats", json=body) as answer:
        made: dict[str, Any] = await answer.json()
        assert answer.status == 200, made
    channel = replace(world.chat(), id=int(made["chat_id"]))

    async def last_after(post: str) -> dict[str, Any]:
        await channel.wait_for(await channel.type(post))
        async with world.http.get(f"{world.sandbox.address}/_sandbox/state") as answer:
            messages = (await answer.json())["messages"]
        return next(m for m in reversed(messages) if m["chat"]["id"] == channel.id)

    shown = await last_after("/subscribe Baltimore")
    assert "Alerts are on" in shown["text"]
    assert (await last_after("/status Baltimore"))["text"] == "/status Baltimore"
    assert "All of Public Safety Partnership" in labels(await last_after("/subscribe"))
    assert "Stopped" in (await tap(channel, shown, "Stop"))["text"]
    assert await topics(channel) == []


async def test_a_forged_button_to_another_chats_subscription_changes_nothing(telegram: Telegram) -> None:
    chat = telegram.world.chat()
    await telegram.post(telegram.update("/subscribe Baltimore", person=7))
    await telegram.post(telegram.update("/subscribe Houston", person=8))
    forged = telegram.update("/x", person=8)
    tapped = {"id": "1", "from": forged["message"]["from"], "chat_instance": "1", "data": "a1:1:e"}
    number = forged["update_id"]
    await telegram.post({"update_id": number, "callback_query": tapped | {"message": forged["message"]}})
    await chat.wait_for(number)
    assert await topics(chat) == ["jurisdiction:psp:baltimore-md", "jurisdiction:psp:houston-tx"]

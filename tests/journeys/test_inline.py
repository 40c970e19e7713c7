"""Asked by its name in any chat, the bot offers what it would answer in its own."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.conftest import ALEX, BOT, PATIENCE_S, Chat, World


async def inline(chat: Chat, query: str) -> dict[str, Any]:
    """Ask by the bot's name; gives what is offered."""
    asked = await chat._post("inline", query=query)
    await chat.wait_for(int(asked["update_id"]))
    async with chat.http.get(f"{chat.address}/_sandbox/events?after=0&wait=0") as answer:
        events = (await answer.json())["events"]
    [found] = [
        event
        for event in events
        if event["type"] == "inline_results" and event["inline_query_id"] == asked["inline_query_id"]
    ]
    return dict(found)


async def state(chat: Chat) -> dict[str, Any]:
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        return dict(await answer.json())


async def post(chat: Chat, offered: dict[str, Any], to: Chat, number: int = 0) -> dict[str, Any]:
    """Choose one of what is offered; gives the message that is posted."""
    body = {
        "inline_query_id": offered["inline_query_id"],
        "result_id": offered["results"][number]["id"],
        "chat_id": to.id,
        "from_id": ALEX,
    }
    async with chat.http.post(f"{chat.address}/_sandbox/inline_choices", json=body) as answer:
        assert answer.status == 200, await answer.text()
    messages = (await state(chat))["messages"]
    return dict([message for message in messages if message["chat"]["id"] == to.id][-1])


@pytest.mark.parametrize("query", ["Baltimore", "balitmore", "boise", "birmingham"])
async def test_what_is_posted_says_what_the_chat_says(world: World, query: str) -> None:
    chat, group = world.chat(), await world.group()
    offered = await inline(chat, query)
    posted = await post(chat, offered, group)
    [said, *_more] = await chat.messages_after(query)
    assert posted["text"].startswith(said["text"])
    assert offered["results"][0]["title"]
    assert "[1]" not in offered["results"][0]["title"]


async def test_a_name_that_several_places_share_is_offered_for_each(world: World) -> None:
    offered = await inline(world.chat(), "springfield")
    titles = [result["title"] for result in offered["results"]]
    assert [title.partition(",")[0] for title in titles] == ["Springfield", "Springfield"]
    assert len(set(titles)) == 2


async def test_on_a_miss_a_link_leads_to_the_chat(world: World) -> None:
    offered = await inline(world.chat(), "who guards the lighthouse")
    assert offered["results"] == []
    assert offered["button"] == {"text": "No answer to this; ask me in private", "start_parameter": "inline"}


async def test_nothing_typed_yet_is_the_overview(world: World) -> None:
    [overview] = (await inline(world.chat(), ""))["results"]
    assert "Public Safety Partnership" in overview["title"] + overview["description"]


async def test_an_offer_is_kept_until_the_catalogue_changes(world: World) -> None:
    chat = world.chat()
    first, again = await inline(chat, "Baltimore"), await inline(chat, " baltimore")
    assert first["results"] == again["results"]
    assert first["cache_time"] <= 60


async def test_an_answer_that_comes_too_late_ends_nothing(world: World) -> None:
    chat = world.chat()
    async with world.http.post(
        f"{chat.address}/_sandbox/faults",
        json={"kind": "error", "code": 400, "method": "answerInlineQuery", "times": 1},
    ) as made:
        assert made.status == 200, await made.text()
    asked = await chat._post("inline", query="Baltimore")
    async with asyncio.timeout(PATIENCE_S):
        await chat.wait_for(int(asked["update_id"]))
    assert len((await inline(chat, "Baltimore"))["results"]) == 1


async def test_called_to_a_chat_that_it_is_not_in_it_answers_there_once(world: World) -> None:
    chat = world.chat()
    body = {"type": "group", "title": "Elsewhere", "creator": ALEX, "members": []}
    group_id = (await chat._post("chats", **body))["chat_id"]
    name = (await state(chat))["bot"]["username"]
    asked = await chat._post("guests", chat_id=group_id, text=f"@{name} Baltimore")
    await chat.wait_for(int(asked["update_id"]))
    said = [m for m in (await state(chat))["messages"] if m["chat"]["id"] == group_id and m["from"]["is_bot"]]
    [status] = await chat.messages_after("/status Baltimore")
    assert [message["text"] for message in said] == [status["text"]]


async def test_a_mention_in_a_group_is_a_question_where_the_bot_hears_it(world: World) -> None:
    chat = world.chat()
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [], "administrators": [BOT]}
    group = replace(chat, id=(await chat._post("chats", **body))["chat_id"])
    name = (await state(chat))["bot"]["username"]
    assert "Named a site" in await group.ask(f"@{name.upper()} Baltimore")
    assert await group.ask("Baltimore is fine in autumn") == ""


async def test_a_reply_in_a_group_is_answered_if_it_asks_something(world: World) -> None:
    group = await world.group()
    [status] = await group.messages_after("/status Stockton")
    assert (
        "Named a site"
        in (await group.messages_after("Baltimore", reply_to_message_id=status["message_id"]))[0]["text"]
    )
    assert await group.messages_after("thanks a lot", reply_to_message_id=status["message_id"]) == []

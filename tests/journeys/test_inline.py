"""Asked by its name in any chat, the bot offers what it would answer in its own."""

import asyncio
from typing import Any

import pytest

from tests.journeys.conftest import ALEX, PATIENCE_S, Chat, World


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
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
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

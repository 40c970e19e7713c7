"""The summary of a self-check: once, to the group that it was begun from, and only as its starter agreed."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.journeys.checking import Message, labels, rows, tap, walk
from tests.journeys.conftest import PATIENCE_S, Chat, World
from tests.journeys.test_check import calls, tap_in_two_calls
from tests.journeys.test_check_restart import forget_reply

KIM = 1002
SUMMARY = "Self-check · Public Safety Partnership · Baltimore, Maryland"


@dataclass(frozen=True)
class Invited:
    """A group, the private chat of somebody who followed its link, and the result of the check there."""

    group: Chat
    chat: Chat
    result: Message

    async def posted(self) -> list[str]:
        return [text for text in await self.group.said() if "As answered by" in text]


async def follow(world: World, group: Chat, chat: Chat, asked: str = "/check Baltimore") -> Message:
    """The start of a check in private, by the link in a group."""
    [offered] = await group.messages_after(asked)
    [private] = offered["reply_markup"]["inline_keyboard"][0]
    assert private["text"] == "Check in private"
    [start] = await chat.messages_after("/start " + private["url"].partition("?start=")[2])
    return start


@pytest.fixture
async def invited(world: World) -> Invited:
    chat = await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)  # Alex asked there, and Kim follows the link
    card = await tap(chat, await follow(world, group, chat), "Start")
    await tap(chat, card, "No")
    [card] = await chat.messages_after("A sheriff of ours")
    result = await tap(chat, await walk(chat, card), "Submit")
    return Invited(group, chat, result)


async def test_a_group_leads_to_a_private_check_of_the_same_place(world: World) -> None:
    group = await world.group()
    for asked, place in (("/check Baltimore", "Baltimore, Maryland"), ("/check Boise", "Boise, Idaho")):
        start = await follow(world, group, world.chat(), asked)
        assert start["text"].startswith(f"Self-check · Public Safety Partnership · {place}")
        assert "You come from “Grants desk”. Nothing is posted there unless you say so" in start["text"]
    card = await tap(world.chat(), start, "Start")
    assert card["text"].startswith("Self-check · Public Safety Partnership · Boise, Idaho")
    assert await rows(group, "SELECT count(*) FROM invitation") == [(2,)]
    await follow(world, group, world.chat(), "/check Boise")  # asked again, the link is the same
    assert await rows(group, "SELECT count(*) FROM invitation") == [(2,)]


async def test_what_is_posted_was_shown_before_and_holds_no_answer(invited: Invited) -> None:
    chat = invited.chat
    shown = await tap(chat, invited.result, "Post a summary")
    assert "This will be posted in “Grants desk”, for everybody there to read:" in shown["text"]
    assert await invited.posted() == []
    after = await post(chat, shown)
    assert after["text"] == "The summary was posted in “Grants desk” on 21 November 2026. It is posted once."
    assert (await tap(chat, after, "Back to the result"))["text"] == invited.result["text"]
    [posted] = await invited.posted()
    assert posted.startswith(SUMMARY)
    assert shown["text"].endswith(posted)
    assert "A sheriff of ours" in invited.result["text"]
    assert "A sheriff of ours" not in posted


async def test_it_is_posted_once_however_often_it_is_asked_for(invited: Invited, world: World) -> None:
    chat = invited.chat
    shown = await tap(chat, invited.result, "Post a summary")
    notes = await tap_at_once(chat, shown, 20)
    assert len(notes) == 20
    assert set(notes[1:]) <= {
        "The summary is being posted in “Grants desk”.",
        "The summary was posted in “Grants desk” on 21 November 2026. It is posted once.",
    }
    card = await settled(chat, shown)
    if "Back to the result" in labels(card):  # no tap came after the post
        card = await tap(chat, card, "Back to the result")
    [toast, *_result] = await chat.tap(card, "Post a summary")
    assert "It is posted once." in toast["text"]
    [(number,)] = await rows(chat, "SELECT max(update_id) - 1 FROM inbox")
    await forget_reply(chat, number)  # as after a kill between the post and its reply
    await (await world.restart()).wait_for(number)
    assert len(await invited.posted()) == 1


async def test_no_button_of_a_summary_takes_more_than_two_calls(invited: Invited) -> None:
    chat = invited.chat
    shown = await tap_in_two_calls(chat, invited.result, "Post a summary")
    await fail(chat, invited.group, method="getChatMember", kind="slow", seconds=1)
    before = len(await calls(chat))
    await chat.tap(shown, "Post it")
    # The tap is done with, while Telegram is still asked whether she may write in the group.
    made = [call["method"] for call in (await calls(chat))[before:] if call["method"] != "getChatMember"]
    assert made == ["answerCallbackQuery", "editMessageText"]
    assert await invited.posted() == []
    result = await tap_in_two_calls(chat, await settled(chat, shown), "Back to the result")
    assert result["text"] == invited.result["text"]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_one_that_may_have_arrived_is_repeated_only_by_hand(invited: Invited, when: str) -> None:
    chat, copies = invited.chat, int(when == "after")
    [listing] = await chat.messages_after("/results")
    earlier = await tap(chat, await tap(chat, listing, "Open 1"), "Post a summary")
    shown = await tap(chat, invited.result, "Post a summary")
    await fail(chat, invited.group, kind="cut", when=when)
    doubt = await post(chat, shown)
    assert len(await invited.posted()) == copies
    assert doubt["text"].startswith("An earlier attempt may have arrived.")
    assert doubt["text"].endswith(shown["text"])
    assert (await tap(chat, earlier, "Post it"))["text"] == doubt["text"]
    assert len(await invited.posted()) == copies
    result = await tap(chat, doubt, "Back to the result")
    await post(chat, await tap(chat, result, "Post a summary"))
    assert len(await invited.posted()) == copies + 1


async def test_who_left_the_group_posts_nothing_there(invited: Invited, world: World) -> None:
    kim, group = invited.chat, invited.group
    shown = await tap(kim, invited.result, "Post a summary")
    body: dict[str, Any] = {"chat_id": group.id, "from_id": KIM, "user_id": KIM, "action": "remove"}
    async with world.http.post(f"{world.sandbox.address}/_sandbox/membership", json=body) as answer:
        assert answer.status == 200, await answer.text()
    assert (await post(kim, shown))["text"].startswith("Nothing was posted: I cannot see that you may write")
    assert await invited.posted() == []
    assert await rows(kim, "SELECT attempts FROM check_group") == [(0,)]


async def test_what_a_group_does_not_take_can_be_posted_later(invited: Invited) -> None:
    chat = invited.chat
    shown = await tap(chat, invited.result, "Post a summary")
    why = "Bad Request: not enough rights to send text messages to the chat"
    await fail(chat, invited.group, kind="error", code=400, description=why)
    failed = await post(chat, shown)
    assert (
        failed["text"] == "The summary could not be posted in “Grants desk”: I may not write there any more."
    )
    result = await tap(chat, failed, "Back to the result")
    await post(chat, await tap(chat, result, "Post a summary"))
    assert len(await invited.posted()) == 1


async def test_a_check_begun_in_a_topic_posts_its_summary_there(world: World) -> None:
    await world.newcomer(KIM, "Kim")
    topic = await world.topic(await world.group(KIM, is_forum=True), "Grants")
    [start] = await topic.messages_after("/check Baltimore")
    result = await tap(topic, await walk(topic, await tap(topic, start, "Start")), "Submit")
    [toast] = await replace(topic, person=KIM).tap(result, "Post a summary")
    assert toast["text"].startswith("This is the check of Alex")
    shown = await tap(topic, result, "Post a summary")
    await post(topic, shown)
    [message] = [message for message in await messages(topic) if "As answered by Alex" in message["text"]]
    assert message["message_thread_id"] == topic.topic


async def test_a_check_from_no_group_is_posted_nowhere(chat: Chat) -> None:
    [start] = await chat.messages_after("/start c_psp_zzzzzzzz")  # a number that nobody was given
    assert "You come from" not in start["text"]
    result = await tap(chat, await walk(chat, await tap(chat, start, "Start")), "Submit")
    assert "Post a summary" not in labels(result)


async def post(chat: Chat, shown: Message) -> Message:
    """Tap "Post it"; gives the card once it says what became of it."""
    await chat.tap(shown, "Post it")
    return await settled(chat, shown)


async def settled(chat: Chat, card: Message) -> Message:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            [found] = [m for m in await messages(chat) if m["message_id"] == card["message_id"]]
            if not found["text"].startswith("The summary is being posted"):
                return found
            await asyncio.sleep(0.05)


async def messages(chat: Chat) -> list[Message]:
    """What the bot has said in a chat, as it reads now."""
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        found = (await answer.json())["messages"]
    return [m for m in found if m["chat"]["id"] == chat.id and m["from"]["is_bot"]]


async def tap_at_once(chat: Chat, message: Message, times: int) -> list[str]:
    """Tap "Post it" so often before anything follows; gives the toasts."""
    [post] = message["reply_markup"]["inline_keyboard"][0]
    given = {"message_id": message["message_id"], "data": post["callback_data"]}
    before = await chat._last_seq()
    posted = await asyncio.gather(*(chat._post("taps", **given) for _ in range(times)))
    for one in posted:
        await chat.wait_for(one["update_id"])
    return [event["text"] for event in await chat._events(before) if event["type"] == "toast"]


async def fail(chat: Chat, group: Chat, **fault: Any) -> None:
    """The next message to the group goes wrong."""
    given = {"method": "sendMessage", "chat_id": group.id, **fault}
    async with chat.http.post(f"{chat.address}/_sandbox/faults", json=given) as answer:
        assert answer.status == 200, await answer.text()

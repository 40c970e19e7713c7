"""A self-check outlives the bot: stopped after every step, it comes to the same result."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from tests.journeys.checking import OTHERS, Message, begin, labels, rows, tap, title, walk, write
from tests.journeys.conftest import Chat, Start, World
from tests.sizes import ENGINES

MIXED = {"Access: in writing?": "Partly", "Advance notice of release": "Not sure"}
STORIES = {"the jail is another government's": OTHERS, "the jail is ours": MIXED}


async def outcome(chat: Chat) -> list[tuple[object, ...]]:
    return await rows(chat, "SELECT verdict, content_sha256, rows FROM check_result ORDER BY check_id")


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("answers", STORIES.values(), ids=STORIES)
async def test_a_restart_after_every_step_gives_the_same_result(
    world: World, answers: Mapping[str, str]
) -> None:
    chat = world.chat()
    await tap(chat, await walk(chat, await begin(chat), answers), "Submit")
    [whole] = await outcome(chat)
    card: Message = await begin(chat)
    while question := title(card):
        chat = await world.restart()
        wanted = "Continue" if "Continue" in labels(card) else answers.get(question, "Yes")
        card = await tap(chat, card, wanted)
    chat = await world.restart()
    await tap(chat, card, "Submit")
    assert await outcome(chat) == [whole, whole]


async def test_an_update_handled_again_counts_once_and_shows_the_right_card(world: World) -> None:
    chat = world.chat()
    card = await begin(chat)
    asking = await tap(chat, await tap(chat, card, "Yes"), "Not applicable")
    number = await chat.type("A lockup of two hours")
    await chat.wait_for(number)
    before = await rows(chat, "SELECT rev, question_id, value, reason FROM check_answer ORDER BY id")
    # As after a kill between the step and its reply: applied, and not done.
    for again in range(2):
        await forget_reply(chat, number)
        chat = await world.restart()
        await chat.wait_for(number)
        said = (await chat.said())[-1]
        assert "Access: a practice?" in said, again
    assert await rows(chat, "SELECT rev, question_id, value, reason FROM check_answer ORDER BY id") == before
    assert "Why does it not apply?" in asking["text"]


@pytest.mark.parametrize("label", ["Yes", "Submit", "Start"])
async def test_a_tap_handled_again_counts_once_and_shows_where_it_led(world: World, label: str) -> None:
    chat = world.chat()
    if label == "Start":
        [card] = await chat.messages_after("/check")
    else:
        card = await begin(chat)
        card = await walk(chat, card) if label == "Submit" else card
    events = await chat.tap(card, label)
    shown = events[-1]["message"]["text"]
    [(number,)] = await rows(chat, "SELECT max(update_id) FROM inbox")
    before = await rows(chat, "SELECT sid, rev, state FROM check_session")
    await forget_reply(chat, number)
    seen = await chat._last_seq()
    chat = await world.restart()
    await chat.wait_for(number)
    events = await chat._events(seen)
    again = [e["message"]["text"] for e in events if e["type"] in ("message", "edit")]
    assert all(text == shown for text in again)
    # It is the same tap, not one on an old card.
    assert [e["text"] for e in events if e["type"] == "toast" and e["text"]] == []
    assert await rows(chat, "SELECT sid, rev, state FROM check_session") == before
    [live] = [m for m in await chat.said() if m == shown]
    assert live == shown


async def test_a_shelved_check_is_taken_up_again(start: Start) -> None:
    world = await start(clock="2026-11-21T12:00:00-05:00")
    chat = world.chat()
    card = await tap(chat, await begin(chat), "Yes")
    async with chat.database.write() as connection:
        await connection.execute(text("UPDATE check_session SET expires_at = '2026-10-01 00:00:00+00:00'"))
    left = await tap(chat, card, "Yes")
    assert "left alone for a while" in left["text"]
    card = await write(chat, "/check")
    assert title(card) == "Access: in writing?"
    assert title(await tap(chat, card, "Yes")) == "Access: every facility?"


async def forget_reply(chat: Chat, update_id: int) -> None:
    async with chat.database.write() as connection:
        await connection.execute(
            text("UPDATE inbox SET done_at = NULL WHERE update_id = :id"), {"id": update_id}
        )

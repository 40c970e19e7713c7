"""What could not be answered waits for an editor, and whoever asked is told the answer."""

import asyncio

import pytest
from sqlalchemy import text

from storage import misses
from tests.journeys.asking import desk, inline, name
from tests.journeys.conftest import ALEX, PATIENCE_S, Chat, Start, World

EDITOR = ALEX
ASKED = "Who guards the lighthouse?"
MEANS = "Baltimore"


@pytest.fixture
async def world(start: Start) -> World:
    return await start(owners=(EDITOR,))


async def bea(world: World) -> Chat:
    """Somebody who is no editor."""
    return await world.newcomer(2002, "Bea")


async def told(chat: Chat, count: int) -> list[str]:
    """What the bot has said here, once there are so many messages."""
    async with asyncio.timeout(PATIENCE_S):
        while len(said := await chat.said()) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return said


async def test_an_editor_answers_in_words_and_the_asker_is_told_once(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    await asker.ask(ASKED.lower())
    listed = await editor.ask("/misses")
    assert listed.count("lighthouse") == 1  # twice the same from one person
    assert "2002" not in listed
    assert "1 chat is told" in await editor.ask("/misses 1 say A keeper; see the harbour's list.")
    said = await told(asker, 3)
    assert said[2].startswith("You asked on ")
    assert "An editor of this bot answered on" in said[2]
    assert said[2].endswith("A keeper; see the harbour's list.")
    assert await editor.ask("/misses") == "No question and no report waits."
    assert "does not wait" in await editor.ask("/misses 1 say Again")


async def test_a_question_that_an_editor_taught_is_answered_from_then_on(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    assert "1 chat is told" in await editor.ask(f"/misses 1 means {MEANS}")
    said = await told(asker, 2)
    assert "I can answer that now:" in said[1]
    assert "Named a site" in said[1]
    assert "Named a site" in await asker.ask("who guards the lighthouse")


async def test_a_second_copy_of_an_answer_says_so(world: World) -> None:
    """Telegram's answer to the first is lost, so nobody knows whether it arrived."""
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    fault = {"kind": "cut", "method": "sendMessage", "when": "after", "chat_id": asker.id, "times": 1}
    async with world.http.post(f"{world.sandbox.address}/_sandbox/faults", json=fault) as made:
        assert made.status == 200, await made.text()
    await editor.ask("/misses 1 say A keeper.")
    first, second = (await told(asker, 3))[1:]
    assert second == f"Repeat: the first copy could not be confirmed.\n{first}"


async def test_an_answered_question_is_taught_by_one_command_and_untaught_by_another(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    missed = await asker.ask(ASKED)
    await editor.ask("/misses 1 say A keeper.")
    await told(asker, 2)  # or the answer comes between what is asked below
    assert (
        await editor.ask(f"/misses 1 means {MEANS}") == "From now on it is answered as that; nobody is told."
    )
    assert "Named a site" in await asker.ask(ASKED)
    assert (await editor.ask("/misses 1 forget")).startswith("Forgotten:")
    assert await asker.ask(ASKED) == missed
    assert "was taught no meaning" in await editor.ask("/misses 1 forget")


@pytest.mark.parametrize("means", ["/wherever Baltimore", "/ask Who lights the lamp?"])
async def test_a_command_that_does_not_answer_teaches_nothing(world: World, means: str) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    assert "so nothing was changed" in await editor.ask(f"/misses 1 means {means}")


async def test_the_same_question_through_any_door_is_one_miss_and_its_chat_is_told(world: World) -> None:
    asker, editor, group = await bea(world), world.chat(), await desk(world)
    await asker.ask(ASKED)
    await asker.ask(f"/ask {ASKED}")
    await group.ask(f"@{await name(group)} {ASKED}")
    [start] = await group.messages_after("/start")
    await group.messages_after(ASKED, reply_to_message_id=start["message_id"])
    listed = await editor.ask("/misses")
    assert listed.startswith("1 question or report waits")
    assert "2 askers, first " in listed
    assert "2 chats are told" in await editor.ask("/misses 1 say A keeper.")
    assert "A keeper." in (await told(asker, 3))[-1]
    assert "A keeper." in (await told(group, 4))[-1]


async def test_what_was_taught_is_offered_inline_at_once(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    assert (await inline(asker, ASKED))["results"] == []
    await editor.ask(f"/misses 1 means {MEANS}")
    assert "Baltimore" in (await inline(asker, ASKED))["results"][0]["title"]


async def test_what_the_bot_cannot_answer_either_teaches_nothing(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    assert "so nothing was changed" in await editor.ask("/misses 1 means Who lights the lamp?")
    assert ASKED in await editor.ask("/misses 1")
    async with world.database.read() as connection:
        assert await misses.taught(connection) == {}


async def test_a_report_waits_in_the_same_place_and_its_answer_is_told(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    [status] = await asker.messages_after("/status Baltimore")
    await asker.tap(status, "Report an error")
    await asker.ask("The third line is a day early.")
    assert "about Baltimore, Maryland, asker " in await editor.ask("/misses")
    [whole] = await editor.messages_after("/misses 1")
    [seen] = [e["message"]["text"] for e in await editor.tap(whole, "What they saw") if e["type"] == "edit"]
    assert seen == status["text"]
    await editor.ask("/misses 1 say The line was checked and stands.")
    assert (await told(asker, 4))[3].startswith("You reported on ")


async def test_a_dropped_miss_is_told_to_nobody(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    assert await editor.ask("/misses 1 drop") == "Dropped; nobody is told."
    assert "Dropped on" in await editor.ask("/misses 1")
    async with world.database.read() as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM delivery"))) == 0


async def test_where_it_came_from_is_forgotten_once_the_answer_is_sent(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    async with world.database.write() as connection:
        assert await misses.forget_askers(connection) == 0
    await editor.ask("/misses 1 say A keeper.")
    await told(asker, 2)
    async with world.database.write() as connection:
        await misses.forget_askers(connection)
    async with world.database.read() as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM miss WHERE chat_id IS NOT NULL"))) == 0


async def test_to_everybody_else_there_is_no_such_command(world: World) -> None:
    assert (await (await bea(world)).ask("/misses")).startswith("I do not know the command /misses.")


async def test_the_queue_is_not_shown_in_a_group(world: World) -> None:
    assert (await (await world.group()).ask("/misses")).startswith("I do not know the command /misses.")


async def test_what_is_not_understood_changes_nothing(world: World) -> None:
    asker, editor = await bea(world), world.chat()
    await asker.ask(ASKED)
    for rest in ("x", "1 say", "1 means", "1 drop it", "1 forget it", "1 eat", "-1", "1" * 20):
        assert "Write /misses" in await editor.ask(f"/misses {rest}"), rest
    assert ASKED in await editor.ask("/misses")

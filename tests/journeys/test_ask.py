"""Plain questions: the same answer through every door, and a question that goes on from the one before."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.programs import Program
from storage import programs
from tests.journeys.asking import as_guest, desk, elsewhere, inline, name, on_the_command_line, post
from tests.journeys.conftest import PATIENCE_S, Chat, World

ANSWERED = (
    "which cities got letters",
    "how many sites were named in 2019",
    "when was the reply due",
    "did stockton reply",
    "is albuquerque a sanctuary city",
    "balitmore",
    "boise",
    "baltimore 2017-08-10",
)
ASKED_BACK = ("springfield", "jackson", "stockton 8/10/2017")
MISSED = "what does the police of baltimore spend on horses"


@pytest.fixture
async def stranger(world: World) -> Chat:
    """Somebody who has asked nothing yet, so that nothing is gone on from."""
    return await world.newcomer(2002, "Bea")


async def by_name(group: Chat, text: str) -> str:
    return await group.ask(f"@{await name(group)} {text}")


async def in_reply(group: Chat, text: str, after: str = "/start") -> str:
    """Reply in a group to something that the bot has said."""
    said = await group.messages_after(after)
    answers = await group.messages_after(text, reply_to_message_id=said[-1]["message_id"])
    return "\n\n".join(message["text"] for message in answers)


async def test_every_door_says_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    chat, group, other, far = world.chat(), await desk(world), await world.group(), await elsewhere(world)
    for question in ANSWERED:
        messages = [message["text"] for message in await chat.messages_after(question)]
        said = "\n\n".join(messages)
        assert said, question
        assert await chat.ask(f"/ask {question}") == said
        assert await group.ask(f"/ask {question}") == said
        assert await by_name(group, question) == said
        assert await in_reply(group, question) == said
        assert await in_reply(other, question) == said
        assert await on_the_command_line(world, question, capsys) == said
        posted = (await post(chat, await inline(chat, question), other))["text"]
        assert (await as_guest(far, question)) == [posted]
        if len(messages) == 1:
            assert posted == said
        else:
            assert posted == f"{messages[0]}\n\nThe rest of this answer, in a chat with me"


async def test_every_door_asks_back_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    chat, group, far = world.chat(), await desk(world), await elsewhere(world)
    for question in ASKED_BACK:
        [message] = await chat.messages_after(question)
        said = message["text"]
        options = [key["text"] for row in message["reply_markup"]["inline_keyboard"] for key in row]
        assert await chat.ask(f"/ask {question}") == said
        assert await by_name(group, question) == said
        assert await in_reply(group, question) == said
        assert await on_the_command_line(world, question, capsys) == said
        [guest] = await as_guest(far, question)
        assert guest.startswith(f"{said}\n• {options[0]}\n")
        offered = (await inline(chat, question))["results"]
        assert len(offered) > 1
        assert all(option in one["title"] for option, one in zip(options, offered, strict=False))


async def test_every_door_says_that_it_does_not_know(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    chat, group, far = world.chat(), await desk(world), await elsewhere(world)
    said = await chat.ask(MISSED)
    noted = "I've noted the question; an editor may answer it here.\n"
    assert said == f"I have no sourced answer to that.\n{noted}Nearest that I can answer:"
    assert await chat.ask(f"/ask {MISSED}") == said
    assert await group.ask(f"/ask {MISSED}") == said
    assert await by_name(group, MISSED) == said
    assert await in_reply(group, MISSED) == said
    # Nobody can be told there, so nothing is noted.
    unnoted = said.replace(noted, "")
    assert await on_the_command_line(world, MISSED, capsys) == unnoted
    [guest] = await as_guest(far, MISSED)
    assert guest.startswith(f"{unnoted}\n• ")
    assert guest.endswith("Ask me in private, and the editors are told")
    assert (await inline(chat, MISSED))["button"]["text"] == "No answer to this; ask me in private"


async def test_a_question_goes_on_from_the_one_before(world: World, stranger: Chat) -> None:
    chat = world.chat()
    assert "Baltimore" in await chat.ask("did baltimore reply")
    assert await chat.ask("and Stockton?") == await stranger.ask("did stockton reply")


async def test_each_person_of_a_group_goes_on_from_their_own(world: World, stranger: Chat) -> None:
    group = await desk(world)
    await world.chat()._post("membership", chat_id=group.id, action="add", user_id=stranger.person)
    bea = replace(group, person=stranger.person)
    await group.ask("/ask did baltimore reply")
    assert await bea.ask("/ask and stockton?") != await group.ask("/ask and stockton?")


async def test_the_command_line_asks_for_a_day_as_the_chat_does(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    on_that_day = await world.chat().ask("baltimore 2017-08-10")
    assert "as of 10 August 2017" in on_that_day
    assert await on_the_command_line(world, "baltimore", capsys, as_of="2017-08-10") == on_that_day


async def test_a_question_by_name_alone_says_how_to_ask(world: World) -> None:
    how = await world.chat().ask("/ask")
    assert "/ask which cities got letters" in how
    assert await by_name(await desk(world), "") == how


async def test_what_people_say_to_each_other_in_a_group_is_not_answered(world: World) -> None:
    """Also where the bot hears it: in reply to somebody else, about the bot's own subject, or a thanks."""
    group = await desk(world)
    assert await group.ask("Which cities got letters?") == ""
    hers = (await group._post("messages", text="Baltimore is fine in autumn"))["message_id"]
    assert await group.messages_after("which cities got letters", reply_to_message_id=hers) == []
    assert await in_reply(group, "thanks a lot") == ""
    assert await by_name(group, "did stockton reply")
    assert await group.ask(f"@{await name(group)}_two did stockton reply") == ""


async def test_named_in_reply_to_somebody_else_the_bot_answers(world: World) -> None:
    group = await desk(world)
    hers = (await group._post("messages", text="Who knows?"))["message_id"]
    asked = f"@{await name(group)} which cities got letters"
    assert await group.messages_after(asked, reply_to_message_id=hers)


async def test_a_new_revision_answers_as_soon_as_it_is_stored(world: World, psp: Program) -> None:
    chat = world.chat()
    before = await chat.ask("when was the reply due")
    offered = await inline(chat, "when was the reply due")
    edited = tuple(replace(d, title="Send word by post") for d in psp.deadlines)
    async with world.database.write(lock="apply") as connection:
        stored = [(replace(psp, deadlines=edited), "0" * 64)]
        await programs.apply(connection, stored, datetime.now(UTC))
    async with asyncio.timeout(PATIENCE_S):
        while (after := await chat.ask("when was the reply due")) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert "Send word by post" in after
    again = await inline(chat, "when was the reply due")
    assert again["results"] != offered["results"]
    assert (await post(chat, again, await world.group()))["text"].startswith(after[:500])

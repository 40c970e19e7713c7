"""Plain questions: the same answer through every door, and a question that goes on from the one before."""

from dataclasses import replace

import pytest

from messages.markup import Html
from messages.message import Message
from messages.plaintext import read
from tests.journeys.conftest import ALEX, BOT, Chat, World
from tests.journeys.test_inline import inline, post, state

QUESTIONS = (
    "which cities got letters",
    "how many sites were named in 2019",
    "when was the reply due",
    "did stockton reply",
    "is albuquerque a sanctuary city",
    "balitmore",
)


async def desk(world: World) -> Chat:
    """A group that the bot leads, so that it hears what is said there."""
    chat = world.chat()
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [], "administrators": [BOT]}
    return replace(chat, id=(await chat._post("chats", **body))["chat_id"])


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_door_says_the_same(world: World, question: str) -> None:
    chat, group, other = world.chat(), await desk(world), await world.group()
    name = (await state(chat))["bot"]["username"]
    said = await chat.ask(question)
    assert said
    assert await chat.ask(f"/ask {question}") == said
    assert await group.ask(f"/ask {question}") == said
    assert await group.ask(f"@{name} {question}") == said
    assert said.startswith((await post(chat, await inline(chat, question), other))["text"][:1000])


async def test_a_question_goes_on_from_the_one_before(world: World) -> None:
    chat = world.chat()
    assert "Baltimore" in await chat.ask("did baltimore reply")
    after = await chat.ask("and Stockton?")
    assert after == await chat.ask("did stockton reply")


async def test_each_person_of_a_group_goes_on_from_their_own(world: World) -> None:
    group = await desk(world)
    await world.newcomer(2002, "Bea")
    await world.chat()._post("membership", chat_id=group.id, action="add", user_id=2002)
    bea = replace(group, person=2002)
    asked = await group.ask("/ask did baltimore reply")
    assert asked
    assert await bea.ask("/ask and stockton?") != await group.ask("/ask and stockton?")


async def test_a_miss_says_so_and_is_noted_once_for_the_editors(world: World) -> None:
    chat = world.chat()
    said = await chat.ask("what does the police of baltimore spend on horses")
    assert said.startswith("I have no sourced answer to that.")
    assert "I've noted the question" in said


async def test_the_command_alone_says_how(world: World) -> None:
    assert "/ask which cities got letters" in await world.chat().ask("/ask")


def test_a_terminal_reads_what_the_chat_reads() -> None:
    assert read(Message(Html("<b>a</b> &lt;b&gt;"))) == "a <b>"

"""Walking through a self-check as a person does: taps, words, and what is then on the card."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from tests.journeys.conftest import Chat

Message = dict[str, Any]

# The shortest way through the bundled form: the jail is another government's.
OTHERS = {"Who runs the jail": "No"}


async def begin(chat: Chat, asked: str = "/check Baltimore") -> Message:
    """The first card of a new check."""
    [start] = await chat.messages_after(asked)
    return await tap(chat, start, "Start")


async def tap(chat: Chat, message: Message, label: str) -> Message:
    """Tap a button and read the message that then shows the check."""
    events = await chat.tap(message, label)
    [shown] = [
        event["message"]
        for event in events
        if event["type"] in ("message", "edit") and event["chat_id"] == chat.id
    ]
    return dict(shown)


async def write(chat: Chat, words: str) -> Message:
    """Write something and read the one message that answers it."""
    [shown] = await chat.messages_after(words)
    return shown


def labels(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def title(card: Message) -> str:
    """The title of the question on a card; empty on any other screen."""
    found = re.search(r"^Question \d+, at most \d+ — (.*)$", card["text"], re.MULTILINE)
    return found[1] if found else ""


async def walk(chat: Chat, card: Message, answers: Mapping[str, str] = OTHERS, usual: str = "Yes") -> Message:
    """Answer every question, each by its title or as usual, up to the review."""
    while question := title(card):
        wanted = "Continue" if "Continue" in labels(card) else answers.get(question, usual)
        card = await tap(chat, card, wanted)
    assert "Submit" in labels(card), card["text"]
    return card


async def paper(chat: Chat, result: dict[str, Any], label: str) -> tuple[str, bytes]:
    """Tap a button under the result; gives the file's name and bytes."""
    events = await chat.tap(result, label)
    assert [event["type"] for event in events] == ["toast", "message"]
    document = events[1]["message"]["document"]
    address = f"{chat.address}/_sandbox/files/{document['file_unique_id']}"
    async with chat.http.get(address) as answer:
        assert answer.status == 200
        return document["file_name"], await answer.read()


async def rows(chat: Chat, query: str) -> list[tuple[Any, ...]]:
    """What the store holds."""
    async with chat.database.read() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def state(chat: Chat) -> list[tuple[Any, ...]]:
    """Every check and every answer: what a tap that changes nothing leaves alone."""
    checks = await rows(chat, "SELECT sid, rev, state, at, asks FROM check_session ORDER BY id")
    answers = await rows(chat, "SELECT rev, question_id, value, reason FROM check_answer ORDER BY id")
    return [*checks, *answers]

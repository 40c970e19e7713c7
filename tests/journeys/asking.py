"""Asking by other doors than a chat of one's own: inline, as a guest, and on the command line."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot import commands
from tests.journeys.conftest import ALEX, BOT, Chat, World

_ADDRESS = re.compile(r" <https?://[^>]*>")
_BUTTONS = re.compile(r"(\[[^\]]+\] ?)+")


async def state(chat: Chat) -> dict[str, Any]:
    async with chat.http.get(f"{chat.address}/_sandbox/state") as answer:
        return dict(await answer.json())


async def name(chat: Chat) -> str:
    """The bot's."""
    return str((await state(chat))["bot"]["username"])


async def inline(chat: Chat, query: str) -> dict[str, Any]:
    """Ask by the bot's name; gives what is offered."""
    before = await chat._last_seq()
    asked = await chat._post("inline", query=query)
    await chat.wait_for(int(asked["update_id"]))
    [found] = [
        event
        for event in await chat._events(before)
        if event["type"] == "inline_results" and event["inline_query_id"] == asked["inline_query_id"]
    ]
    return dict(found)


async def post(chat: Chat, offered: dict[str, Any], to: Chat, number: int = 0) -> dict[str, Any]:
    """Choose one of what is offered; gives the message that is posted."""
    await chat._post(
        "inline_choices",
        inline_query_id=offered["inline_query_id"],
        result_id=offered["results"][number]["id"],
        chat_id=to.id,
        from_id=ALEX,
    )
    messages = (await state(chat))["messages"]
    return dict([message for message in messages if message["chat"]["id"] == to.id][-1])


async def desk(world: World) -> Chat:
    """A group that the bot leads, so that it hears all that is said there."""
    chat = world.chat()
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [], "administrators": [BOT]}
    return replace(chat, id=(await chat._post("chats", **body))["chat_id"])


async def elsewhere(world: World) -> Chat:
    """A group that the bot is not in."""
    chat = world.chat()
    body = {"type": "group", "title": "Elsewhere", "creator": ALEX, "members": []}
    return replace(chat, id=(await chat._post("chats", **body))["chat_id"])


async def as_guest(group: Chat, text: str) -> list[str]:
    """Call the bot by its name to a group that it is not in; gives what it says there."""
    before = len(await group.said())
    asked = await group._post("guests", text=f"@{await name(group)} {text}".strip())
    await group.wait_for(int(asked["update_id"]))
    return (await group.said())[before:]


async def on_the_command_line(
    world: World, text: str, printed: pytest.CaptureFixture[str], *, as_of: str = ""
) -> str:
    """What `proviso ask` prints, without addresses and buttons, which a chat does not show as text."""
    printed.readouterr()
    await commands.ask(world.settings, text, as_of, "")
    lines = _ADDRESS.sub("", printed.readouterr().out).splitlines()
    return "\n".join(line for line in lines if not _BUTTONS.fullmatch(line)).strip()

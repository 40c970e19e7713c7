"""The self-check in chat: begun, answered, reviewed, submitted and read, whatever happens on the way."""

from typing import Any

from tests.journeys.conftest import Chat, World

Message = dict[str, Any]


async def begin(chat: Chat, asked: str = "/check Baltimore") -> Message:
    """The first card of a new check."""
    [start] = await chat.messages_after(asked)
    return await tap(chat, start, "Start")


async def tap(chat: Chat, message: Message, label: str) -> Message:
    """Tap a button and read the message that then shows the check."""
    events = await chat.tap(message, label)
    shown = [e["message"] for e in events if e["type"] in ("message", "edit")]
    assert len(shown) == 1, events
    return shown[0]


async def test_x(world: World) -> None:
    chat = world.chat()
    [start] = await chat.messages_after("/check Baltimore")
    print(start)
    print(await chat.tap(start, "Start"))
    assert 0

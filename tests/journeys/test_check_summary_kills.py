"""The bot's process, killed with -9 while a summary is posted: it is there once, or its starter is asked."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.journeys.checking import Message, rows, tap
from tests.journeys.conftest import PATIENCE_S, World
from tests.journeys.forked import Forked
from tests.journeys.test_check_kills import as_process
from tests.journeys.test_check_summary import Invited, invited, messages
from tests.sizes import ENGINES, IS_SOAK

__all__ = ["invited"]

MOMENTS = (
    ("answerCallbackQuery", "before"),
    ("editMessageText", "before"),
    ("editMessageText", "after"),
    ("editMessageText", "answered"),
    ("getChatMember", "before"),
    ("getChatMember", "answered"),
    ("sendMessage", "before"),
    ("sendMessage", "after"),
    ("sendMessage", "answered"),
    ("the second editMessageText", "before"),
    ("the second editMessageText", "after"),
    ("the second editMessageText", "answered"),
)
# Where a kill may cost a copy, or the word of it.
TELLING = (("getChatMember", "answered"), *MOMENTS[6:10])
DOUBT = "An earlier attempt may have arrived."


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_killed_at_each_moment_a_summary_is_posted_once_or_asked_about(
    invited: Invited, world: World, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chat, card, before = invited.chat, invited.result, 0
    await world.bot.aclose()
    async with as_process(world, tmp_path) as bot:
        for method, when in MOMENTS if IS_SOAK else TELLING:
            shown = await tap(chat, card, "Post a summary")
            card = await post_and_die(invited, bot, shown, method, when)
            copies, before = len(await invited.posted()) - before, len(await invited.posted())
            if card["text"].startswith(DOUBT):
                assert method == "sendMessage"
                assert copies == (when != "before")
            else:
                assert card["text"].startswith("The summary was posted in “Grants desk”")
                assert copies == 1, (method, when)
            card = await tap(chat, card, "Back to the result")
            await forget_posting(invited)
    record_property("counted", f"{bot.kills} kills: each posted once, or asked about")


async def post_and_die(invited: Invited, bot: Forked, shown: Message, method: str, when: str) -> Message:
    """Tap "Post it"; the process is killed at this moment. Gives the card once it says what became of it."""
    chat = invited.chat
    *later, method = method.split()
    of = {"editMessageText": chat.id, "answerCallbackQuery": None}.get(method, invited.group.id)
    where = {"method": method} | ({"chat_id": of} if of else {})
    if later:  # the first one is no more than late
        await order(invited, kind="slow", seconds=0.01, **where)
    await order(invited, kind="kill", when=when, **where)
    [[button], *_rest] = shown["reply_markup"]["inline_keyboard"]
    number = (await chat._post("taps", message_id=shown["message_id"], data=button["callback_data"]))[
        "update_id"
    ]
    await bot.start_again()
    await chat.wait_for(number)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await let_a_minute_pass(invited)
            if await rows(
                chat, "SELECT 1 FROM check_group WHERE state IN ('posted', 'doubtful') AND card_id IS NULL"
            ):
                [found] = [m for m in await messages(chat) if m["message_id"] == shown["message_id"]]
                return found
            await asyncio.sleep(0.05)


async def order(invited: Invited, **fault: Any) -> None:
    async with invited.chat.http.post(f"{invited.chat.address}/_sandbox/faults", json=fault) as made:
        assert made.status == 200, await made.text()


async def let_a_minute_pass(invited: Invited) -> None:
    """What the killed process had in hand is free to take over."""
    async with invited.chat.database.write() as connection:
        await connection.execute(text("UPDATE check_group SET lease_until = NULL"))


async def forget_posting(invited: Invited) -> None:
    async with invited.chat.database.write() as connection:
        await connection.execute(text("UPDATE check_group SET attempts = 0, state = NULL, posted_at = NULL"))

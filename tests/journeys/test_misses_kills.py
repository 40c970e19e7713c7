"""Killed with -9 while a miss is noted, answered or taught: it is noted, told and learned once."""

import asyncio
from pathlib import Path

import pytest

from tests.journeys.checking import rows
from tests.journeys.conftest import ALEX, PATIENCE_S, Chat, Start, World
from tests.journeys.forked import Forked
from tests.journeys.test_check_kills import CLOCK, as_process
from tests.sizes import IS_SOAK

ASKED = "Who guards the lighthouse?"
MOMENTS = ("before", "after", "answered") if IS_SOAK else ("after",)


async def killed_during(bot: Forked, world: World, chat: Chat, typed: str, when: str, **more: object) -> None:
    """Type something; the process is killed while it answers, and started again."""
    fault = {"kind": "kill", "method": "sendMessage", "when": when, "chat_id": chat.id}
    async with world.http.post(f"{world.sandbox.address}/_sandbox/faults", json=fault) as made:
        assert made.status == 200, await made.text()
    number = await chat.type(typed, **more)
    await bot.start_again()
    await chat.wait_for(number)


async def until_told(chat: Chat, words: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not any(words in said for said in await chat.said()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.soak
@pytest.mark.parametrize("when", MOMENTS)
async def test_a_miss_is_noted_answered_and_told_once_and_a_question_goes_on(
    start: Start, tmp_path: Path, when: str
) -> None:
    world = await start(clock=CLOCK)
    asker, editor = await world.newcomer(2002, "Bea"), world.chat()
    await world.bot.aclose()
    async with as_process(world, tmp_path, PROVISO_OWNERS=str(ALEX)) as bot:
        await killed_during(bot, world, asker, ASKED, when)
        assert [tuple(row) for row in await rows(editor, "SELECT text, state FROM miss")] == [(ASKED, "open")]
        assert len(await asker.said()) in (1, 2)  # a reply is repeated at most once
        await killed_during(bot, world, editor, "/misses 1 say A keeper.", when)
        assert "1 chat is told" in (await editor.said())[-1]
        await until_told(asker, "A keeper.")
        await killed_during(bot, world, editor, "/misses 1 means Baltimore", when)
        assert [tuple(row) for row in await rows(editor, "SELECT means FROM learned")] == [("Baltimore",)]
        assert "Named a site" in await asker.ask(ASKED)
        assert sum("A keeper." in said for said in await asker.said()) == 1
        assert [tuple(row) for row in await rows(editor, "SELECT state FROM delivery")] == [("sent",)]
        said = await editor.ask("did stockton reply")
        await asker.ask("did baltimore reply")
        await killed_during(bot, world, asker, "and Stockton?", when)
        assert (await asker.said())[-1] == said

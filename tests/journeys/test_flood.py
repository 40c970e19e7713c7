"""A flood over HTTP: a few answers, one notice, and nobody else waits."""

import asyncio
from time import monotonic

from sqlalchemy import text

from bot.intake.flood import Limits
from tests.journeys.conftest import Start, Telegram, World

MESSAGES = 1_000
NOTICE = "That is faster than I can answer"


async def test_a_thousand_messages_get_twenty_answers_and_one_notice_and_hold_up_nobody(
    telegram: Telegram,
) -> None:
    world = telegram.world
    other = await world.newcomer(4001, "Sam")
    at_once = asyncio.Semaphore(32)

    async def write() -> None:
        async with at_once:
            assert await telegram.post(telegram.update("/help")) == 200

    began = monotonic()
    flood = asyncio.gather(*(write() for _ in range(MESSAGES)))
    await asyncio.sleep(0.5)
    asked = telegram.update("/status Baltimore", 4001)
    assert await telegram.post(asked) == 200
    async with asyncio.timeout(10):
        await other.wait_for(asked["update_id"])
    await flood
    took = monotonic() - began
    async with asyncio.timeout(60):
        while await waiting(world):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    said = await world.chat().said()
    notices = [line for line in said if line.startswith(NOTICE)]
    assert len(notices) == 1
    assert 10 <= len(said) - 1 <= 11 + took
    assert "Baltimore" in (await other.said())[0]


async def test_a_flood_over_polling_is_limited_too(start: Start) -> None:
    world = await start(clock="2026-11-21T12:00:00-05:00", how={"limits": Limits()})
    chat = world.chat()
    for _ in range(40):
        last = await chat.type("/help")
    await chat.wait_for(last)
    while await waiting(world):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    said = await chat.said()
    assert [line.startswith(NOTICE) for line in said].count(True) == 1
    assert len(said) < 40


async def waiting(world: World) -> int:
    async with world.database.read() as connection:
        found = await connection.execute(text("SELECT count(*) FROM inbox WHERE done_at IS NULL"))
        return int(found.scalar_one())

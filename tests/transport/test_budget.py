"""The send budget: two lanes, shared by replicas, and what one chat bears."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, text

from storage.database import Database
from transport.budget import Budget, Lane, Rates
from transport.pacing import Paces

# A machine that does something else too is late by so much, now and then.
SLACK_S = 0.3
# What Telegram bears of a bot in a second.
MOST = 30


@pytest.fixture
async def replicas(database: Database, database_url: str) -> AsyncIterator[list[Budget]]:
    """The budgets of three processes on one database; of SQLite the one that there can be."""
    async with AsyncExitStack() as stack:
        budgets = []
        for _ in range(1 if database.is_sqlite else 3):
            own = Database(database_url)
            stack.push_async_callback(own.close)
            budgets.append(await stack.enter_async_context(Budget.open(own, Rates(), Paces())))
        yield budgets


@pytest.fixture
def budget(replicas: list[Budget]) -> Budget:
    return replicas[0]


async def send(budget: Budget, lane: Lane, chat: int) -> float:
    """Take and use a permit; gives the moment (machine time)."""
    while not await budget.redeem(await budget.permit(lane, chat)):
        pass
    return monotonic()


def most_in_a_second(moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + 1 for moment in moments) for first in moments)


async def test_all_replicas_together_keep_to_the_rate_of_alerts_and_use_it(replicas: list[Budget]) -> None:
    at = await asyncio.gather(*(send(replicas[i % len(replicas)], Lane.ALERTS, 100 + i) for i in range(75)))
    assert most_in_a_second(at) <= MOST
    assert len(at) / (max(at) - min(at)) >= 0.9 * 25


async def test_a_broadcast_delays_no_reply_and_both_together_stay_below_thirty_a_second(
    budget: Budget,
) -> None:
    alerts = asyncio.gather(*(send(budget, Lane.ALERTS, 100 + i) for i in range(60)))
    replies = []
    for i in range(8):
        await asyncio.sleep(0.25)
        asked = monotonic()
        replies.append(await send(budget, Lane.REPLIES, 1000 + i))
        assert replies[-1] - asked < 0.1
    assert most_in_a_second([*await alerts, *replies]) <= MOST


async def test_replies_beyond_their_lane_take_turns_of_the_shared_rate(budget: Budget) -> None:
    began = monotonic()
    at = await asyncio.gather(*(send(budget, Lane.REPLIES, 100 + i) for i in range(40)))
    assert sum(moment - began < 0.02 for moment in at) in {5, 6}
    assert most_in_a_second(at) <= MOST
    assert max(at) - began < 40 / 20


async def test_a_reply_in_its_lane_asks_the_database_nothing(database: Database) -> None:
    budget = Budget(database, Rates(), Paces())
    asked: list[Any] = []
    event.listen(database.engine.sync_engine, "begin", asked.append)
    for chat in range(5):
        await send(budget, Lane.REPLIES, 100 + chat)
    assert asked == []


async def test_alerts_to_one_person_come_a_second_apart_from_whichever_replica(
    replicas: list[Budget],
) -> None:
    at = sorted(await asyncio.gather(*(send(replicas[i % len(replicas)], Lane.ALERTS, 5) for i in range(4))))
    assert min(later - earlier for earlier, later in pairwise(at)) >= 1
    assert at[-1] - at[0] < 3 * 1.05 + SLACK_S


async def test_alerts_to_a_group_come_three_seconds_apart(replicas: list[Budget]) -> None:
    first, second = sorted(
        await asyncio.gather(*(send(b, Lane.ALERTS, -5) for b in (replicas[0], replicas[-1])))
    )
    assert 3 <= second - first < 3.15 + SLACK_S


async def test_alerts_to_others_do_not_wait_for_a_chat_that_must(budget: Budget) -> None:
    began = monotonic()
    slow = [asyncio.create_task(send(budget, Lane.ALERTS, 5)) for _ in range(3)]
    await asyncio.gather(*(send(budget, Lane.ALERTS, 100 + i) for i in range(10)))
    assert monotonic() - began < 14 / 23 + SLACK_S
    await asyncio.gather(*slow)


async def test_replies_to_one_person_come_in_short_bursts(budget: Budget) -> None:
    began = monotonic()
    at = [await send(budget, Lane.REPLIES, 5) - began for _ in range(4)]
    assert at[2] < 0.1
    assert at[3] >= 3


async def test_an_alert_does_not_come_on_the_heels_of_a_reply(budget: Budget) -> None:
    replied = await send(budget, Lane.REPLIES, 5)
    assert await send(budget, Lane.ALERTS, 5) - replied >= 1


async def test_a_pause_of_a_person_holds_for_the_whole_bot_on_all_replicas(replicas: list[Budget]) -> None:
    await asyncio.sleep(0.2)  # they listen once they are open
    await replicas[-1].pause(5, 1.5)
    await asyncio.sleep(0.1)
    for budget in replicas:
        assert 1 < budget.pause_of(6) <= 1.5
        assert 1 < budget.pause_of(-6) <= 1.5
        assert 1 < budget.pause_of(None) <= 1.5
    asked = monotonic()
    for lane in Lane:
        await send(replicas[0], lane, 6)
    assert monotonic() - asked > 1


async def test_a_pause_of_a_group_holds_for_that_group_alone(replicas: list[Budget]) -> None:
    await asyncio.sleep(0.2)
    await replicas[-1].pause(-5, 1.5)
    await asyncio.sleep(0.1)
    for budget in replicas:
        assert budget.pause_of(-5) > 1
        assert budget.pause_of(-6) == budget.pause_of(6) == budget.pause_of(None) == 0


async def test_a_pause_is_kept_by_a_process_that_starts_within_it(budget: Budget, database: Database) -> None:
    await budget.pause(5, 30)
    await budget.pause(5, 1)
    async with Budget.open(database, Rates(), Paces()) as restarted:
        assert 29 < restarted.pause_of(6) <= MOST


async def test_a_permit_is_void_after_a_pause_and_when_it_is_kept_too_long(budget: Budget) -> None:
    stale = await budget.permit(Lane.ALERTS, 5)
    await asyncio.sleep(0.5)
    assert not await budget.redeem(stale)
    permit = await budget.permit(Lane.ALERTS, 6)
    await budget.pause(7, 0.2)
    assert not await budget.redeem(permit)


async def test_a_clock_that_is_set_back_stops_nobody(budget: Budget, database: Database) -> None:
    await send(budget, Lane.ALERTS, 5)
    async with database.write() as connection:
        await connection.execute(text("UPDATE budget SET tat = tat + 7200"))
    async with asyncio.timeout(0.5 + SLACK_S):
        await send(budget, Lane.ALERTS, 6)


async def test_replicas_that_write_to_the_same_chats_do_not_lock_one_another_out(
    replicas: list[Budget],
) -> None:
    chats = list(range(100, 112))
    at = await asyncio.gather(
        *(
            send(budget, Lane.ALERTS, chat)
            for budget, order in zip(replicas, (chats, chats[::-1], chats), strict=False)
            for chat in order
        )
    )
    assert most_in_a_second(at) <= MOST

"""The send budget: two lanes, shared by replicas, and what one chat bears."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count, pairwise, repeat
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from sandbox.limits import Bucket
from storage.database import Database
from tests.sizes import size
from transport.budget import Budget, Lane, Rates
from transport.pacing import ALONE, SEVERAL, Pace, Paces, Window

# A machine that does something else too is late by so much, now and then.
SLACK_S = 0.3
# What Telegram bears of a bot in a second, and how much of it is for alerts.
MOST, ALERTS = 30, 25


class Sluggish(Database):
    """A database that is slow to say that something is committed."""

    slow_s = 0.2

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        async with super().write(lock) as connection:
            yield connection
        await asyncio.sleep(self.slow_s)


@asynccontextmanager
async def opened(*databases: Database, paces: Paces = ALONE) -> AsyncIterator[list[Budget]]:
    """A budget for each, as of so many processes."""
    async with AsyncExitStack() as stack:
        for database in databases:
            stack.push_async_callback(database.close)
        yield [
            await stack.enter_async_context(Budget.open(database, Rates(), paces)) for database in databases
        ]


@pytest.fixture
async def replicas(database: Database, database_url: str) -> AsyncIterator[list[Budget]]:
    """The budgets of three processes on one database; of SQLite the one that there can be."""
    count = 1 if database.is_sqlite else 3
    async with opened(*(Database(database_url) for _ in range(count))) as budgets:
        yield budgets


@pytest.fixture
def budget(replicas: list[Budget]) -> Budget:
    return replicas[0]


async def send(budget: Budget, lane: Lane, chat: int) -> float:
    """Take and use a permit; gives the moment (machine time)."""
    while not await budget.redeem(await budget.permit(lane, chat)):
        pass
    return monotonic()


async def send_until(end: float, budget: Budget, lane: Lane, chats: Iterable[int]) -> list[float]:
    """One message after the other; gives the moments."""
    at = []
    for chat in chats:
        at.append(await send(budget, lane, chat))
        if at[-1] > end:
            break
    return at


def most_in(seconds: float, moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + seconds for moment in moments) for first in moments)


def most_in_a_second(moments: Sequence[float]) -> int:
    return most_in(1, moments)


def is_too_much(size: int, rate: float, moments: Iterable[float]) -> bool:
    """Whether a server refuses one of them that bears so many at once, and so many a second."""
    first, *others = sorted(moments)
    bucket = Bucket(size, rate, size - 1, first)
    for moment in others:
        if bucket.wait(1, moment) > 0:
            return True
        bucket.room -= 1
    return False


# A SQLite file has one process, and PostgreSQL several.
shares = pytest.mark.parametrize(
    ("database_url", "paces"), [("sqlite", ALONE), ("postgresql", SEVERAL)], indirect=["database_url"]
)


async def test_all_replicas_together_keep_to_the_rate_of_alerts_and_use_it(replicas: list[Budget]) -> None:
    at = await asyncio.gather(*(send(replicas[i % len(replicas)], Lane.ALERTS, 100 + i) for i in range(75)))
    assert most_in_a_second(at) <= ALERTS
    assert len(at) / (max(at) - min(at)) >= 0.9 * ALERTS


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # a SQLite file has one process
async def test_replicas_that_hear_late_of_their_turns_do_not_send_in_the_same_moments(
    database_url: str,
) -> None:
    slow, quick = Sluggish(database_url), Database(database_url)
    async with opened(slow, quick) as (late, early):
        slow.slow_s = 0.0
        await send(late, Lane.ALERTS, 5)
        slow.slow_s = 0.2
        at = await asyncio.gather(
            *(send(late, Lane.ALERTS, 100 + i) for i in range(30)),
            *(send(early, Lane.ALERTS, 200 + i) for i in range(30)),
        )
    assert most_in_a_second(at) <= ALERTS


async def test_both_lanes_full_on_all_replicas_stay_within_thirty_a_second(replicas: list[Budget]) -> None:
    end = monotonic() + 4
    alerts = (
        send_until(end, budget, Lane.ALERTS, count(10_000 * number + 100 * i))
        for number, budget in enumerate(replicas, 1)
        for i in range(12)
    )
    replies = (send_until(end, replicas[0], Lane.REPLIES, count(50_000 + 100 * i)) for i in range(8))
    at = [moment for moments in await asyncio.gather(*alerts, *replies) for moment in moments]
    assert most_in_a_second(at) <= MOST
    assert sum(moment < end for moment in at) / (end - min(at)) >= 0.85 * MOST


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
    budget = Budget(database, Rates())
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
    assert monotonic() - began < 14 / 23 + 2 * SLACK_S
    await asyncio.gather(*slow)


async def test_replies_to_one_person_come_in_short_bursts(budget: Budget) -> None:
    began = monotonic()
    at = [await send(budget, Lane.REPLIES, 5) - began for _ in range(4)]
    assert at[2] < 0.1
    assert at[3] >= 3


async def test_a_reply_that_waited_for_a_shared_turn_counts_from_when_it_left(budget: Budget) -> None:
    others = [asyncio.create_task(send(budget, Lane.REPLIES, 100 + i)) for i in range(60)]
    await asyncio.sleep(0.05)
    at = await send_until(monotonic() + 6, budget, Lane.REPLIES, repeat(5))
    await asyncio.gather(*others)
    assert len(at) > 4
    assert not is_too_much(3, 1, at)


async def test_an_alert_does_not_come_on_the_heels_of_a_reply(budget: Budget) -> None:
    replied = await send(budget, Lane.REPLIES, 5)
    assert await send(budget, Lane.ALERTS, 5) - replied >= 1


async def test_an_alert_that_stood_in_line_does_not_come_on_the_heels_of_a_reply(budget: Budget) -> None:
    others = [asyncio.create_task(send(budget, Lane.ALERTS, 100 + i)) for i in range(12)]
    alert = asyncio.create_task(send(budget, Lane.ALERTS, 5))
    await asyncio.sleep(0.15)
    replied = await send(budget, Lane.REPLIES, 5)
    assert abs(await alert - replied) >= 1
    await asyncio.gather(*others)


@shares
async def test_replies_and_alerts_to_one_person_are_no_more_than_one_a_second(
    database: Database, database_url: str, paces: Paces
) -> None:
    processes = (Database(database_url) for _ in range(1 if database.is_sqlite else 3))
    async with opened(*processes, paces=paces) as budgets:
        end = monotonic() + 7
        lanes = [(budgets[0], Lane.REPLIES), *((budget, Lane.ALERTS) for budget in budgets)]
        at = await asyncio.gather(*(send_until(end, budget, lane, repeat(5)) for budget, lane in lanes))
    assert all(at)
    assert not is_too_much(3, 1, [moment for moments in at for moment in moments])


async def test_of_what_a_chat_bears_each_of_several_processes_takes_no_more_than_a_share(
    database: Database,
) -> None:
    budget = Budget(database, Rates())
    now = monotonic()
    for chat, burst in ((5, 3), (-5, 20)):
        for _ in range(burst - 1):
            budget._sent.note(chat, now)
        assert (budget._sent.free_at(chat) <= now) is database.is_sqlite


@pytest.mark.soak
@shares
async def test_replies_and_alerts_to_one_group_are_no_more_than_twenty_a_minute(
    database: Database, database_url: str, paces: Paces
) -> None:
    minute = size(6, 60)
    paces = replace(paces, group=shortened(paces.group, minute / 60))
    processes = (Database(database_url) for _ in range(1 if database.is_sqlite else 3))
    async with opened(*processes, paces=paces) as budgets:
        end = monotonic() + 1.2 * minute
        lanes = [(budgets[0], Lane.REPLIES), *((budget, Lane.ALERTS) for budget in budgets)]
        replies, *alerts = await asyncio.gather(
            *(send_until(end, budget, lane, repeat(-5)) for budget, lane in lanes)
        )
    assert most_in(minute, [*replies, *(moment for moments in alerts for moment in moments)]) <= 20
    assert len(replies) > 10
    assert sum(map(len, alerts)) > 0


def shortened(pace: Pace, factor: float) -> Pace:
    return Pace(Window(pace.within.count, pace.within.seconds * factor), pace.apart * factor)


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
    async with Budget.open(database, Rates()) as restarted:
        assert 29 < restarted.pause_of(6) <= 30


async def test_a_permit_is_void_after_a_pause_and_when_it_is_kept_too_long(budget: Budget) -> None:
    stale = await budget.permit(Lane.ALERTS, 5)
    await asyncio.sleep(max(stale.due - monotonic(), 0) + 0.05)
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

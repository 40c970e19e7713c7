"""Updates: one at a time per chat, in order; a second poller with the same token ends ours."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from sqlalchemy import text

from bot.intake import lanes as lane
from bot.intake.flood import Flood, Limits
from bot.intake.handling import Handling
from bot.intake.lanes import Lanes
from bot.intake.polling import Poller
from bot.intake.reading import Arrival, lane_of
from bot.intake.writer import InboxWriter
from bot.metrics import Metrics
from bot.refusal import Refusal
from bot.timings import Timings
from sandbox.server import Sandbox
from storage import inbox
from storage.database import Database, DatabaseError
from storage.inbox import Waiting
from transport.api import Api
from transport.request import AiohttpRequest

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def update(number: int, lane: int = 1) -> Waiting:
    return Waiting(number, lane, "{}", NOW)


async def test_one_chat_is_handled_in_order_one_at_a_time() -> None:
    handled: list[int] = []
    busy = 0

    async def handle(waiting: Waiting) -> None:
        nonlocal busy
        busy += 1
        assert busy == 1
        await asyncio.sleep(0.001)
        handled.append(waiting.update_id)
        busy -= 1

    lanes = Lanes()
    for number in (3, 1, 2, 5, 4):
        lanes.offer(update(number), handle)
    await asyncio.sleep(0.1)
    assert handled == [1, 2, 3, 4, 5]


async def test_an_update_that_arrives_late_is_handled_next() -> None:
    handled: list[int] = []
    go = asyncio.Event()

    async def handle(waiting: Waiting) -> None:
        await go.wait()
        handled.append(waiting.update_id)

    lanes = Lanes()
    for number in (10, 12):
        lanes.offer(update(number), handle)
    await asyncio.sleep(0)
    lanes.offer(update(11), handle)
    go.set()
    await asyncio.sleep(0.05)
    assert handled == [10, 11, 12]


async def test_an_update_that_cannot_be_finished_holds_up_no_other() -> None:
    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        if waiting.update_id == 1:
            raise RuntimeError("meant to fail")
        handled.append(waiting.update_id)

    lanes = Lanes()
    for number in (1, 2, 3):
        lanes.offer(update(number), handle)
    await asyncio.sleep(0.05)
    assert handled == [2, 3]
    assert lanes.held == set()


async def test_a_slow_chat_does_not_hold_up_another() -> None:
    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        if waiting.lane == 1:
            await asyncio.sleep(60)
        handled.append(waiting.update_id)

    lanes = Lanes()
    lanes.offer(update(1, lane=1), handle)
    lanes.offer(update(2, lane=2), handle)
    await asyncio.sleep(0.05)
    assert handled == [2]
    await lanes.drain(0.05)


async def test_draining_finishes_what_is_begun_and_leaves_the_rest() -> None:
    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        await asyncio.sleep(0.05)
        handled.append(waiting.update_id)

    lanes = Lanes()
    for number in (1, 2, 3):
        lanes.offer(update(number), handle)
    await asyncio.sleep(0.01)
    await lanes.drain(1)
    assert handled == [1]


async def test_a_full_memory_stops_asking_for_more() -> None:
    go = asyncio.Event()

    async def handle(_waiting: Waiting) -> None:
        await go.wait()

    lanes = Lanes()
    for number in range(lane.LIMIT):
        lanes.offer(update(number, lane=number % 7), handle)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(lanes.has_room(), 0.05)
    go.set()
    await asyncio.wait_for(lanes.has_room(), 5)


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 9}, "message": {"chat": {"id": -5}}}}, -5),
        ({"update_id": 1, "callback_query": {"from": {"id": 9}}}, 9),
        ({"update_id": 1, "something_new": 3}, 0),
    ],
)
def test_an_update_belongs_to_its_chat(raw: dict[str, object], lane: int) -> None:
    assert lane_of(raw) == lane


@dataclass
class Polling:
    """A poller of ours, somebody else's connection with the same token, and what came out of the inbox."""

    sandbox: Sandbox
    theirs: Api
    ours: Poller
    handling: Handling
    handled: list[int]


@pytest.fixture
async def polling(database: Database) -> AsyncIterator[Polling]:
    sandbox = Sandbox(token="1234567890:x")
    await sandbox.start()

    @asynccontextmanager
    async def reach() -> AsyncIterator[Api]:
        request = AiohttpRequest()
        await request.initialize()
        try:
            yield Api(request, sandbox.address, sandbox.token)
        finally:
            await request.shutdown()

    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        handled.append(waiting.update_id)

    lanes = Lanes()
    handling = Handling(database, lanes, Flood(Limits()), Metrics(), answer=handle, tell=handle)
    async with reach() as theirs:
        timings = Timings(conflict_at_start=0.5)
        poller = Poller(reach, handling.writer, lanes, timings)
        yield Polling(sandbox, theirs, poller, handling, handled)
    await sandbox.stop()


async def test_another_poller_with_the_same_token_ends_ours(polling: Polling) -> None:
    async def keep_polling() -> None:
        while True:
            try:
                await polling.theirs.call("getUpdates", timeout=1)
            except Exception:
                await asyncio.sleep(0.01)

    other = asyncio.create_task(keep_polling())
    try:
        with pytest.raises(Refusal, match="another program polls"):
            await asyncio.wait_for(polling.ours.run(), 30)
    finally:
        other.cancel()


async def test_a_batch_is_in_the_inbox_before_it_is_confirmed(polling: Polling, database: Database) -> None:
    """With a database that refuses the batch, Telegram still has it."""
    task = asyncio.create_task(polling.ours.run())
    await asyncio.sleep(0.3)
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    async with aiohttp.ClientSession() as http:
        body = {"chat_id": 1001, "from_id": 1001, "text": "/help"}
        await http.post(f"{polling.sandbox.address}/_sandbox/messages", json=body)
    await asyncio.sleep(3)  # long enough for ours to ask again after the failure
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(await polling.theirs.call("getUpdates", timeout=0)) == 1


async def test_what_comes_at_once_shares_a_transaction(database: Database) -> None:
    commits: list[int] = []

    def stored(arrived: Sequence[Arrival], _fresh: list[Waiting]) -> None:
        commits.append(len(arrived))

    writer = InboxWriter(database, stored)
    await asyncio.gather(*(writer.store([Arrival(n, 1, "message", "{}")]) for n in range(100)))
    assert sum(commits) == 100
    assert len(commits) <= 3


async def test_a_failed_transaction_is_told_to_all_in_it_and_the_next_works(database: Database) -> None:
    writer = InboxWriter(database, lambda _arrived, _fresh: None)
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    found = await asyncio.gather(
        *(writer.store([Arrival(n, 1, "message", "{}")]) for n in range(3)), return_exceptions=True
    )
    assert [type(error) for error in found] == [DatabaseError] * 3
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    await writer.store([Arrival(1, 1, "message", "{}")])


async def test_more_than_memory_holds_waits_in_the_inbox_and_keeps_its_order(database: Database) -> None:
    count = lane.LIMIT + 700
    seen: dict[int, list[int]] = {}
    most = 0

    async def handle(waiting: Waiting) -> None:
        nonlocal most
        most = max(most, len(lanes.held))
        seen.setdefault(waiting.lane, []).append(waiting.update_id)

    lanes = Lanes()
    handling = Handling(database, lanes, Flood(Limits()), Metrics(), answer=handle, tell=handle)
    task = asyncio.create_task(handling.run())
    arrivals = [Arrival(n, n % 7 + 1, "message", "{}") for n in range(count)]
    await asyncio.gather(*(handling.writer.store(arrivals[n : n + 100]) for n in range(0, count, 100)))
    async with asyncio.timeout(60):
        while sum(map(len, seen.values())) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await handling.writer.flush()
    assert most <= lane.LIMIT + 100
    assert sum(map(len, seen.values())) == count
    assert all(numbers == sorted(numbers) for numbers in seen.values())


async def test_what_was_left_in_the_inbox_is_handled_in_order(polling: Polling, database: Database) -> None:
    async with database.write() as connection:
        await inbox.store(connection, [(2, 1, "{}"), (1, 1, "{}")], NOW)
    task = asyncio.create_task(polling.handling.run())
    async with asyncio.timeout(10):
        while len(polling.handled) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert polling.handled == [1, 2]

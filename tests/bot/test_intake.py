"""Updates: one at a time per chat, in order; a second poller with the same token ends ours."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest
from sqlalchemy import text

from bot import intake
from bot.intake import Lanes, Poller, lane_of
from bot.refusal import Refusal
from sandbox.server import Sandbox
from storage import inbox
from storage.database import Database
from storage.inbox import Waiting
from transport.api import Api
from transport.request import AiohttpRequest

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def update(number: int, lane: int = 1) -> Waiting:
    return Waiting(number, lane, "{}", False)


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

    lanes = Lanes(handle)
    for number in (3, 1, 2, 5, 4):
        lanes.offer(update(number))
    await asyncio.sleep(0.1)
    assert handled == [1, 2, 3, 4, 5]


async def test_an_update_that_arrives_late_is_handled_next() -> None:
    handled: list[int] = []
    go = asyncio.Event()

    async def handle(waiting: Waiting) -> None:
        await go.wait()
        handled.append(waiting.update_id)

    lanes = Lanes(handle)
    for number in (10, 12):
        lanes.offer(update(number))
    await asyncio.sleep(0)
    lanes.offer(update(11))
    go.set()
    await asyncio.sleep(0.05)
    assert handled == [10, 11, 12]


async def test_a_slow_chat_does_not_hold_up_another() -> None:
    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        if waiting.lane == 1:
            await asyncio.sleep(60)
        handled.append(waiting.update_id)

    lanes = Lanes(handle)
    lanes.offer(update(1, lane=1))
    lanes.offer(update(2, lane=2))
    await asyncio.sleep(0.05)
    assert handled == [2]
    await lanes.drain(0.05)


async def test_draining_finishes_what_is_begun_and_leaves_the_rest() -> None:
    handled: list[int] = []

    async def handle(waiting: Waiting) -> None:
        await asyncio.sleep(0.05)
        handled.append(waiting.update_id)

    lanes = Lanes(handle)
    for number in (1, 2, 3):
        lanes.offer(update(number))
    await asyncio.sleep(0.01)
    await lanes.drain(1)
    assert handled == [1]


async def test_a_full_memory_stops_asking_for_more() -> None:
    go = asyncio.Event()

    async def handle(_waiting: Waiting) -> None:
        await go.wait()

    lanes = Lanes(handle)
    for number in range(intake._WAITING_LIMIT):
        lanes.offer(update(number, lane=number % 7))
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


@pytest.fixture
async def poller(database: Database):  # type: ignore[no-untyped-def]
    sandbox = Sandbox(token="1234567890:x")
    await sandbox.start()
    requests = [AiohttpRequest(), AiohttpRequest()]
    for request in requests:
        await request.initialize()
    ours, theirs = (Api(request, sandbox.address, sandbox.token) for request in requests)

    async def handle(_waiting: Waiting) -> None: ...

    yield Poller(ours, database, Lanes(handle), lambda: NOW), theirs, sandbox
    for request in requests:
        await request.shutdown()
    await sandbox.stop()


async def test_another_poller_with_the_same_token_ends_ours(poller, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    ours, theirs, _sandbox = poller
    monkeypatch.setattr(intake, "_CONFLICT_AT_START_S", 0.5)

    async def keep_polling() -> None:
        while True:
            try:
                await theirs.call("getUpdates", timeout=1)
            except Exception:
                await asyncio.sleep(0.01)

    other = asyncio.create_task(keep_polling())
    try:
        with pytest.raises(Refusal, match="another program polls"):
            await asyncio.wait_for(ours.run(), 30)
    finally:
        other.cancel()


async def test_a_batch_is_in_the_inbox_before_it_is_confirmed(poller, database: Database) -> None:  # type: ignore[no-untyped-def]
    """With a database that refuses the batch, Telegram still has it."""
    ours, theirs, sandbox = poller
    task = asyncio.create_task(ours.run())
    await asyncio.sleep(0.3)
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    async with aiohttp.ClientSession() as http:
        body = {"chat_id": 1001, "from_id": 1001, "text": "/help"}
        await http.post(f"{sandbox.address}/_sandbox/messages", json=body)
    await asyncio.sleep(3)  # long enough for ours to ask again after the failure
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(await theirs.call("getUpdates", timeout=0)) == 1


async def test_what_was_left_in_the_inbox_is_handled_first(poller, database: Database) -> None:  # type: ignore[no-untyped-def]
    ours, _theirs, _sandbox = poller
    async with database.write() as connection:
        await inbox.store(connection, [(2, 1, "{}"), (1, 1, "{}")], NOW)
    seen: list[int] = []

    async def handle(waiting: Waiting) -> None:
        seen.append(waiting.update_id)

    ours._lanes = Lanes(handle)
    task = asyncio.create_task(ours.run())
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert seen == [1, 2]

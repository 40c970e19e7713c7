"""Updates that come twice and out of order, on request; every one of them comes."""

from itertools import pairwise
from typing import Any

import pytest

from tests.sandbox.caller import Caller
from tests.sandbox.receiver import Receiver


async def say_many(caller: Caller, count: int) -> list[int]:
    return [(await caller.say(f"number {number}"))["update_id"] for number in range(count)]


async def poll_all(caller: Caller, limit: int = 10) -> list[list[int]]:
    """Poll as a careful bot does: confirm the highest number seen."""
    batches, offset = [], 0
    while batch := [u["update_id"] for u in await caller.ok("getUpdates", offset=offset, limit=limit)]:
        batches.append(batch)
        offset = max(batch) + 1
    return batches


async def test_updates_come_twice_and_out_of_order_but_all_come(caller: Caller) -> None:
    said = await say_many(caller, 60)
    assert await caller.post("delivery", duplicates=0.3, reorder=5, seed=7) == (200, {})
    batches = await poll_all(caller)
    seen = [number for batch in batches for number in batch]
    assert set(seen) == set(said)
    assert len(seen) > len(said) + 5
    first_seen = list(dict.fromkeys(seen))
    assert first_seen != said
    assert max(abs(first_seen.index(number) - place) for place, number in enumerate(said)) < 25
    assert all(len(batch) <= 10 for batch in batches)


async def test_what_a_batch_repeats_may_be_confirmed_already(caller: Caller) -> None:
    await say_many(caller, 30)
    await caller.post("delivery", duplicates=0.5, seed=1)
    batches = await poll_all(caller)
    assert any(min(batch) < max(before) for before, batch in pairwise(batches))


async def test_a_batch_out_of_order_comes_again_until_it_is_confirmed(caller: Caller) -> None:
    said = await say_many(caller, 6)
    await caller.post("delivery", reorder=6, seed=3)
    batch = [u["update_id"] for u in await caller.ok("getUpdates")]
    assert (sorted(batch), batch != said) == (said, True)
    assert sorted(u["update_id"] for u in await caller.ok("getUpdates", offset=said[2])) == said[2:]


async def test_the_same_seed_gives_the_same_disorder(caller: Caller) -> None:
    await say_many(caller, 20)
    orders = []
    for _ in range(2):
        await caller.post("delivery", duplicates=0.2, reorder=8, seed=42)
        orders.append([u["update_id"] for u in await caller.ok("getUpdates")])
    assert orders[0] == orders[1]


async def test_a_webhook_gets_duplicates_and_disorder_too(caller: Caller, receiver: Receiver) -> None:
    said = await say_many(caller, 60)
    await caller.post("delivery", duplicates=0.3, reorder=5, seed=7)
    await caller.ok("setWebhook", url=receiver.url, max_connections=1)
    await receiver.until(66)
    for _ in range(100):
        if (await caller.ok("getWebhookInfo"))["pending_update_count"] == 0:
            break
    assert set(receiver.ids()) == set(said)
    assert list(dict.fromkeys(receiver.ids())) != said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"duplicates": 1.1}, "duplicates must be a number from 0 to 1"),
        ({"duplicates": True}, "duplicates must be a number from 0 to 1"),
        ({"reorder": 0}, "reorder must be from 1 to 1000"),
        ({"seed": "x"}, "seed must be a number"),
    ],
)
async def test_a_delivery_that_makes_no_sense_is_refused(
    caller: Caller, body: dict[str, Any], words: str
) -> None:
    assert await caller.post("delivery", **body) == (400, {"error": words})

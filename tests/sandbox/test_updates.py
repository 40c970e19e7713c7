"""Polling for updates, as the bot does it."""

import asyncio
import time

import pytest

from sandbox import updates
from sandbox.server import Sandbox
from tests.sandbox.caller import Caller, keyboard

CONFLICT = (
    "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def test_a_waiting_poll_wakes_at_once(caller: Caller) -> None:
    poll = asyncio.create_task(caller.ok("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    said = await caller.say("/start now")
    async with asyncio.timeout(10):
        [update] = await poll
    assert update["update_id"] == said["update_id"]
    assert update["message"]["text"] == "/start now"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"] == {
        "id": 1001, "is_bot": False, "first_name": "Alex", "language_code": "en"
    }  # fmt: skip
    assert update["message"]["chat"] == {"id": 1001, "type": "private", "first_name": "Alex"}


async def test_updates_come_again_until_a_higher_offset_confirms_them(caller: Caller) -> None:
    first, second = [(await caller.say(word))["update_id"] for word in ("one", "two")]
    assert [u["update_id"] for u in await caller.ok("getUpdates")] == [first, second]
    assert [u["update_id"] for u in await caller.ok("getUpdates", limit=1)] == [first]
    assert [u["update_id"] for u in await caller.ok("getUpdates", offset=second)] == [second]
    assert [u["update_id"] for u in await caller.ok("getUpdates")] == [second]
    assert await caller.ok("getUpdates", offset=second + 1) == []
    assert second == first + 1


async def test_a_negative_offset_keeps_only_the_last_ones(caller: Caller) -> None:
    for word in ("one", "two", "three"):
        await caller.say(word)
    assert [u["message"]["text"] for u in await caller.ok("getUpdates", offset=-1)] == ["three"]
    assert len(await caller.ok("getUpdates")) == 1


async def test_a_poll_with_nothing_to_tell_ends_in_time(caller: Caller) -> None:
    begun = time.monotonic()
    assert await caller.ok("getUpdates", timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 5


async def test_a_second_poll_ends_the_first_with_a_conflict(caller: Caller) -> None:
    first = asyncio.create_task(caller.refused("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(caller.ok("getUpdates", timeout=20))
    async with asyncio.timeout(10):
        assert await first == CONFLICT
    await caller.say("hello")
    assert len(await second) == 1


async def test_conflicts_one_after_the_other_are_answered_slowly(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "_PAUSE", 0.3)

    async def poll() -> tuple[int, float]:
        answer = await caller.call("getUpdates", timeout=20)
        return answer["error_code"], time.monotonic()

    polls = []
    for _ in range(3):
        polls.append(asyncio.create_task(poll()))
        await asyncio.sleep(0.05)
    first, second = await polls[0], await polls[1]
    polls[2].cancel()
    assert (first[0], second[0]) == (409, 409)
    assert second[1] - first[1] > 0.25


async def test_only_wanted_kinds_of_updates_come(caller: Caller) -> None:
    message = await caller.ok("sendMessage", chat_id=1001, text="x", reply_markup=keyboard("go"))
    await caller.ok("getUpdates", allowed_updates=["callback_query"])
    await caller.say("unheard")
    await caller.tap(message["message_id"], "go")
    assert [list(u)[1] for u in await caller.ok("getUpdates")] == ["callback_query"]
    assert (await caller.ok("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


async def test_pending_updates_can_be_dropped(caller: Caller) -> None:
    await caller.say("old")
    assert (await caller.ok("getWebhookInfo"))["pending_update_count"] == 1
    await caller.ok("deleteWebhook", drop_pending_updates=True)
    assert await caller.ok("getUpdates") == []


async def test_stopping_is_quick_while_others_wait(sandbox: Sandbox, caller: Caller) -> None:
    waiting = [asyncio.create_task(caller.call("getUpdates", timeout=50)),
               asyncio.create_task(caller.get("events?after=99&wait=25"))]  # fmt: skip
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    await sandbox.stop()
    assert time.monotonic() - begun < 1
    await asyncio.gather(*waiting, return_exceptions=True)

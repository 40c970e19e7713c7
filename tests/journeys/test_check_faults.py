"""Telegram's own faults while a card is edited: no answer is lost, and the right card is shown at last.

How soon is read from the times in the sandbox's list of calls. In `make check`, on a machine that may be busy,
the number of calls is what counts.
"""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from tests.journeys.checking import begin, rows, tap, title
from tests.journeys.conftest import Chat
from tests.sizes import ENGINES, IS_SOAK, size

Call = dict[str, Any]
SOON_S = size(20, 2)
OUTAGES_S = [5, 10] if IS_SOAK else [1]
CUT = {"kind": "cut", "times": 2}
HANG = {"kind": "hang", "seconds": 1}
REFUSED = {"kind": "error", "code": 400}


class Fault(NamedTuple):
    """What goes wrong with edits, and the calls that then show the card, by the first letter."""

    asked: dict[str, Any]
    calls: str  # e: edit, s: send
    wait_s: float = 0


FAULTS = {
    "a flood limit": Fault({"kind": "error", "code": 429, "retry_after": 2}, "ee", wait_s=2),
    "errors of the server": Fault({"kind": "error", "code": 502, "times": 3}, "eeee"),
    "a gateway's page": Fault({"kind": "error", "code": 502, "body": "html"}, "ee"),
    "cut before it is accepted": Fault(CUT | {"when": "before"}, "eee"),
    "cut after it is accepted": Fault(CUT | {"when": "after"}, "eee"),
    "silence before it is accepted": Fault(HANG | {"when": "before"}, "ee"),
    "silence after it is accepted": Fault(HANG | {"when": "after"}, "ee"),
    "a late answer": Fault({"kind": "slow", "seconds": 1}, "e"),
    "nothing to edit": Fault(REFUSED | {"description": "Bad Request: message to edit not found"}, "es"),
    "too old to edit": Fault(REFUSED | {"description": "Bad Request: message can't be edited"}, "es"),
    "not modified": Fault(REFUSED | {"description": "Bad Request: message is not modified"}, "e"),
}


async def fail(chat: Chat, **fault: Any) -> int:
    async with chat.http.post(f"{chat.address}/_sandbox/faults", json=fault) as answer:
        assert answer.status == 200, await answer.text()
        return int((await answer.json())["fault_id"])


async def calls(chat: Chat, after: int = 0) -> list[Call]:
    """The bot's calls from one on; answers to taps are not counted."""
    async with chat.http.get(f"{chat.address}/_sandbox/calls?after={after}") as answer:
        found = (await answer.json())["calls"]
    return [call for call in found if call["method"] in ("editMessageText", "sendMessage")]


async def last_call(chat: Chat) -> int:
    async with chat.http.get(f"{chat.address}/_sandbox/calls?after=0") as answer:
        return int((await answer.json())["seq"])


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_fault_of_an_edit_loses_no_answer_and_the_right_card_comes_at_once(
    chat: Chat, fault: Fault
) -> None:
    card = await begin(chat)
    before = await last_call(chat)
    await fail(chat, method="editMessageText", **fault.asked)
    events = await chat.tap(card, "Yes")
    assert await rows(chat, "SELECT value FROM check_answer") == [("yes",)]
    assert sum(event["type"] == "toast" for event in events) == 1
    made = await calls(chat, before)
    assert "".join(call["method"][0] for call in made) == fault.calls
    late = [after["at"] - call["at"] - fault.wait_s for call, after in pairwise(made)]
    assert all(seconds >= 0 for seconds in late), "a call came before the limit was over"
    assert all(seconds <= SOON_S for seconds in late)
    if "not modified" not in fault.asked.get("description", ""):
        [*_, card] = [event["message"] for event in events if event["type"] in ("message", "edit")]
        assert title(card) == "Access: in writing?"
    else:
        [card] = await chat.messages_after("/check")
    assert title(await tap(chat, card, "Yes")) == "Access: every facility?"


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("kind", [{"kind": "error", "code": 502}, {"kind": "cut", "when": "before"}])
@pytest.mark.parametrize("lasts", OUTAGES_S)
async def test_once_the_fault_is_over_the_right_card_comes_within_two_seconds(
    chat: Chat, kind: dict[str, Any], lasts: float, record_property: Callable[[str, object], None]
) -> None:
    card = await begin(chat)
    number = await fail(chat, method="editMessageText", times=None, **kind)
    tapping = asyncio.create_task(chat.tap(card, "Yes"))
    await asyncio.sleep(lasts)
    async with chat.http.delete(f"{chat.address}/_sandbox/faults/{number}") as answer:
        assert answer.status == 200
    *_, shown = await tapping
    assert title(shown["message"]) == "Access: in writing?"
    *_, last, arrived = await calls(chat)
    record_property("counted", f"{arrived['at'] - last['at']:.2f} s after the last call that failed")
    assert arrived["at"] - last["at"] <= SOON_S


async def test_a_tap_too_old_to_be_answered_counts_all_the_same(chat: Chat) -> None:
    card = await begin(chat)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await fail(chat, kind="error", code=400, description=words, method="answerCallbackQuery")
    assert title(await tap(chat, card, "Yes")) == "Access: in writing?"

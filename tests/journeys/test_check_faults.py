"""Telegram's own faults while a card is edited: no answer is lost, and the right card is shown at last."""

import time
from typing import Any

import pytest

from tests.journeys.checking import begin, rows, tap, title
from tests.journeys.conftest import Chat

FAULTS: dict[str, tuple[dict[str, Any], float]] = {
    "a flood limit": ({"kind": "error", "code": 429, "retry_after": 2}, 2),
    "errors of the server": ({"kind": "error", "code": 502, "times": 3}, 3.5),
    "cut before it is accepted": ({"kind": "cut", "when": "before", "times": 2}, 1.5),
    "cut after it is accepted": ({"kind": "cut", "when": "after", "times": 2}, 1.5),
    "nothing to edit": (
        {"kind": "error", "code": 400, "description": "Bad Request: message to edit not found"},
        0,
    ),
    "too old to edit": (
        {"kind": "error", "code": 400, "description": "Bad Request: message can't be edited"},
        0,
    ),
    "not modified": (
        {"kind": "error", "code": 400, "description": "Bad Request: message is not modified"},
        0,
    ),
}


@pytest.mark.parametrize(("fault", "lasts"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_of_an_edit_loses_no_answer(chat: Chat, fault: dict[str, Any], lasts: float) -> None:
    card = await begin(chat)
    async with chat.http.post(
        f"{chat.address}/_sandbox/faults", json={"method": "editMessageText", **fault}
    ) as answer:
        assert answer.status == 200, await answer.text()
    began = time.monotonic()
    events = await chat.tap(card, "Yes")
    assert time.monotonic() - began < lasts + 2 + 4  # the machine of the tests may be slow
    assert await rows(chat, "SELECT value FROM check_answer") == [("yes",)]
    assert sum(event["type"] == "toast" for event in events) == 1
    shown = [event["message"] for event in events if event["type"] in ("message", "edit")]
    if "not modified" not in fault.get("description", ""):
        assert title(shown[-1]) == "Access: in writing?"
        card = shown[-1]
        assert title(await tap(chat, card, "Yes")) == "Access: every facility?"


async def test_a_tap_too_old_to_be_answered_counts_all_the_same(chat: Chat) -> None:
    card = await begin(chat)
    words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    fault = {"kind": "error", "code": 400, "description": words, "method": "answerCallbackQuery"}
    async with chat.http.post(f"{chat.address}/_sandbox/faults", json=fault) as answer:
        assert answer.status == 200
    assert title(await tap(chat, card, "Yes")) == "Access: in writing?"

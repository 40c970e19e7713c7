"""Telegram's flood limits, on request."""

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from sandbox.arguments import Arguments, Refused
from sandbox.calls import Call
from sandbox.chats import Chat
from sandbox.limits import FloodLimits
from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller

PERSON = Chat(ALEX, "private")
GROUP = Chat(-5, "group")


class Stopwatch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def limits(stopwatch: Stopwatch) -> FloodLimits:
    limits = FloodLimits(stopwatch)
    limits.switch(True)
    return limits


def send(limits: FloodLimits, chat: Chat, method: str = "sendMessage", **arguments: str) -> int:
    """Seconds to wait, or 0 if the message was let through."""
    try:
        with limits.counting(Call(method, Arguments(arguments)), chat):
            return 0
    except Refused as refused:
        assert refused.code == 429
        assert refused.description == f"Too Many Requests: retry after {refused.parameters['retry_after']}"
        return int(str(refused.parameters["retry_after"]))


def test_one_person_gets_a_small_burst_and_then_one_a_second() -> None:
    stopwatch = Stopwatch()
    telegram = limits(stopwatch)
    assert [send(telegram, PERSON) for _ in range(5)] == [0, 0, 0, 1, 1]
    stopwatch.now = 1.0
    assert [send(telegram, PERSON) for _ in range(2)] == [0, 1]
    assert send(telegram, Chat(2002, "private")) == 0


def test_who_was_quiet_for_long_gets_no_larger_burst() -> None:
    stopwatch = Stopwatch()
    telegram = limits(stopwatch)
    send(telegram, PERSON)
    stopwatch.now = 1000.0
    assert [send(telegram, PERSON) for _ in range(5)] == [0, 0, 0, 1, 1]


def test_a_group_gets_twenty_a_minute() -> None:
    stopwatch = Stopwatch()
    telegram = limits(stopwatch)
    assert [send(telegram, GROUP) for _ in range(21)] == [0] * 20 + [3]
    stopwatch.now = 3.0
    assert [send(telegram, GROUP) for _ in range(2)] == [0, 3]


def test_all_chats_together_get_thirty_a_second() -> None:
    stopwatch = Stopwatch()
    telegram = limits(stopwatch)
    waits = [send(telegram, Chat(number, "private")) for number in range(1, 41)]
    assert waits == [0] * 30 + [1] * 10
    stopwatch.now = 0.5
    assert [send(telegram, Chat(number, "private")) for number in range(31, 51)].count(0) == 15


def test_waiting_as_long_as_told_is_enough() -> None:
    stopwatch = Stopwatch()
    telegram = limits(stopwatch)
    while not (wait := send(telegram, GROUP)):
        pass
    stopwatch.now += wait
    assert send(telegram, GROUP) == 0


def test_an_album_counts_as_many_as_it_has_parts() -> None:
    telegram = limits(Stopwatch())
    assert send(telegram, GROUP, "sendMediaGroup", media="[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]") == 0
    assert [send(telegram, GROUP) for _ in range(11)] == [0] * 10 + [3]
    assert send(telegram, PERSON, "sendMediaGroup", media="[1, 2, 3, 4, 5]") == 0


def test_typing_and_edits_are_not_limited() -> None:
    telegram = limits(Stopwatch())
    for method in ("sendChatAction", "editMessageText", "answerCallbackQuery"):
        assert [send(telegram, PERSON, method) for _ in range(50)] == [0] * 50


def test_a_call_refused_for_another_reason_does_not_count() -> None:
    telegram = limits(Stopwatch())
    for _ in range(5):
        with pytest.raises(Refused, match="chat not found"), telegram.counting(Call("sendMessage"), PERSON):
            raise Refused("chat not found")
    assert send(telegram, PERSON) == 0


async def test_a_refused_send_is_not_in_the_log(caller: Caller) -> None:
    for _ in range(5):
        await caller.ok("sendMessage", chat_id=ALEX, text="x")
    assert await caller.post("limits", is_on=True) == (200, {})
    assert (await caller.get("state"))["limits"] == {"is_on": True}
    answers = [await caller.call("sendMessage", chat_id=ALEX, text="x") for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True] * 3 + [False]
    assert answers[3]["parameters"] == {"retry_after": 1}
    assert len((await caller.get("log"))["log"]) == 8
    assert (await caller.get("calls"))["calls"][-1]["status"] == 429
    await caller.post("limits", is_on=False)
    await caller.ok("sendMessage", chat_id=ALEX, text="x")


async def test_the_bots_library_is_told_how_long_to_wait(sandbox: Sandbox, caller: Caller) -> None:
    await caller.post("limits", is_on=True)
    async with Bot(TOKEN, base_url=f"{sandbox.address}/bot") as bot:
        with pytest.raises(RetryAfter):
            for _ in range(60):
                await bot.send_message(ALEX, "x")

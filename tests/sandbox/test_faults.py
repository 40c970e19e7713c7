"""Faults on request: each is felt by a client that looks at the bytes, and by the bot's library."""

import asyncio
import json
import os
import select
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller

SAM = 2002


class Wire:
    """A connection on which requests are written by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, method: str = "sendMessage", **arguments: Any) -> None:
        body = json.dumps({"chat_id": ALEX, "text": "x"} | arguments).encode()
        head = f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await self.writer.drain()

    async def is_silent(self, seconds: float = 0.3) -> bool:
        try:
            await asyncio.wait_for(self.reader.read(1), seconds)
        except TimeoutError:
            return True
        return False


@asynccontextmanager
async def wire(sandbox: Sandbox) -> AsyncIterator[Wire]:
    address = urlsplit(sandbox.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()


async def order(caller: Caller, kind: str, **more: Any) -> int:
    status, answer = await caller.post("faults", kind=kind, **more)
    assert status == 200, answer
    return int(answer["fault_id"])


async def outcomes(caller: Caller) -> list[str]:
    return [entry["outcome"] for entry in (await caller.get("log"))["log"]]


async def last_call(caller: Caller) -> tuple[Any, ...]:
    call = (await caller.get("calls"))["calls"][-1]
    return tuple(call[name] for name in ("method", "chat_id", "status", "description", "fault"))


async def test_an_error_on_request_is_told_as_telegram_tells_it(caller: Caller) -> None:
    await order(caller, "error", code=429, retry_after=7)
    answer = await caller.call("sendMessage", chat_id=ALEX, text="x")
    assert answer == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }  # fmt: skip
    assert await outcomes(caller) == []
    await caller.ok("sendMessage", chat_id=ALEX, text="x")
    assert await outcomes(caller) == ["answered"]


@pytest.mark.parametrize(
    ("order_", "words"),
    [
        ({"code": 500}, "500 Internal Server Error"),
        ({"code": 400, "description": "Bad Request: message thread not found"},
         "400 Bad Request: message thread not found"),
        ({"code": 403, "description": "Forbidden: user is deactivated"}, "403 Forbidden: user is deactivated"),
        ({"code": 429}, "429 Too Many Requests: retry after 1"),
    ],
)  # fmt: skip
async def test_any_error_can_be_asked_for(caller: Caller, order_: dict[str, Any], words: str) -> None:
    await order(caller, "error", **order_)
    assert await caller.refused("sendMessage", chat_id=ALEX, text="x") == words


async def test_a_429_says_in_a_header_too_when_to_come_back(caller: Caller) -> None:
    await order(caller, "error", code=429, retry_after=7)
    async with caller.session.post(f"{caller.url}/getMe") as answer:
        assert answer.headers["Retry-After"] == "7"


async def test_a_gateway_answers_with_a_page(caller: Caller) -> None:
    await order(caller, "error", code=502, body="html")
    async with caller.session.post(f"{caller.url}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert "502 Bad Gateway" in await answer.text()


async def test_faults_meet_only_the_method_and_chat_they_name(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    await order(caller, "error", code=500, method="sendmessage", chat_id=SAM, times=2)
    await caller.ok("sendMessage", chat_id=ALEX, text="x")
    await caller.ok("sendChatAction", chat_id=SAM, action="typing")
    for _ in range(2):
        await caller.refused("sendMessage", chat_id=SAM, text="x")
    await caller.ok("sendMessage", chat_id=SAM, text="x")
    assert (await caller.get("faults")) == {"faults": []}


async def test_faults_can_be_listed_and_cleared(caller: Caller) -> None:
    first = await order(caller, "error", code=500, times=None)
    await order(caller, "slow", seconds=9, method="getMe")
    faults = (await caller.get("faults"))["faults"]
    assert [(fault["kind"], fault["method"], fault["times_left"]) for fault in faults] == [
        ("error", "*", None), ("slow", "getMe", 1)
    ]  # fmt: skip
    assert (await caller.get("state"))["faults"] == faults
    for _ in range(3):
        await caller.refused("sendMessage", chat_id=ALEX, text="x")
    async with caller.session.delete(f"{caller.address}/_sandbox/faults/{first}") as answer:
        assert (answer.status, await answer.json()) == (200, {})
    async with caller.session.delete(f"{caller.address}/_sandbox/faults/{first}") as answer:
        assert answer.status == 404
    await caller.ok("sendMessage", chat_id=ALEX, text="x")
    async with caller.session.delete(f"{caller.address}/_sandbox/faults") as answer:
        assert answer.status == 200
    assert (await caller.get("faults")) == {"faults": []}


async def test_a_slow_answer_comes_late(caller: Caller) -> None:
    await order(caller, "slow", seconds=0.4)
    begun = time.monotonic()
    await caller.ok("sendMessage", chat_id=ALEX, text="x")
    assert time.monotonic() - begun > 0.35
    assert await last_call(caller) == ("sendMessage", ALEX, 200, "", "slow")
    assert await outcomes(caller) == ["answered"]


async def test_a_client_that_does_not_wait_for_a_slow_answer_has_sent_anyway(
    caller: Caller, sandbox: Sandbox
) -> None:
    await order(caller, "slow", seconds=20)
    async with wire(sandbox) as client:
        await client.ask()
        assert await client.is_silent()
    await asyncio.sleep(0.1)
    assert await outcomes(caller) == ["hung"]


async def test_a_cut_resets_the_connection_without_an_answer(caller: Caller, sandbox: Sandbox) -> None:
    for when, logged in (("before", []), ("after", ["cut"])):
        await order(caller, "cut", when=when)
        async with wire(sandbox) as client:
            await client.ask()
            with pytest.raises(ConnectionResetError):
                await client.reader.read()
        assert await outcomes(caller) == logged
        assert await last_call(caller) == ("sendMessage", None if when == "before" else ALEX, None, "", "cut")


async def test_a_poll_cut_after_it_was_carried_out_loses_nothing(caller: Caller, sandbox: Sandbox) -> None:
    said = await caller.say("hello")
    await order(caller, "cut", when="after", method="getUpdates")
    async with wire(sandbox) as client:
        await client.ask("getUpdates")
        with pytest.raises(ConnectionResetError):
            await client.reader.read()
    assert [u["update_id"] for u in await caller.ok("getUpdates")] == [said["update_id"]]


async def test_a_hang_is_silent_until_its_time_is_over(caller: Caller, sandbox: Sandbox) -> None:
    for when, logged in (("before", []), ("after", ["hung"])):
        await order(caller, "hang", when=when, seconds=0.6)
        async with wire(sandbox) as client:
            await client.ask()
            assert await client.is_silent(0.3)
            assert await outcomes(caller) == logged
            with pytest.raises(ConnectionResetError):
                await client.reader.read()


async def test_a_half_open_connection_is_never_read_nor_answered_again(
    caller: Caller, sandbox: Sandbox
) -> None:
    await order(caller, "half_open")
    async with wire(sandbox) as client:
        await client.ask()
        assert await client.is_silent()
        await client.ask()
        assert await client.is_silent()
        await caller.ok("sendMessage", chat_id=ALEX, text="another connection")
        begun = time.monotonic()
        await sandbox.stop()
        assert time.monotonic() - begun < 1


async def test_a_half_open_connection_does_not_notice_that_the_client_has_gone(
    caller: Caller, sandbox: Sandbox
) -> None:
    await order(caller, "half_open")
    async with wire(sandbox) as client:
        await client.ask()
        assert await client.is_silent(0.1)
        client.writer.write_eof()
        assert await client.is_silent()


@pytest.mark.parametrize(
    ("when", "logged", "status"),
    [("before", [], None), ("after", ["killed"], None), ("answered", ["answered"], 200)],
)
async def test_the_bot_is_killed_before_or_after_its_call_or_when_answered(
    caller: Caller, sandbox: Sandbox, when: str, logged: list[str], status: int | None
) -> None:
    client = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    sandbox.client = client.pid
    await order(caller, "kill", when=when, method="sendMessage")
    async with wire(sandbox) as connection:
        await connection.ask()
        if when == "answered":
            assert (await connection.reader.readline()).startswith(b"HTTP/1.1 200")
        else:
            with pytest.raises(ConnectionResetError):
                await connection.reader.read()
    assert await asyncio.wait_for(client.wait(), 5) == -signal.SIGKILL
    assert await outcomes(caller) == logged
    assert (await last_call(caller))[2] == status


async def test_the_answer_is_on_its_way_when_the_bot_is_killed_for_it(
    caller: Caller, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.client = 1  # nobody is killed in this test
    was_there = []
    await order(caller, "kill", when="answered")
    async with wire(sandbox) as connection:
        socket = connection.writer.get_extra_info("socket").fileno()
        monkeypatch.setattr(os, "kill", lambda *_: was_there.extend(select.select([socket], [], [], 0)[0]))
        await connection.ask()
        await connection.reader.readline()
    assert was_there == [socket]


async def test_killing_before_reading_does_not_wait_for_the_body(caller: Caller, sandbox: Sandbox) -> None:
    client = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    sandbox.client = client.pid
    await order(caller, "kill", when="before")
    async with wire(sandbox) as connection:
        head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
        connection.writer.write(head.encode())
        assert await asyncio.wait_for(client.wait(), 5) == -signal.SIGKILL


@pytest.mark.parametrize("when", ["before", "after", "answered"])
async def test_a_call_of_a_process_that_is_dead_by_then_does_not_use_up_the_fault(
    caller: Caller, sandbox: Sandbox, when: str
) -> None:
    client = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    sandbox.client = client.pid
    await order(caller, "kill", when=when)
    for found in (lambda _port: None, lambda _port: client.pid):
        assert (await caller.get("faults"))["faults"][0]["times_left"] == 1
        sandbox.client = found
        async with wire(sandbox) as connection:
            await connection.ask()
            with suppress(ConnectionResetError):
                await connection.reader.readline()
    assert await asyncio.wait_for(client.wait(), 5) == -signal.SIGKILL
    assert (await caller.get("faults")) == {"faults": []}


async def test_nobody_is_killed_unless_the_process_is_known(caller: Caller) -> None:
    words = {"error": "the sandbox was not told which process is the bot"}
    assert await caller.post("faults", kind="kill") == (400, words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "fire"}, "kind must be one of error, slow, cut, hang, kill, half_open"),
        ({"kind": "cut", "when": "answered"}, "when must be before or after for cut"),
        ({"kind": "error", "code": 200}, "code must be from 400 to 599"),
        ({"kind": "error", "code": 502, "body": "xml"}, "body must be json or html"),
        ({"kind": "slow"}, "seconds must be a number from 0 to 3600"),
        ({"kind": "slow", "seconds": -1}, "seconds must be a number from 0 to 3600"),
        ({"kind": "cut", "times": 0}, "times must be 1 or more, or null"),
        ({"kind": "cut", "method": "sendMesage"}, "there is no method sendMesage"),
        ({"kind": "cut", "chat_id": "x"}, "chat_id must be a number"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(
    caller: Caller, body: dict[str, Any], words: str
) -> None:
    assert await caller.post("faults", **body) == (400, {"error": words})
    assert (await caller.get("faults")) == {"faults": []}


async def test_every_call_but_polls_is_listed(caller: Caller) -> None:
    await caller.ok("sendMessage", chat_id=ALEX, text="one")
    await caller.refused("sendMessage", chat_id=5, text="two")
    await caller.refused("sendTelegram")
    await caller.ok("getUpdates")
    calls = await caller.get("calls")
    assert [(c["seq"], c["method"], c["chat_id"], c["status"], c["description"], c["fault"])
            for c in calls["calls"]] == [
        (1, "sendMessage", ALEX, 200, "", None),
        (2, "sendMessage", 5, 400, "Bad Request: chat not found", None),
        (3, "sendTelegram", None, 404, "Not Found: method not found", None),
    ]  # fmt: skip
    assert (calls["seq"], calls["polls"]) == (3, 1)
    assert [call["seq"] for call in (await caller.get("calls?after=2"))["calls"]] == [3]


async def test_the_bots_library_feels_every_fault(sandbox: Sandbox, caller: Caller) -> None:
    async with Bot(TOKEN, base_url=f"{sandbox.address}/bot") as bot:
        await order(caller, "error", code=429, retry_after=3)
        with pytest.raises(RetryAfter, match=r"Retry in \S*3"):
            await bot.send_message(ALEX, "x")
        for code, body in ((500, "json"), (502, "html")):
            await order(caller, "error", code=code, body=body)
            with pytest.raises(NetworkError):
                await bot.send_message(ALEX, "x")
        for when in ("before", "after"):
            await order(caller, "cut", when=when)
            with pytest.raises(NetworkError):
                await bot.send_message(ALEX, "x")
            await order(caller, "hang", when=when)
            with pytest.raises(TimedOut):
                await bot.send_message(ALEX, "x", read_timeout=0.3)
        await order(caller, "half_open")
        with pytest.raises(TimedOut):
            await bot.send_message(ALEX, "x", read_timeout=0.3)
        assert (await bot.send_message(ALEX, "x")).text == "x"
    assert await outcomes(caller) == ["cut", "hung", "answered"]

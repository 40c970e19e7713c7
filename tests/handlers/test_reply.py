"""A reply gets through what the network and Telegram do to it, and is not sent twice without need."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from handlers import reply as subject
from messages.markup import html
from messages.message import Message
from transport.api import Api
from transport.outcome import Kind, Outcome
from transport.request import AiohttpRequest

OK = {"ok": True, "result": {"message_id": 1}}


class Telegram:
    """Answers each request with the next of its answers, the last one for ever."""

    def __init__(self, *answers: tuple[int, dict[str, object]]) -> None:
        self.answers = list(answers)
        self.received: list[dict[str, object]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.received.append(json.loads(await request.read()))
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.json_response(body, status=status)


@asynccontextmanager
async def served(telegram: Telegram, port: int = 0) -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_post("/{path:.*}", telegram.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await real(min(seconds, 0.02))

    monkeypatch.setattr(subject.asyncio, "sleep", sleep)
    return pauses


async def send(port: int) -> Kind:
    request = AiohttpRequest()
    await request.initialize()
    api = Api(request, f"http://127.0.0.1:{port}", "1:x")
    try:
        return (await subject._insist(lambda: api.send(1, Message(html("hi"))))).kind
    finally:
        await request.shutdown()


async def test_a_server_that_is_away_is_waited_for() -> None:
    telegram = Telegram((200, OK))
    async with served(telegram) as port:
        pass
    waiting = asyncio.create_task(send(port))
    await asyncio.wait({waiting}, timeout=0.1)
    assert not waiting.done()
    async with served(telegram, port):
        assert await asyncio.wait_for(waiting, 5) is Kind.SENT
    assert len(telegram.received) == 1


async def test_a_refusal_for_now_is_waited_out(_short_pauses: list[float]) -> None:
    wait = {"ok": False, "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}}
    telegram = Telegram((429, wait), (429, wait), (200, OK))
    async with served(telegram) as port:
        assert await send(port) is Kind.SENT
    assert _short_pauses[:2] == [7, 7]


async def test_what_may_have_arrived_is_repeated_once_only() -> None:
    telegram = Telegram((502, {"ok": False, "description": "Bad Gateway"}))
    async with served(telegram) as port:
        assert await send(port) is Kind.UNKNOWN
    assert len(telegram.received) == 2


async def test_an_edit_in_doubt_is_repeated_for_a_minute_with_pauses_under_two_seconds(
    _short_pauses: list[float],
) -> None:
    tries = 0

    async def attempt() -> Outcome:
        nonlocal tries
        tries += 1
        return Outcome(Kind.UNKNOWN)

    outcome = await subject._insist(attempt, doubts=subject._EDITS, longest=subject._EDIT_PAUSE_S)
    assert outcome.kind is Kind.UNKNOWN
    assert tries == len(_short_pauses) + 1
    assert max(_short_pauses) < 2
    assert 50 < sum(_short_pauses) < 70


async def test_a_refused_token_is_waited_out() -> None:
    telegram = Telegram((401, {"ok": False, "description": "Unauthorized"}), (200, OK))
    async with served(telegram) as port:
        assert await send(port) is Kind.SENT


async def test_a_person_who_blocked_the_bot_is_asked_once() -> None:
    telegram = Telegram((403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}))
    async with served(telegram) as port:
        assert await send(port) is Kind.BLOCKED
    assert len(telegram.received) == 1

"""The one way out keeps to the budget: over the sandbox, by what it received."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import aiohttp
import pytest

from messages.markup import html
from messages.message import Message
from sandbox.server import Sandbox
from storage.database import Database
from transport.api import Api
from transport.budget import Budget, Lane, Rates
from transport.outcome import Kind
from transport.request import AiohttpRequest

TOKEN = "1234567890:token-of-the-tests"
ALEX = 1001


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def budget(database: Database) -> AsyncIterator[Budget]:
    async with Budget.open(database, Rates()) as budget:
        yield budget


@pytest.fixture
async def api(sandbox: Sandbox, budget: Budget) -> AsyncIterator[Api]:
    request = AiohttpRequest()
    await request.initialize()
    yield Api(request, sandbox.address, TOKEN).within(budget)
    await request.shutdown()


async def ask(sandbox: Sandbox, verb: str, what: str, /, **body: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.request(verb, f"{sandbox.address}/_sandbox/{what}", json=body or None) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def calls(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list((await ask(sandbox, "GET", "calls"))["calls"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_alert_whose_permit_is_void_is_to_wait_and_is_not_sent(
    sandbox: Sandbox, api: Api, budget: Budget
) -> None:
    permit = await budget.permit(Lane.ALERTS, ALEX)
    await budget.pause(ALEX, 5)
    outcome = await api.send(ALEX, Message(html("hi")), permit=permit)
    assert outcome.kind is Kind.WAIT
    assert outcome.retry_after is not None
    assert 4 < outcome.retry_after <= 5
    assert await calls(sandbox) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("sendMessage", {"chat_id": ALEX, "text": "hi"}),
        ("editMessageText", {"chat_id": ALEX, "message_id": 1, "text": "hi"}),
        ("answerCallbackQuery", {"callback_query_id": "1"}),
    ],
)
async def test_after_a_429_of_any_call_nothing_leaves_until_the_pause_is_over(
    sandbox: Sandbox, api: Api, method: str, arguments: dict[str, Any]
) -> None:
    await ask(sandbox, "POST", "faults", kind="error", code=429, retry_after=1, method=method)
    with pytest.raises(Exception, match="Flood control"):
        await api.call(method, **arguments)
    began = monotonic()
    await asyncio.gather(
        api.send(ALEX, Message(html("hi"))),
        api.answer_tap("1"),
        api.edit(ALEX, 1, Message(html("hi"))),
    )
    first, *others = [call["at"] for call in await calls(sandbox)]
    assert len(others) == 3
    assert min(others) - first >= 1
    assert monotonic() - began < 1.5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_hearing_goes_on_in_a_pause(sandbox: Sandbox, api: Api, budget: Budget) -> None:
    await budget.pause(None, 30)
    async with asyncio.timeout(5):
        assert await api.call("getUpdates", timeout=0) == []
        await api.call("getWebhookInfo")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_replies_keep_to_the_limits_of_a_strict_server(sandbox: Sandbox, api: Api) -> None:
    await ask(sandbox, "POST", "limits", is_on=True)
    outcomes = await asyncio.gather(*(api.send(ALEX, Message(html("hi"))) for _ in range(6)))
    assert {outcome.kind for outcome in outcomes} == {Kind.SENT}

"""The one way out keeps to the budget: over the sandbox, by what it received."""

import asyncio
from collections.abc import AsyncIterator
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
from transport.request import AiohttpRequest, KeptBack

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
    sandbox: Sandbox, api: Api, budget: Budget, method: str, arguments: dict[str, Any]
) -> None:
    await ask(sandbox, "POST", "faults", kind="error", code=429, retry_after=1, method=method)
    with pytest.raises(Exception, match="Flood control"):
        await api.call(method, **arguments)
    assert 0 < budget.pause_of(ALEX) <= 1
    await asyncio.gather(
        api.send(ALEX, Message(html("hi"))),
        api.answer_tap("1"),
        api.edit(ALEX, 1, Message(html("hi"))),
    )
    first, *others = [call["at"] for call in await calls(sandbox)]
    assert len(others) == 3
    assert min(others) - first >= 1
    # However late this machine comes to it: nothing waits any more.
    assert budget.pause_of(ALEX) == 0


async def test_what_may_not_leave_when_it_has_its_connection_is_kept_back_to_the_last_byte(
    sandbox: Sandbox,
) -> None:
    request = AiohttpRequest()
    await request.initialize()
    address = f"{sandbox.address}/bot{TOKEN}/sendMessage"
    with pytest.raises(KeptBack):
        await request.call(address, {"chat_id": ALEX, "text": "hi"}, may_leave=lambda: False)
    await request.shutdown()
    assert await calls(sandbox) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_waits_for_a_connection_for_too_long_does_not_leave_with_its_old_permit(
    sandbox: Sandbox, budget: Budget
) -> None:
    request = AiohttpRequest(connections=1)
    await request.initialize()
    api = Api(request, sandbox.address, TOKEN).within(budget)
    await ask(sandbox, "POST", "faults", kind="slow", seconds=1.5, method="getMe")
    permit = await budget.permit(Lane.ALERTS, ALEX)
    slow = asyncio.create_task(api.call("getMe"))
    await asyncio.sleep(0.1)
    reply = asyncio.create_task(api.send(ALEX, Message(html("a reply"))))
    alert = await api.send(ALEX, Message(html("hi")), permit=permit)
    assert (alert.kind, alert.retry_after) == (Kind.WAIT, 0)
    assert (await reply).kind is Kind.SENT
    await slow
    await request.shutdown()
    assert [call["method"] for call in await calls(sandbox)] == ["getMe", "sendMessage"]


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

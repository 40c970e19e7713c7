"""What an operator's machine asks: alive, ready, how much; and how the bot ends, or another takes over."""

import asyncio
import json
import re
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot import web
from bot.intake.webhook import Webhook, address
from bot.refusal import Refusal
from bot.timings import Timings
from config.settings import Listen
from sandbox.server import Sandbox
from tests.journeys.conftest import ALEX, HEADER, JSON, SECRET, TOKEN, Telegram, World
from tests.journeys.forking import Process
from tests.journeys.processes import PATIENCE_S, Environment, answers, one_line, outcome, process, until
from tests.sizes import ENGINES

WEBHOOK = {
    "PROVISO_MODE": "webhook",
    "PROVISO_WEBHOOK_URL": "https://bot.example",
    "PROVISO_WEBHOOK_SECRET": SECRET,
}


async def get(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_bot_that_works_is_alive_and_ready(world: World) -> None:
    assert await get(f"{world.address}/livez") == (200, "ok\n")
    status, body = await get(f"{world.address}/readyz")
    assert status == 200
    assert json.loads(body) == {
        "status": "ready",
        "checks": {"database": "ok", "schema": "ok", "receiver": "ok", "ticks": "ok", "alerts": "ok"},
    }


async def test_another_schema_is_named(world: World) -> None:
    async with world.database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    status, body = await get(f"{world.address}/readyz")
    assert status == 503
    assert json.loads(body)["status"] == "unready"
    assert json.loads(body)["checks"]["schema"].startswith("is 0000, not ")


async def test_the_figures_count_and_name_nobody(telegram: Telegram) -> None:
    update = telegram.update("/status Baltimore")
    for _ in range(3):
        assert await telegram.post(update) == 200
    await telegram.world.chat().wait_for(update["update_id"])
    _, page = await get(f"{telegram.world.address}/metrics")
    assert 'proviso_updates_total{kind="message"} 3.0' in page
    assert "proviso_updates_duplicate_total 2.0" in page
    assert "proviso_inbox_waiting 0.0" in page
    assert 'proviso_api_calls_total{method="sendMessage",outcome="sent"} 1.0' in page
    assert "proviso_reply_seconds_count 1.0" in page
    assert 'proviso_tick_failures_total{tick="renew_catalogue"}' in page or "tick_age" in page
    labels = re.findall(r'="([^"]*)"', page)
    for private in (str(ALEX), "Baltimore", SECRET, "1234567890"):
        assert not any(private in label for label in labels)


async def test_polling_has_no_webhook(world: World) -> None:
    headers = JSON | {HEADER: SECRET}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{world.address}/telegram/webhook", data=b"{}", headers=headers) as answer,
    ):
        assert answer.status == 404


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_a_port_that_is_taken_is_one_clear_line(environment: Environment, tmp_path: Path) -> None:
    taken = web.listener(Listen("127.0.0.1", 0))
    port = taken.getsockname()[1]
    code, printed = await outcome(environment | {"PROVISO_LISTEN": f"127.0.0.1:{port}"}, tmp_path)
    taken.close()
    assert code == 2
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in one_line(printed)


class Bot:
    """`proviso run` as a process, and what it has printed."""

    def __init__(self, running: Process) -> None:
        self.process = running
        self.printed: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self.process.stdout:
            self.printed.append(line.decode())

    async def says(self, pattern: str) -> re.Match[str]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for line in self.printed:
                    if found := re.search(pattern, line):
                        return found
                await asyncio.sleep(0.02)

    async def address(self) -> str:
        return (
            await self.says(
                r"http://127\.0\.0\.1:\d+(?=.*listening)|(?<=\")http://127\.0\.0\.1:\d+(?=\", \"event\": \"listening)"
            )
        )[0]

    async def end(self, seconds: float = PATIENCE_S) -> int:
        code = await asyncio.wait_for(self.process.wait(), seconds)
        await self._reading
        return code


def update(number: int, text: str) -> dict[str, Any]:
    who = {"id": ALEX, "first_name": "P", "is_bot": False}
    chat = {"id": ALEX, "type": "private", "first_name": "P"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    message = {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text, "entities": entities}
    return {"update_id": number, "message": message}


async def deliver(address: str, number: int, text: str) -> int:
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{address}/telegram/webhook", json=update(number, text), headers={HEADER: SECRET}
        ) as answer,
    ):
        return answer.status


async def test_sigterm_lets_the_reply_finish_refuses_what_comes_and_ends_with_0(
    environment: Environment, sandbox: Sandbox, tmp_path: Path
) -> None:
    async with process(environment | WEBHOOK, tmp_path) as running:
        bot = Bot(running)
        address = await bot.address()
        await sandbox.stop()  # the reply waits for Telegram: the drain takes its time
        assert await deliver(address, 1, "/help") == 200
        await asyncio.sleep(0.3)
        running.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert await deliver(address, 2, "/help") == 503
        status, body = await get(f"{address}/readyz")
        assert (status, json.loads(body)["status"]) == (503, "draining")
        assert await bot.end() == 0


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_a_second_sigterm_ends_at_once(
    environment: Environment, sandbox: Sandbox, tmp_path: Path
) -> None:
    async with process(environment | WEBHOOK, tmp_path) as running:
        bot = Bot(running)
        address = await bot.address()
        await sandbox.stop()
        assert await deliver(address, 1, "/help") == 200
        await asyncio.sleep(0.3)
        running.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        running.send_signal(signal.SIGTERM)
        assert await bot.end(2) == 128 + signal.SIGTERM


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_neither_secret_nor_token_is_printed_in_webhook_mode_at_debug(
    environment: Environment, sandbox: Sandbox, tmp_path: Path
) -> None:
    async with process(environment | WEBHOOK | {"PROVISO_LOG_LEVEL": "DEBUG"}, tmp_path) as running:
        bot = Bot(running)
        address = await bot.address()
        assert await deliver(address, 1, "/status words-of-a-person") == 200
        async with aiohttp.ClientSession() as http:
            for secret in (SECRET[:-1], SECRET + "x", ""):
                headers = {HEADER: secret}
                async with http.post(f"{address}/telegram/webhook", json={}, headers=headers) as answer:
                    assert answer.status == 401
        await until(lambda found: len(found) == 1, sandbox)
        pages = [await get(f"{address}{path}") for path in ("/readyz", "/livez", "/metrics", "/nothing")]
        running.send_signal(signal.SIGTERM)
        assert await bot.end() == 0
    everything = "".join(bot.printed) + str(pages)
    for private in (SECRET, SECRET[:-1], TOKEN.partition(":")[2], "words-of-a-person"):
        assert private not in everything
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_any_process_takes_a_webhook_one_handles_and_another_takes_over_its_rows(
    environment: Environment, sandbox: Sandbox, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        bots = []
        for _ in range(2):
            bots.append(Bot(await stack.enter_async_context(process(environment | WEBHOOK, tmp_path))))
            await bots[-1].address()
        first, second = bots
        await first.says("handling updates")
        await second.says("standing by")
        addresses = [await bot.address() for bot in bots]
        # Telegram may send a chat's updates to either, one after the other.
        for number in range(1, 7):
            assert await deliver(addresses[number % 2], number, f"/requirements {number}") == 200
        await until(lambda found: len(found) == 6, sandbox)
        assert [line[:2] for _chat, line in await answers(sandbox)] == [f"{n}." for n in range(1, 7)]
        assert (await get(f"{addresses[1]}/readyz"))[0] == 200
        first.process.send_signal(signal.SIGKILL)
        await first.process.wait()
        for number in (1, 2):
            assert await deliver(addresses[1], 6 + number, f"/requirements {number}") == 200
        await until(lambda found: len(found) >= 8, sandbox)
        assert [line[:2] for _chat, line in (await answers(sandbox))[-2:]] == ["1.", "2."]


class Calls:
    """Telegram's word about the webhook, as it is given, and what was called."""

    def __init__(self, *infos: dict[str, Any]) -> None:
        self.infos = list(infos)
        self.called: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, **arguments: Any) -> Any:
        self.called.append((method, arguments))
        if method != "getWebhookInfo":
            return True
        return self.infos.pop(0) if len(self.infos) > 1 else self.infos[0]


URL = "https://bot.example/telegram/webhook"


def info(url: str = URL, pending: int = 0, error: int = 0) -> dict[str, Any]:
    return {"url": url, "pending_update_count": pending, "last_error_date": error}


async def looked_after(*infos: dict[str, Any], rounds: int) -> tuple[Webhook, list[str], asyncio.Task[None]]:
    calls: Any = Calls(*infos)
    webhook = Webhook(calls, "https://bot.example", SECRET, Timings(webhook_check=0.05))
    task = asyncio.create_task(webhook.run())
    async with asyncio.timeout(10):
        while [method for method, _ in calls.called].count("getWebhookInfo") < rounds:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return webhook, [method for method, _ in calls.called], task


async def test_a_webhook_that_something_else_took_is_set_again() -> None:
    _, called, task = await looked_after(info(""), info(), info("https://other.example"), rounds=4)
    task.cancel()
    assert called[:5] == ["getWebhookInfo", "setWebhook", "getWebhookInfo", "getWebhookInfo", "setWebhook"]


async def test_a_growing_backlog_with_errors_is_unready_until_nothing_fails() -> None:
    webhook, _, task = await looked_after(
        info(), info(pending=5, error=1), info(pending=9, error=2), rounds=3
    )
    assert webhook.problem() == "Telegram cannot deliver, and more and more waits there"
    await asyncio.sleep(0.3)
    assert webhook.problem() is None
    task.cancel()


async def test_a_backlog_that_shrinks_is_no_problem() -> None:
    webhook, _, task = await looked_after(info(pending=9), info(pending=5, error=1), rounds=2)
    assert webhook.problem() is None
    task.cancel()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://bot.example", URL),
        ("https://bot.example/", URL),
        ("https://bot.example/proviso/hook", "https://bot.example/proviso/hook"),
    ],
)
def test_an_address_without_a_path_gets_ours(given: str, expected: str) -> None:
    assert address(given) == expected


def test_an_address_that_is_not_ours_to_listen_on_is_refused() -> None:
    with pytest.raises(Refusal, match="cannot listen on 192.0.2.1:8090"):
        web.listener(Listen("192.0.2.1", 8090))

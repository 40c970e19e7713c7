"""Polling that goes deaf says so, heals itself, and ends when it cannot: cut off, half-open and slow."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from bot.intake.lanes import Lanes
from bot.intake.polling import Poller
from bot.refusal import GaveUp
from bot.timings import Timings
from transport.api import Api
from transport.request import AiohttpRequest

TIMINGS = Timings(long_poll=1, grace=0.5, longest_pause=0.2, stale=1.5)
EMPTY = b'{"ok": true, "result": []}'
Behaviour = Callable[["Server", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A Bot API that answers getUpdates as it is told: well, never, or a byte now and then."""

    behaviour: str = "well"
    connections: int = 0
    port: int = 0
    _server: Any = None
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                if self.behaviour == "half-open":
                    await asyncio.sleep(60)
                await reader.read(1000)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(EMPTY)}\r\n\r\n"
                writer.write(head.encode())
                if self.behaviour == "slow":
                    for byte in EMPTY:
                        writer.write(bytes([byte]))
                        await asyncio.sleep(0.4)
                else:
                    await asyncio.sleep(0.05)
                    writer.write(EMPTY)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass


@dataclass
class Polling:
    server: Server
    poller: Poller
    task: asyncio.Task[None]

    async def until(self, is_problem: bool, seconds: float = 6) -> float:
        began = monotonic()
        while (self.poller.problem() is not None) is not is_problem:
            assert monotonic() - began < seconds
            assert not self.task.done(), self.task
            await asyncio.sleep(0.02)
        return monotonic() - began


@pytest.fixture
async def polling() -> AsyncIterator[Polling]:
    server = Server()
    await server.start()

    @asynccontextmanager
    async def reach() -> AsyncIterator[Api]:
        request = AiohttpRequest()
        await request.initialize()
        try:
            yield Api(request, f"http://127.0.0.1:{server.port}", "1:x")
        finally:
            await request.shutdown()

    writer: Any = SimpleNamespace()  # nothing arrives here
    poller = Poller(reach, writer, Lanes(), TIMINGS)
    task = asyncio.create_task(poller.run())
    await asyncio.sleep(0.3)
    yield Polling(server, poller, task)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await server.stop()


async def test_polling_that_hears_is_well(polling: Polling) -> None:
    await asyncio.sleep(TIMINGS.stale * 2)
    assert polling.poller.problem() is None
    assert polling.poller.age() < 1  # type: ignore[operator]


@pytest.mark.parametrize("behaviour", ["cut off", "half-open", "slow"])
async def test_deaf_polling_is_unready_and_heals_over_a_new_connection(
    polling: Polling, behaviour: str
) -> None:
    before = polling.server.connections
    await spoil(polling.server, behaviour)
    assert await polling.until(is_problem=True) >= TIMINGS.stale - 0.5
    await asyncio.sleep(0.3)
    await mend(polling.server)
    await polling.until(is_problem=False)
    assert polling.server.connections > before


@pytest.mark.parametrize("behaviour", ["cut off", "half-open", "slow"])
async def test_polling_that_stays_deaf_gives_up_in_one_line(polling: Polling, behaviour: str) -> None:
    began = monotonic()
    await spoil(polling.server, behaviour)
    with pytest.raises(GaveUp, match="no answer from Telegram for .* also over a new connection"):
        await asyncio.wait_for(polling.task, 10)
    assert monotonic() - began >= TIMINGS.stale * 2 - 0.5


async def test_it_may_go_deaf_and_heal_again_and_again(polling: Polling) -> None:
    for _ in range(3):
        await spoil(polling.server, "half-open")
        await polling.until(is_problem=True)
        await asyncio.sleep(0.3)
        await mend(polling.server)
        await polling.until(is_problem=False)
    assert not polling.task.done()


async def spoil(server: Server, behaviour: str) -> None:
    server.behaviour = behaviour
    if behaviour == "cut off":
        await server.stop()


async def mend(server: Server) -> None:
    if server.behaviour == "cut off":
        await server.start()
    server.behaviour = "well"

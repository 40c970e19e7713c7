"""A sandbox for each test, and somebody to talk to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.caller import TOKEN, Caller


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    server = Sandbox(token=TOKEN)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def caller(sandbox: Sandbox) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(sandbox.address, session)

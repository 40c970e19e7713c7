"""A sandbox for each test, somebody to talk to it, and a browser at the width of a phone."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from sandbox.server import Sandbox
from tests.conftest import CHROMIUM
from tests.sandbox.caller import TOKEN, Caller
from tests.sandbox.receiver import Receiver

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


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


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook", receiver.take), web.get("/elsewhere", receiver.welcome)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    assert CHROMIUM is not None  # without one these tests are deselected; see tests/conftest.py
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 360, "height": 740})
        yield page
        await browser.close()

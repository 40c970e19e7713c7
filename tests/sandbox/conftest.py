"""A sandbox for each test, somebody to talk to it, and a browser at the width of a phone."""

import subprocess
import time
from collections.abc import AsyncIterator, Iterator

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


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a browser that is started once: each test has a context of its own in it."""
    assert CHROMIUM is not None  # without one these tests are deselected; see tests/conftest.py
    folder = tmp_path_factory.mktemp("browser")
    place = [f"--user-data-dir={folder}", "--remote-debugging-port=0"]
    with subprocess.Popen(
        [CHROMIUM, "--headless", *FLAGS, *place, "about:blank"], stderr=subprocess.DEVNULL
    ) as running:
        port = folder / "DevToolsActivePort"
        ends = time.monotonic() + 60
        while not (port.exists() and port.read_text().count("\n")):
            assert running.poll() is None and time.monotonic() < ends, "the browser does not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text().split()[0]}"
        running.terminate()


@pytest.fixture
async def page(sandbox: Sandbox, browser: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(browser)
        context = await connected.new_context(viewport={"width": 360, "height": 740})
        yield await context.new_page()
        await context.close()

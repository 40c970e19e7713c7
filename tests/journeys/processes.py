"""Running `proviso` as a process of its own, and looking on through the sandbox."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp

from sandbox.server import Sandbox
from tests.journeys.forking import Process

PROVISO = Path(sys.executable).with_name("proviso")
Environment = dict[str, str]
# Only a failure waits so long; a busy machine may.
PATIENCE_S = 90.0


def process(settings: Environment, folder: Path, *arguments: str) -> AbstractAsyncContextManager[Process]:
    """`proviso` with these arguments, `run` without any, forked; killed at the end of the block."""
    return process_of("bot.cli", settings, folder, *(arguments or ("run",)))


@asynccontextmanager
async def process_of(
    module: str, settings: Environment, folder: Path, *arguments: str
) -> AsyncIterator[Process]:
    """A module's `main()` with these arguments, forked; killed at the end of the block."""
    running = await Process.start(settings, folder, *arguments, module=module)
    try:
        yield running
    finally:
        running.kill()
        await running.wait()


def executable(
    settings: Environment, folder: Path, *arguments: str
) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
    """The same as an operator starts it: a fresh Python."""
    return started(settings, folder, str(PROVISO), *(arguments or ("run",)))


@asynccontextmanager
async def started(
    settings: Environment, folder: Path, *arguments: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Python with these arguments and settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PROVISO_")}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env=environment | settings,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def outcome(settings: Environment, folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and everything that was printed."""
    async with process(settings, folder, *arguments) as running:
        printed, _ = await asyncio.wait_for(running.communicate(), PATIENCE_S)
        return running.returncode or 0, printed.decode()


def one_line(printed: str) -> str:
    """The one line that says why it ended."""
    lines = [line for line in printed.splitlines() if line.startswith("proviso: ")]
    assert len(lines) == 1, printed
    assert "Traceback" not in printed
    return lines[0]


async def post(sandbox: Sandbox, what: str, **body: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{sandbox.address}/_sandbox/{what}", json=body) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def answers(sandbox: Sandbox) -> list[tuple[int, str]]:
    """Every message the bot has sent: the chat, and the first line."""
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.address}/_sandbox/state") as answer:
        state = await answer.json()
    return [
        (message["chat"]["id"], message["text"].splitlines()[0])
        for message in state["messages"]
        if message["from"]["is_bot"]
    ]


async def until(
    done: Callable[[list[tuple[int, str]]], bool], sandbox: Sandbox, seconds: float = PATIENCE_S
) -> float:
    started = monotonic()
    while not done(await answers(sandbox)):
        assert monotonic() - started < seconds, await answers(sandbox)
        await asyncio.sleep(0.05)
    return monotonic() - started

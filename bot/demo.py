"""The demo: the real bot against the local sandbox, on an embedded database that starts empty."""

import asyncio
import contextlib
import secrets
import shutil
import signal
from pathlib import Path

from pydantic import SecretStr

from bot import app, logs
from config import settings as config
from config.settings import SettingsError
from sandbox.server import Sandbox

_PORTS_TRIED = 50


async def run(port: int, folder: Path) -> int:
    """Serve the chat page until Ctrl-C; gives the exit code."""
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
    sandbox = Sandbox(token=token)
    address = await _listen(sandbox, port)
    _empty(folder)
    settings = config.load(
        bot_token=SecretStr(token),
        api_base_url=address,
        database_url=SecretStr(f"sqlite+aiosqlite:///{folder / 'proviso.sqlite3'}"),
    )
    logs.set_up("WARNING", settings.log_format, [token])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop.set)
    try:
        async with app.running(settings) as failed:
            print(f"Proviso is ready: {address}/  (Ctrl-C ends it; nothing leaves this machine)", flush=True)
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({stopped, failed}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if failed.done():
                failed.result()
    finally:
        await sandbox.stop()
    return 0


async def _listen(sandbox: Sandbox, port: int) -> str:
    """The wanted port, or the next free one."""
    for wanted in range(port, port + _PORTS_TRIED):
        with contextlib.suppress(OSError):
            return await sandbox.start("127.0.0.1", wanted)
    raise SettingsError(f"no port from {port} to {port + _PORTS_TRIED - 1} is free: choose one with PORT=")


def _empty(folder: Path) -> None:
    """A fresh folder; one that holds anything else than a demo is left alone."""
    marker = folder / "demo"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise SettingsError(f"{folder} holds something else than a demo: name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    marker.touch()

"""The demo: the real bot against the local sandbox, on an embedded database that starts empty."""

import asyncio
import contextlib
import secrets
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import SecretStr

from bot import app, logs
from config import settings as config
from config.settings import SettingsError
from sandbox.server import Sandbox

_PORTS_TRIED = 50
_FOLDERS_TRIED = 10


async def run(port: int, folder: Path) -> int:
    """Serve the chat page until Ctrl-C; gives the exit code."""
    token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
    bot: asyncio.Future[app.Running] = asyncio.get_running_loop().create_future()

    async def set_clock(instant: datetime | None) -> datetime:
        # Shielded: a page that goes away must not take the others' bot with it.
        return await (await asyncio.shield(bot)).set_clock(instant)

    sandbox = Sandbox(token=token, set_clock=set_clock)
    own, lock = _claim(folder)
    address = await _listen(sandbox, port)
    settings = config.load(
        bot_token=SecretStr(token),
        api_base_url=address,
        database_url=SecretStr(f"sqlite+aiosqlite:///{own / 'proviso.sqlite3'}"),
        listen="127.0.0.1:0",
    )
    logs.set_up("WARNING", settings.log_format, [token])
    stop = app.stop_requested()
    try:
        async with app.running(settings) as running:
            bot.set_result(running)
            print(f"Proviso is ready: {address}/  (Ctrl-C ends it; nothing leaves this machine)", flush=True)
            await app.until_stopped(stop, running.failed)
    finally:
        await sandbox.stop()
        lock.release()
    return 0


async def _listen(sandbox: Sandbox, port: int) -> str:
    """The wanted port, or the next free one."""
    for wanted in range(port, port + _PORTS_TRIED):
        with contextlib.suppress(OSError):
            return await sandbox.start("127.0.0.1", wanted)
    raise SettingsError(f"no port from {port} to {port + _PORTS_TRIED - 1} is free: choose one with PORT=")


def _claim(folder: Path) -> tuple[Path, FileLock]:
    """A folder of this demo's own, emptied: the one asked for, or one beside it while a demo runs there.

    A folder that holds anything else than a demo is left alone.
    """
    for number in range(1, _FOLDERS_TRIED + 1):
        own = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        marker = own / "demo"
        if own.exists() and any(own.iterdir()) and not marker.exists():
            raise SettingsError(f"{own} holds something else than a demo: name another folder with --folder")
        own.mkdir(parents=True, exist_ok=True)
        lock = FileLock(marker, timeout=0)
        with contextlib.suppress(Timeout):
            lock.acquire()
            for file in own.iterdir():
                if file != marker:
                    file.unlink()
            return own, lock
    raise SettingsError(f"{_FOLDERS_TRIED} demos run already: end one of them")

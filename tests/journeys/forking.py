"""`proviso` in a process forked from one that has its modules loaded: a fresh Python takes a second to import them."""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [__name__, "bot.app", "bot.commands", "bot.demo", "bot.doctor.examine", "bot.alerts.operating", "alembic.command",
     "aiosqlite", "psycopg", "numpy"]
)  # fmt: skip


class Process:
    """A running `proviso`, in the words of `asyncio.subprocess.Process`."""

    def __init__(self, running: ForkServerProcess, stdout: asyncio.StreamReader) -> None:
        self._running = running
        self.stdout = stdout

    @classmethod
    async def start(
        cls, settings: Mapping[str, str], folder: Path, *arguments: str, module: str = "bot.cli"
    ) -> Self:
        """Start a module's `main()`; what it prints, on standard error too, can be read from `stdout`."""
        reader, writer = FORKING.Pipe(duplex=False)
        running = FORKING.Process(
            target=_run, args=(dict(settings), folder, arguments, module, writer), daemon=True
        )
        running.start()
        writer.close()
        stdout = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdout), reader)
        return cls(running, stdout)

    @property
    def pid(self) -> int:
        assert self._running.pid is not None
        return self._running.pid

    @property
    def returncode(self) -> int | None:
        return self._running.exitcode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._running.kill()

    async def wait(self) -> int:
        while self.returncode is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return self.returncode

    async def communicate(self) -> tuple[bytes, None]:
        printed = await self.stdout.read()
        await self.wait()
        return printed, None


def run(settings: Mapping[str, str], folder: Path, *arguments: str, module: str = "bot.cli") -> None:
    """What the forked process does, once it has its standard output."""
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("PROVISO_")]:
        del os.environ[name]
    os.environ.update(settings)
    sys.argv = ["proviso", *arguments]
    import_module(module).main()


def _run(
    settings: Mapping[str, str],
    folder: Path,
    arguments: tuple[str, ...],
    module: str,
    writer: "Connection[Any, Any]",
) -> None:
    for standard in (1, 2):
        os.dup2(writer.fileno(), standard)
    writer.close()
    run(settings, folder, *arguments, module=module)

"""`proviso run` in processes forked from one that has its modules loaded, to be killed often at little cost."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sandbox.server import Sandbox
from tests.journeys.forking import FORKING, run
from tests.journeys.processes import Environment


class Forked:
    """The one process that runs: killed with -9 by us or by a fault of the sandbox, and started again."""

    def __init__(self, settings: Environment, folder: Path, sandbox: Sandbox) -> None:
        self._settings = settings
        self._folder = folder
        self._sandbox = sandbox
        self.kills = 0
        self.running = self._start()

    def _start(self) -> ForkServerProcess:
        running = FORKING.Process(target=run, args=(self._settings, self._folder, "run"), daemon=True)
        running.start()
        self._sandbox.client = running.pid
        return running

    async def kill(self) -> None:
        self.running.kill()
        await self.start_again()

    async def start_again(self) -> None:
        """Wait until it was killed, and start the next."""
        await asyncio.to_thread(self.running.join, 30)
        assert self.running.exitcode == -signal.SIGKILL
        self.running.close()
        self.kills += 1
        self.running = self._start()


@asynccontextmanager
async def forked(settings: Environment, folder: Path, sandbox: Sandbox) -> AsyncIterator[Forked]:
    """`proviso run` with these settings, killed at the end of the block."""
    bot = Forked(settings, folder, sandbox)
    try:
        yield bot
    finally:
        bot.running.kill()
        await asyncio.to_thread(bot.running.join)
        bot.running.close()

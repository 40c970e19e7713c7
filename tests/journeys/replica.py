"""`proviso run` as one of several replicas, in forked processes that are killed at a commit or at any moment."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from ctypes import c_int
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import RawValue
from os import getpid, kill
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import app, store
from bot.alerts import ticking
from bot.ticks import Tick
from domain.programs import Deadline
from sandbox.server import Sandbox
from storage import programs
from storage.alerts import claiming, intending
from storage.database import Database
from tests.journeys.forking import FORKING, run
from tests.journeys.processes import PATIENCE_S, Environment
from tests.storage.ledger import program
from transport.pacing import Pace, Paces, Window

# How the statement reads that only this kind of transaction of the ledger runs.
COMMITS = {
    "expansion": "UPDATE occurrence SET cursor=",
    "catching up": "UPDATE subscription SET caught_up=",
    "claim": "WITH due AS",
    "intent": "tries=(delivery.tries + ",
    "settlement": "INSERT INTO attempt",
    "recovery": "delivery.lease_until < ",
}
NONE = -1
_SOME = 5
_ANY = Pace(Window(1000, 1.0), 0.0)


class Mortal(Database):
    """A database whose process dies right after it has committed a transaction of the kind that is armed."""

    def __init__(self, url: str, armed: c_int, commits: c_int) -> None:
        super().__init__(url)
        self._armed = armed
        self._commits = commits
        event.listen(self.engine.sync_engine, "after_cursor_execute", _note)

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        async with super().write(lock) as connection:
            info = (await connection.get_raw_connection()).info
            info["kinds"] = set()
            yield connection
            kinds: set[int] = info["kinds"]
        self._commits.value += 1
        if self._armed.value in kinds:
            self._armed.value = NONE
            kill(getpid(), signal.SIGKILL)


def _note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
    if cursor.rowcount:  # -1 where the driver does not know
        kinds = {n for n, mark in enumerate(COMMITS.values()) if mark in statement}
        connection.info.setdefault("kinds", set()).update(kinds)


class Replicas:
    """So many processes of the bot on one database; one that was killed is started again."""

    def __init__(
        self, settings: Environment, folder: Path, sandbox: Sandbox, count: int, *, is_hurried: bool
    ) -> None:
        """`is_hurried`: with leases of seconds, where waiting for them is not the point."""
        self._settings = settings | ({"PROVISO_ALERT_RATE": "1000"} if is_hurried else {})
        self._folder = folder
        self._is_hurried = is_hurried
        self._armed = RawValue(c_int, NONE)
        self._commits = RawValue(c_int, 0)
        self.kills = 0
        self.last_kill = monotonic()
        self._running = [self._start() for _ in range(count)]
        sandbox.client = self._caller

    def _start(self) -> ForkServerProcess:
        shared = (self._armed, self._commits)
        running = FORKING.Process(
            target=_run, args=(self._settings, self._folder, *shared, self._is_hurried), daemon=True
        )
        running.start()
        return running

    def __len__(self) -> int:
        return len(self._running)

    async def work(self) -> None:
        """Wait until one of them is at work: it has committed some transactions."""
        began, before = monotonic(), self._commits.value
        while self._commits.value < before + _SOME:
            assert monotonic() - began < PATIENCE_S, "nobody works"
            await asyncio.sleep(0.01)

    async def kill(self, number: int) -> None:
        """Kill one at this very moment."""
        self._running[number].kill()
        await self.replace_dead()

    def arm(self, kind: str) -> None:
        """Have the first that commits such a transaction die of it."""
        self._armed.value = list(COMMITS).index(kind)

    async def replace_dead(self) -> None:
        """Wait until one or more have died, and start others in their places."""
        began = monotonic()
        while not (dead := [n for n, one in enumerate(self._running) if not one.is_alive()]):
            assert monotonic() - began < PATIENCE_S, "nobody was killed"
            await asyncio.sleep(0.01)
        for number in dead:
            assert self._running[number].exitcode == -signal.SIGKILL
            self._running[number].close()
            self.kills += 1
            self.last_kill = monotonic()
            self._running[number] = self._start()

    def _caller(self, port: int) -> int | None:
        """Which of them calls from a port."""
        for one in self._running:
            assert one.pid is not None
            with suppress(psutil.NoSuchProcess):  # killed a moment ago
                if any(end.laddr.port == port for end in psutil.Process(one.pid).net_connections("tcp")):
                    return one.pid
        return None

    async def stop(self) -> None:
        for one in self._running:
            one.kill()
            await asyncio.to_thread(one.join)
            one.close()


def _run(settings: Environment, folder: Path, armed: c_int, commits: c_int, is_hurried: bool) -> None:
    store.Database = lambda url: Mortal(url, armed, commits)  # type: ignore[assignment,misc]
    # What one chat bears would put off what a chat is told of many deadlines at once: tests of the budget show it.
    app.running = partial(app.running, paces=Paces(_ANY, _ANY))
    if is_hurried:
        claiming.CLAIM_S, intending.SEND_S = 6.0, 6.0
        real = ticking.ticks
        ticking.ticks = lambda *given, **more: tuple(_hurried(tick) for tick in real(*given, **more))
    run(settings, folder, "run")


def _hurried(tick: Tick) -> Tick:
    return replace(tick, seconds=0.5) if tick.name == "take_up_alerts" else tick


async def edit_and_die(url: str, now: datetime, parts: Sequence[Deadline], *, is_committed: bool) -> None:
    """Have a process store an edit of the program and be killed right before it is committed, or right after."""
    editor = FORKING.Process(target=_edit, args=(url, now, parts, is_committed), daemon=True)
    editor.start()
    await asyncio.to_thread(editor.join, PATIENCE_S)
    assert editor.exitcode == -signal.SIGKILL
    editor.close()


def _edit(url: str, now: datetime, parts: Sequence[Deadline], is_committed: bool) -> None:
    async def edit() -> None:
        async with Database(url).write(lock="apply") as connection:
            await programs.apply(connection, [(program(*parts), "0" * 64)], now)
            if not is_committed:
                kill(getpid(), signal.SIGKILL)
        kill(getpid(), signal.SIGKILL)

    asyncio.run(edit())

"""P1 and P2, what an alert costs, and how many go out in a second, with 50 ms for each answer of Telegram.

Run by `make bench`. Proviso claims, words, means, sends and settles each alert in its ledger, once on SQLite
and once on PostgreSQL; python-telegram-bot's default client sends the very same message with no ledger at
all. All have 64 in flight, take turns in each round, and are processes of their own, each on one core. The
pretend Bot API is one more, and a client that only writes ready bytes shows what that bears.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import orjson
import psutil

from benchmarks.postgresql import postgresql
from benchmarks.replies import PEERS_PYTHON, PTB, ROOT, TOKEN

ROUNDS = 7
LATENCY_S = 0.05
ALERTS = 2_000
PEERS_ALERTS = 500
SQLITE, POSTGRESQL, FLOOR = "Proviso on SQLite", "Proviso on PostgreSQL", "ready bytes"
# Each round is a day, on which all that asked for this place are told of its deadline.
FIRST_DAY = date(2017, 8, 4)
P1, P2, P2_FLOOR = 1 / 12, 8.0, 1_000


@dataclass(frozen=True, slots=True)
class Cost:
    """One round of one client: CPU in µs for each alert, alerts in a second, and the API's use of a core."""

    cpu_us: float
    per_s: float
    api: float


class Child:
    """A process that does something for each line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._counted = psutil.Process(process.pid)

    async def heard(self) -> str:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError("a process of the bench has ended")
        return line

    async def told(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        return await self.heard()

    def cpu(self) -> float:
        times = self._counted.cpu_times()
        return float(times.user + times.system)


@asynccontextmanager
async def child(
    python: Path, *arguments: str, is_client: bool = False, **environment: str
) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        python, "-m", *arguments,
        env=os.environ | environment, cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        preexec_fn=_stay_on_one_core if is_client else None,
    )  # fmt: skip
    try:
        yield Child(process)
    finally:
        process.kill()
        await process.wait()


def _stay_on_one_core() -> None:
    """With all its threads, which inherit it."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


async def main() -> None:
    ours = Path(sys.executable)
    with (
        tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder,
        postgresql(f"{folder}/server") as url,
    ):
        async with AsyncExitStack() as running:
            api = await running.enter_async_context(child(ours, "benchmarks.pretend", str(LATENCY_S)))
            given = {"BENCH_API": await api.heard(), "BENCH_TOKEN": TOKEN}
            databases = {SQLITE: f"sqlite+aiosqlite:///{folder}/alerts.sqlite3", POSTGRESQL: url}
            clients: dict[str, Child] = {}
            for name, database in databases.items():
                command = child(
                    ours, "benchmarks.sender", str(ALERTS), is_client=True, **given, BENCH_DATABASE=database
                )
                clients[name] = await running.enter_async_context(command)
            for name, module in ((PTB, "ptb_sender"), (FLOOR, "floor_sender")):
                command = child(
                    PEERS_PYTHON, f"benchmarks.peers.{module}", str(PEERS_ALERTS), is_client=True, **given
                )
                clients[name] = await running.enter_async_context(command)
            for client in clients.values():
                await client.heard()
            rounds = await _measure(clients, api)
    _report(rounds)


async def _measure(clients: dict[str, Child], api: Child) -> dict[str, list[Cost]]:
    """Every client in turn, day by day, after one that is not counted."""
    rounds: dict[str, list[Cost]] = {name: [] for name in clients}
    for number in range(ROUNDS + 1):
        day = FIRST_DAY + timedelta(days=number)
        message = ""
        for name, client in clients.items():
            if name in (SQLITE, POSTGRESQL):
                await client.told(f"{day}T09:00:00-04:00")
                message = "go"
            cost, message = await _send(client, api, message)
            if number:
                rounds[name].append(cost)
    return rounds


async def _send(client: Child, api: Child, line: str) -> tuple[Cost, str]:
    """One client's round; gives the last message too, as the pretend Bot API got it."""
    before, answered, started = client.cpu(), api.cpu(), perf_counter()
    count = int(await client.told(line))
    took = perf_counter() - started
    cost = Cost((client.cpu() - before) / count * 1e6, count / took, (api.cpu() - answered) / took)
    told = orjson.loads(await api.told("how many"))
    if told["sent"] != count:
        raise RuntimeError(f"{count} alerts should have come, but {told['sent']} did")
    return cost, told["last"]


def _report(rounds: dict[str, list[Cost]]) -> None:
    print(f"P1, P2  alerts at {LATENCY_S * 1e3:.0f} ms for each answer, 64 in flight, {ROUNDS} rounds")
    for name, costs in rounds.items():
        cpu, rate, api = (median(of) for of in zip(*((c.cpu_us, c.per_s, c.api) for c in costs), strict=True))
        print(f"    {name}: {cpu:,.0f} µs, {rate:,.0f}/s (the pretend Bot API uses {api:.0%} of a core)")
    for name in (SQLITE, POSTGRESQL):
        pairs = list(zip(rounds[name], rounds[PTB], strict=True))
        cheaper = median(theirs.cpu_us / mine.cpu_us for mine, theirs in pairs)
        faster = median(mine.per_s / theirs.per_s for mine, theirs in pairs)
        print(f"    P1 {name}: CPU 1/{cheaper:.1f} of {PTB} (goal 1/{1 / P1:.0f})")
        print(f"    P2 {name}: {median(c.per_s for c in rounds[name]):,.0f}/s (goal {P2_FLOOR:,}), "
              f"× {faster:.1f} of {PTB} (goal {P2:.0f})")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())

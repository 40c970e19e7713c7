"""P9, the start: from nothing to the first reply, and the memory that stays, beside a bare bot.

Both poll, and an update waits for them. Proviso's database exists: a start is a restart. The bare bot is
python-telegram-bot with one command that says hello; it has no database, no facts and no wording.
"""

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from benchmarks.load import Asked, update
from benchmarks.pretend import BotApi
from benchmarks.replies import PEERS_PYTHON, ROOT, TOKEN

ROUNDS = 9
OURS, BARE = "Proviso", "bare bot"
GOAL = 2.0
_SETTLED_S = 1.5


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to the first reply, and resident memory in MiB after it."""

    seconds: float
    memory: float


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder:
        # The first start of each makes the database, and Python's compiled files.
        rounds = [[await _start(name, Path(folder)) for name in (OURS, BARE)] for _round in range(ROUNDS + 1)]
    ours, bare = zip(*rounds[1:], strict=True)
    print(f"P9  cold start with an update waiting, then idle, {ROUNDS} rounds")
    for name, starts in ((OURS, ours), (BARE, bare)):
        seconds, memory = median(start.seconds for start in starts), median(start.memory for start in starts)
        print(f"    {name}: first reply after {seconds:.2f} s, {memory:.0f} MiB")
    slower = median(mine.seconds / theirs.seconds for mine, theirs in zip(ours, bare, strict=True))
    larger = median(mine.memory / theirs.memory for mine, theirs in zip(ours, bare, strict=True))
    print(f"    time × {slower:.2f} (goal {GOAL}), memory × {larger:.2f} (goal {GOAL})")


async def _start(name: str, folder: Path) -> Start:
    replied = asyncio.Event()
    async with BotApi(lambda _chat, _body: replied.set()) as api:
        api.let_wait(update(Asked(1001, "/status Baltimore")))
        command, settings = _command(name, folder, api.address)
        started = perf_counter()
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | settings, cwd=ROOT)
        try:
            await asyncio.wait_for(replied.wait(), 60)
            took = perf_counter() - started
            await asyncio.sleep(_SETTLED_S)
            return Start(took, psutil.Process(process.pid).memory_info().rss / 2**20)
        finally:
            process.kill()
            await process.wait()


def _command(name: str, folder: Path, api: str) -> tuple[list[str], dict[str, str]]:
    if name == OURS:
        return [str(Path(sys.executable).with_name("proviso")), "run"], {
            "PROVISO_BOT_TOKEN": TOKEN,
            "PROVISO_API_BASE_URL": api,
            "PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'start.sqlite3'}",
            "PROVISO_LISTEN": "127.0.0.1:0",
            "PROVISO_LOG_LEVEL": "WARNING",
        }
    return [str(PEERS_PYTHON), "-m", "benchmarks.peers.bare"], {"BENCH_TOKEN": TOKEN, "BENCH_API": api}


if __name__ == "__main__":
    asyncio.run(main())

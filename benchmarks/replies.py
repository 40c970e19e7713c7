"""P3 and P4, what a reply costs: CPU of the whole bot process for each /status over a webhook.

Four bots wait side by side, and in each round the same people ask each of them in turn, over 64 connections,
each waiting for the reply. Proviso keeps every update in its durable inbox first; its peers keep none.
One person in ten is new in each round, so that chats are stored too. Before anything is measured, the text
and the buttons of all bots are compared.
"""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import psutil

from benchmarks import pretend
from benchmarks.load import PATH, SECRET, Asked, Crowd
from benchmarks.peers import store
from config import files
from config.gazetteer import table
from domain import places
from domain.programs import Catalogue
from domain.questions.index import Indexes
from handlers import answers as ours
from handlers.context import Viewer
from handlers.question import Question
from messages.language import partial
from messages.message import SOURCES_PER_FACT, Answer, Tap, lay_out

CONNECTIONS = 64
PEOPLE = 400
NEW_EACH_ROUND = 40
ROUNDS = 7
TOKEN = "1234567890:bench"  # noqa: S105 - of no bot
OURS, PTB, AIOGRAM, FLOOR = "Proviso", "python-telegram-bot", "aiogram", "answers without a bot"
SIDES = (OURS, PTB, AIOGRAM, FLOOR)
GOALS = {PTB: ("P3", 1 / 4), AIOGRAM: ("P4", 1 / 2)}
# The peers have no limit either. The budget stays on, and what it costs is measured.
UNLIMITED = {"PROVISO_REPLY_RATE": "1000000"}
ROOT = Path(__file__).parents[1]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Cost:
    """One round of one bot: CPU in microseconds for each reply, and replies in a second."""

    cpu_us: float
    per_s: float


@dataclass(frozen=True, slots=True)
class Side:
    """A bot that runs, and the crowd that writes to it."""

    process: psutil.Process
    crowd: Crowd

    async def measure(self, questions: Sequence[Asked]) -> Cost:
        before, started = _cpu(self.process), perf_counter()
        await self.crowd.ask(questions, CONNECTIONS)
        took = perf_counter() - started
        # What is written down after the reply belongs to it.
        await asyncio.sleep(0.3)
        spent = _cpu(self.process) - before
        return Cost(spent / len(questions) * 1e6, len(questions) / took)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def main() -> None:
    answers = _answers()
    names = list(answers)
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder:
        for peer in GOALS:
            await _fill(answers, _database(peer, Path(folder)))
        async with AsyncExitStack() as running:
            sides = {name: await running.enter_async_context(started(name, Path(folder))) for name in SIDES}
            await _compare(sides, names)
            rounds = await _measure(sides, names)
    _report(rounds)


async def _measure(sides: dict[str, Side], names: Sequence[str]) -> dict[str, list[Cost]]:
    """Each round asks every bot the same, after one that is not counted."""
    rounds: dict[str, list[Cost]] = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        first = 10_000 + number * NEW_EACH_ROUND
        people = range(first, first + PEOPLE)
        questions = [Asked(person, f"/status {names[person % len(names)]}") for person in people]
        for name, side in sides.items():
            cost = await side.measure(questions)
            if number:
                rounds[name].append(cost)
    return rounds


def _report(rounds: dict[str, list[Cost]]) -> None:
    print(
        f"P3, P4  CPU for each /status over a webhook, {CONNECTIONS} connections, "
        f"{ROUNDS} rounds of {PEOPLE} people"
    )
    for name, costs in rounds.items():
        cpu, rate = median(cost.cpu_us for cost in costs), median(cost.per_s for cost in costs)
        print(f"    {name}: {cpu:,.0f} µs, {rate:,.0f}/s")
    for peer, (id, goal) in GOALS.items():
        ratio = median(
            mine.cpu_us / theirs.cpu_us for mine, theirs in zip(rounds[OURS], rounds[peer], strict=True)
        )
        print(f"    {id} to {peer}: {ratio:.2f}, 1/{1 / ratio:.1f} (goal {goal:.2f})")


async def _compare(sides: dict[str, Side], names: Sequence[str]) -> None:
    """Nobody may do less work: every bot says the same, word for word."""
    questions = [Asked(1_000 + number, f"/status {name}") for number, name in enumerate(names)]
    said = {
        name: {person: pretend.read(body) for person, body in (await side.crowd.ask(questions, 8)).items()}
        for name, side in sides.items()
        if name != FLOOR
    }
    for peer in (PTB, AIOGRAM):
        for asked in questions:
            if said[peer][asked.person] != said[OURS][asked.person]:
                raise RuntimeError(f"{peer} answers {asked.text!r} otherwise than Proviso")


@asynccontextmanager
async def started(name: str, folder: Path, settings: Mapping[str, str] = UNLIMITED) -> AsyncIterator[Side]:
    """A bot in a process of its own, over a webhook."""
    port = _free_port()
    crowd = Crowd(port)
    async with crowd.api:
        command, settings = _command(name, folder, port, crowd.api.address, settings)
        process = await asyncio.create_subprocess_exec(*command, env=os.environ | settings, cwd=ROOT)
        try:
            await _listening(port)
            yield Side(psutil.Process(process.pid), crowd)
        finally:
            process.kill()
            await process.wait()


def _command(
    name: str, folder: Path, port: int, api: str, settings: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    if name == OURS:
        return [str(Path(sys.executable).with_name("proviso")), "run"], {
            "PROVISO_BOT_TOKEN": TOKEN,
            "PROVISO_API_BASE_URL": api,
            "PROVISO_DATABASE_URL": _database(name, folder),
            "PROVISO_MODE": "webhook",
            "PROVISO_WEBHOOK_URL": f"https://127.0.0.1:{port}{PATH}",
            "PROVISO_WEBHOOK_SECRET": SECRET,
            "PROVISO_LISTEN": f"127.0.0.1:{port}",
            "PROVISO_LOG_LEVEL": "WARNING",
            **settings,
        }
    module = {PTB: "ptb", AIOGRAM: "aiogram_bot", FLOOR: "floor"}[name]
    return [str(PEERS_PYTHON), "-m", f"benchmarks.peers.{module}"], {
        "BENCH_TOKEN": TOKEN,
        "BENCH_API": api,
        "BENCH_SECRET": SECRET,
        "BENCH_PORT": str(port),
        "BENCH_DATABASE": _database(name, folder),
    }


def _database(name: str, folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / name}.sqlite3"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _listening(port: int) -> None:
    for _attempt in range(300):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the bot does not listen")


async def _fill(answers: dict[str, Answer], url: str) -> None:
    """Give the peers the facts on each place, worded as Proviso words them today."""
    kept = store.Store(url)
    async with kept.opened(), kept.session() as session:
        await store.fill(session, [_worded(name, answer) for name, answer in answers.items()])


def _answers() -> dict[str, Answer]:
    """Proviso's answer on each place that has one message, by the name that is asked for."""
    program = next(file.program for file in files.load_all(files.bundled()) if file.program.id == "psp")
    zone = ZoneInfo("America/New_York")
    catalogue, names = Catalogue(1, (program,)), {program.id: places.index(program, table.packaged())}
    question = Question(
        catalogue=catalogue,
        program=program,
        names=names,
        indexes=Indexes(catalogue, names),
        viewer=Viewer(zone, "en", datetime.now(zone).date()),
    )
    said = {
        place.name: ours.to_text(replace(question, text=f"/status {place.name}"))
        for place in program.jurisdictions
    }
    return {name: a for name, a in said.items() if isinstance(a, Answer) and len(lay_out(a)) == 1}


def _worded(name: str, answer: Answer) -> dict[str, Any]:
    shown = [block.sources[:SOURCES_PER_FACT] for block in answer.blocks]
    return {
        "name": name.lower(),
        "lines": [
            {"text": str(block.text), "spaced": block.spaced, "sources": [source.id for source in sources]}
            for block, sources in zip(answer.blocks, shown, strict=True)
        ],
        "sources": {
            source.id: {
                "outlet": source.outlet,
                "title": source.title,
                "url": source.url or "",
                "date": partial(source.published, short=True) if source.published else "date not printed",
            }
            for sources in shown
            for source in sources
        },
        "closing": str(answer.closing),
        "buttons": [
            [{"text": tap.label, "callback_data": tap.data} for tap in row if isinstance(tap, Tap)]
            for row in answer.buttons
        ],
    }


if __name__ == "__main__":
    asyncio.run(main())

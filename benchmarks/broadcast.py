"""P7, replies while a broadcast saturates its lane: how long people wait, and how well the lane is used.

Run by `make bench`. One bot runs; quiet rounds and rounds with a broadcast take turns. In both, somebody new
asks every 250 ms, which is less than the lane of replies bears. The alerts come from a second process on the
same PostgreSQL, 64 at a time, through the same budget and the same way out.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from benchmarks.load import Asked, Crowd
from benchmarks.postgresql import postgresql
from benchmarks.replies import OURS, ROOT, TOKEN, started
from messages.markup import html
from messages.message import Message
from storage.database import Database
from transport.api import Api
from transport.budget import Budget, Lane, Rates
from transport.request import AiohttpRequest

ROUNDS = 5
QUESTIONS = 40
APART_S = 0.25
IN_FLIGHT = 64
FIRST_ALERTED = 10_000_000  # nobody who asks has such a number
QUESTION = "/status Baltimore"


async def main() -> None:
    waits: dict[bool, list[float]] = {False: [], True: []}
    uses: list[float] = []
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder, postgresql(folder) as url:
        async with started(OURS, Path(folder), {"PROVISO_DATABASE_URL": url}) as side:
            crowd = side.crowd
            await _ask(crowd, 1)  # a round that is not counted
            for number in range(1, ROUNDS + 1):
                waits[False] += await _ask(crowd, 2_000 * number)
                async with _broadcast(crowd, url):
                    began, already = perf_counter(), len(crowd.sent)
                    waits[True] += await _ask(crowd, 2_000 * number + 1_000)
                    alerts = sum(chat >= FIRST_ALERTED for chat in crowd.sent[already:])
                    uses.append(alerts / (perf_counter() - began) / Rates().alerts)
                await asyncio.sleep(1)
            most = _most_in_a_second(crowd.sent_at)
    quiet, busy = (_p99(waits[is_busy]) for is_busy in (False, True))
    print(f"P7  a reply every {APART_S * 1e3:.0f} ms beside a broadcast, {ROUNDS} rounds of {QUESTIONS}")
    print(f"    p50: {median(waits[False]) * 1e3:.0f} ms quiet, {median(waits[True]) * 1e3:.0f} ms beside it")
    print(f"    p99: {quiet * 1e3:.0f} ms, {busy * 1e3:.0f} ms; ratio {busy / quiet:.2f} (goal 2.5)")
    print(f"    the lane of alerts is used by {median(uses):.0%} (goal 90 %)")
    print(f"    most messages in any second: {most} (goal 30)")


async def _ask(crowd: Crowd, first: int) -> list[float]:
    """Seconds that each of many people waits for the reply."""

    async def one(number: int) -> float:
        await asyncio.sleep(number * APART_S)
        asked = perf_counter()
        await crowd.ask([Asked(first + number, QUESTION)], 1)
        return perf_counter() - asked

    return await asyncio.gather(*(one(number) for number in range(QUESTIONS)))


@asynccontextmanager
async def _broadcast(crowd: Crowd, url: str) -> AsyncIterator[None]:
    command = [sys.executable, "-m", "benchmarks.broadcast", crowd.api.address, url]
    process = await asyncio.create_subprocess_exec(*command, env=os.environ, cwd=ROOT)
    try:
        already = len(crowd.sent)
        while len(crowd.sent) < already + Rates().alerts:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        yield
    finally:
        process.kill()
        await process.wait()


async def _send_without_end(address: str, url: str) -> None:
    """Send to one chat after the other, as many at a time as a replica does."""
    request = AiohttpRequest()
    await request.initialize()
    async with Budget.open(Database(url), Rates()) as budget:
        api = Api(request, address, TOKEN).within(budget)

        async def send(first: int) -> None:
            for chat in range(first, sys.maxsize, IN_FLIGHT):
                permit = await budget.permit(Lane.ALERTS, chat)
                await api.send(chat, Message(html("an alert")), permit=permit)

        await asyncio.gather(*(send(FIRST_ALERTED + number) for number in range(IN_FLIGHT)))


def _most_in_a_second(moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + 1 for moment in moments) for first in moments)


def _p99(waits: Sequence[float]) -> float:
    return quantiles(waits, n=100)[98]


if __name__ == "__main__":
    asyncio.run(_send_without_end(*sys.argv[1:]) if sys.argv[1:] else main())

"""One person sends 1,000 messages in ten seconds: how many are answered, and how long the others wait.

Run by `make bench`. Calm and flooded rounds take turns on one running bot; in both, another person asks
every 50 ms. The goal: at most 20 answers and one notice, and the others' p99 at most twice the calm one.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.load import Asked, Crowd
from benchmarks.replies import OURS, started

ROUNDS = 3
SECONDS = 10.0
MESSAGES = 1_000
OTHERS = 200
SENDERS = 10  # connections of the one who floods, as Telegram would use several
QUESTION = "/status Baltimore"


async def main() -> None:
    calm: list[float] = []
    flooded: list[float] = []
    answered: list[int] = []
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder:
        async with AsyncExitStack() as running:
            side = await running.enter_async_context(started(OURS, Path(folder)))
            await _others(side.crowd, 10_000)  # a round that is not counted
            for number in range(1, ROUNDS + 1):
                calm += await _others(side.crowd, number * 100_000)
                flooder = 900 + number
                told = Counter(side.crowd.sent)[flooder]
                waits, seconds = await asyncio.gather(
                    _others(side.crowd, number * 100_000 + 50_000), _flood(side.crowd, flooder)
                )
                flooded += waits
                took.append(seconds)
                answered.append(Counter(side.crowd.sent)[flooder] - told)
    before, after = _p99(calm), _p99(flooded)
    print(f"one person sends {MESSAGES:,} messages in {max(took):.1f} s, {ROUNDS} rounds")
    print(f"    answered, the notice included: {max(answered)} at most (goal: 21)")
    print(f"    others' p99: {before * 1e3:.0f} ms calm, {after * 1e3:.0f} ms flooded; "
          f"ratio {after / before:.2f} (goal 2)")  # fmt: skip


async def _others(crowd: Crowd, first: int) -> list[float]:
    """Seconds that each of many people waits for the reply, one asking every 50 ms."""

    async def one(number: int) -> float:
        await asyncio.sleep(number * SECONDS / OTHERS)
        asked = perf_counter()
        await crowd.ask([Asked(first + number, QUESTION)], 1)
        return perf_counter() - asked

    return await asyncio.gather(*(one(number) for number in range(OTHERS)))


async def _flood(crowd: Crowd, person: int) -> float:
    """Send evenly, without waiting for replies; gives the seconds it took."""

    async def sender(number: int) -> None:
        for message in range(number, MESSAGES, SENDERS):
            await asyncio.sleep(max(0.0, began + message * SECONDS / MESSAGES - perf_counter()))
            await crowd.post(Asked(person, QUESTION))

    began = perf_counter()
    await asyncio.gather(*(sender(number) for number in range(SENDERS)))
    return perf_counter() - began


def _p99(waits: Sequence[float]) -> float:
    return quantiles(waits, n=100)[98]


if __name__ == "__main__":
    asyncio.run(main())

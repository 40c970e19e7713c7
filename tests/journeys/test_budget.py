"""Three processes send alerts at once, over a sandbox that bears no more than Telegram does."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from storage import schema
from storage.database import Database
from tests.journeys.processes import Environment, post, started
from tests.sizes import size

TOKEN = "1234567890:token-of-the-budget-tests"
ALEX = 1001
SENDER = Path(__file__).with_name("sender.py")
PEOPLE = size(90, 900)
# What is on its way when Telegram asks for a pause has left before.
ON_ITS_WAY_S = 0.15


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    for number in range(PEOPLE):
        await post(sandbox, "people", id=2000 + number, first_name="P")
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def settings(sandbox: Sandbox, empty_postgres: str) -> Environment:
    database = Database(empty_postgres)
    await schema.migrate(database)
    await database.close()
    return {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": empty_postgres,
    }


async def send(settings: Environment, folder: Path, *chats: Sequence[int]) -> None:
    """A process for each list of chats, all at once, until they have sent everything."""
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(started(settings, folder, str(SENDER), *map(str, own)))
            for own in chats
        ]
        async with asyncio.timeout(60 + PEOPLE):
            ends = await asyncio.gather(*(process.communicate() for process in running))
        assert [process.returncode for process in running] == [0] * len(chats), ends


async def sends(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession() as http, http.get(f"{sandbox.address}/_sandbox/calls") as answer:
        return [call for call in (await answer.json())["calls"] if call["method"] == "sendMessage"]


def most_in(seconds: float, moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + seconds for moment in moments) for first in moments)


@pytest.mark.soak
async def test_three_replicas_meet_no_429_and_keep_to_each_chats_pace(
    sandbox: Sandbox, settings: Environment, tmp_path: Path
) -> None:
    await post(sandbox, "limits", is_on=True)
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [int(TOKEN.partition(":")[0])]}
    group = (await post(sandbox, "chats", **body))["chat_id"]
    people = [2000 + number for number in range(PEOPLE)]
    # Some chats get messages from all three.
    shared = [ALEX, ALEX, group, group]
    await send(settings, tmp_path, *([*shared, *people[i::3]] for i in range(3)))
    made = await sends(sandbox)
    assert {call["status"] for call in made} == {200}
    assert Counter(call["chat_id"] for call in made) == Counter(people) + Counter({ALEX: 6, group: 6})
    moments = defaultdict(list)
    for call in made:
        moments[call["chat_id"]].append(call["at"])
    assert most_in(1, [call["at"] for call in made]) <= 30
    assert min(later - earlier for earlier, later in pairwise(moments[ALEX])) >= 1
    assert most_in(60, moments[group]) <= 20


@pytest.mark.soak
async def test_in_a_storm_of_429_no_replica_sends_within_a_pause_and_nothing_is_lost(
    sandbox: Sandbox, settings: Environment, tmp_path: Path
) -> None:
    people = [2000 + number for number in range(PEOPLE)]
    sending = asyncio.create_task(send(settings, tmp_path, *(people[i::3] for i in range(3))))
    async with asyncio.timeout(90):
        while len(await sends(sandbox)) < 10:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for _ in range(2):
        await post(sandbox, "faults", kind="error", code=429, retry_after=2, method="sendMessage")
        await asyncio.sleep(0.5)
    await sending
    made = await sends(sandbox)
    pauses = [call["at"] for call in made if call["status"] == 429]
    assert len(pauses) == 2
    for began in pauses:
        within = [c["at"] - began for c in made if began + ON_ITS_WAY_S < c["at"] < began + 2]
        assert within == []
    sent = [call for call in made if call["status"] == 200]
    assert Counter(call["chat_id"] for call in sent) == Counter(people)
    after = [call["at"] for call in sent if call["at"] > max(pauses)]
    assert len(after) / (max(after) - min(after)) >= 0.9 * 25

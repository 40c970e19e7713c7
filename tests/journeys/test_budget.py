"""Three processes send alerts at once, over a sandbox that bears no more than Telegram does."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Column, func, select

from bot.time import host_now
from domain.alerts.subscription import Target, Wish
from sandbox.server import Sandbox
from storage import chats, schema, subscriptions
from storage.database import Database
from storage.tables import attempt, chat, delivery
from tests.journeys.processes import Environment, post, process_of
from tests.sizes import IS_SOAK, size
from tests.storage.ledger import CITY, TOWN, apply, at, due

TOKEN = "1234567890:token-of-the-budget-tests"
BOT = int(TOKEN.partition(":")[0])
ALEX = 1001
SENDER = "tests.journeys.sender"
REPLICAS = 3
PEOPLE = size(90, 900)
# What is on its way when Telegram asks for a pause has left before.
ON_ITS_WAY_S = 0.5


@dataclass
class Fleet:
    """A sandbox, a database with people who asked for a city, and three processes that tell them."""

    sandbox: Sandbox
    database: Database
    settings: Environment
    folder: Path
    people: list[int]
    left: list[tuple[float, int]] = field(default_factory=list)

    async def subscribe(self, ids: Sequence[int], target: Target = CITY) -> None:
        async with self.database.write() as connection:
            for id in ids:
                kind = "private" if id > 0 else "supergroup"
                await chats.remember(connection, id, kind, at("2017-07-20 12:00"))
                await subscriptions.subscribe(connection, id, 0, target, at("2017-07-20 12:00"), Wish())

    async def send(
        self, when: str = "2017-08-04 09:00", *arguments: str, first: Sequence[str] = (), stops: int = 0
    ) -> None:
        """Three processes at a moment of the calendar, until all is sent; one may be stopped for a second.

        The arguments are those of each process, and `first` those of the first alone: one replies.
        """
        clock = {"PROVISO_CLOCK": f"{at(when).isoformat()}@{host_now().isoformat()}"}
        async with AsyncExitStack() as stack:
            running = [
                await stack.enter_async_context(
                    process_of(SENDER, self.settings | clock, self.folder, *arguments, *more)
                )
                for more in (first, *[()] * (REPLICAS - 1))
            ]
            ends = asyncio.gather(*(process.communicate() for process in running))
            for _ in range(stops):
                # Its end comes when all is told: until then it has something to do.
                await self.until_sent(len(await self.sends()) + 20)
                os.kill(running[-1].pid, signal.SIGSTOP)
                await asyncio.sleep(1)
                os.kill(running[-1].pid, signal.SIGCONT)
            try:
                printed = await asyncio.wait_for(ends, 240 + PEOPLE / 4)
            except TimeoutError:
                pytest.fail(f"it does not come to an end: {await self.states()}, {await self.outcomes()}")
        assert [process.returncode for process in running] == [0] * REPLICAS, printed
        self.left += [tuple(one) for out, _ in printed for one in json.loads(out.splitlines()[-1])]

    async def sends(self) -> list[dict[str, Any]]:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.sandbox.address}/_sandbox/calls") as answer,
        ):
            return [call for call in (await answer.json())["calls"] if call["method"] == "sendMessage"]

    async def until_sent(self, count: int) -> None:
        async with asyncio.timeout(90):
            while len(await self.sends()) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def states(self) -> Counter[str]:
        return await self._count(delivery.c.state)

    async def outcomes(self) -> Counter[str]:
        return await self._count(attempt.c.outcome)

    async def _count(self, of: Column[str]) -> Counter[str]:
        query = select(of, func.count()).group_by(of)
        async with self.database.read() as connection:
            return Counter({row[0]: row[1] for row in await connection.execute(query)})


@pytest.fixture
async def fleet(empty_postgres: str, tmp_path: Path) -> AsyncIterator[Fleet]:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    database = Database(empty_postgres)
    await schema.migrate(database)
    # The town has two that are due at once, of which the city has one.
    towns = (due("2017-08-18", "second", ["town"]), due("2017-08-18", "third", ["town"]))
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), *towns)
    people = [2000 + number for number in range(PEOPLE)]
    for id in people:
        await post(sandbox, "people", id=id, first_name="P")
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": empty_postgres,
    }
    if not IS_SOAK:
        # Beside other tests a message can reach the sandbox late, and so in the same second as later ones.
        settings["PROVISO_ALERT_RATE"] = "18"
    fleet = Fleet(sandbox, database, settings, tmp_path, people)
    await fleet.subscribe(people)
    yield fleet
    await database.close()
    await sandbox.stop()


def most_in(seconds: float, moments: Sequence[float]) -> int:
    return max(sum(first <= moment < first + seconds for moment in moments) for first in moments)


@pytest.mark.soak
async def test_three_replicas_meet_no_429_while_they_reply_as_fast_as_they_may(
    fleet: Fleet, record_property: Callable[[str, object], None]
) -> None:
    await post(fleet.sandbox, "limits", is_on=True)
    if not IS_SOAK:
        # Beside other tests a message can reach the sandbox late, and so in the same second as later ones.
        fleet.settings["PROVISO_ALERT_RATE"] = "18"
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [BOT]}
    group = (await post(fleet.sandbox, "chats", **body))["chat_id"]
    await fleet.subscribe([ALEX, group], TOWN)
    answered = [ALEX, group, *fleet.people[:6]]
    await fleet.send(first=["--replies", *map(str, answered)])
    made = await fleet.sends()
    assert {call["status"] for call in made} == {200}
    assert await fleet.states() == {"sent": PEOPLE + 4}
    others = Counter(call["chat_id"] for call in made if call["chat_id"] not in answered)
    assert others == Counter(fleet.people[6:])
    at = [moment for moment, _ in fleet.left]
    assert len(at) == len(made)
    assert most_in(1, at) <= 30
    assert most_in(60, [moment for moment, id in fleet.left if id == group]) <= 20
    record_property("counted", f"{len(made)} messages, at most {most_in(1, at)} in a second, 0 × 429")


@pytest.mark.soak
async def test_a_process_that_was_stopped_for_a_second_uses_no_permit_of_then(
    fleet: Fleet, record_property: Callable[[str, object], None]
) -> None:
    await post(fleet.sandbox, "limits", is_on=True)
    await fleet.send(stops=size(2, 8))
    made = await fleet.sends()
    assert {call["status"] for call in made} == {200}
    assert Counter(call["chat_id"] for call in made) == Counter(fleet.people)
    most = most_in(1, [moment for moment, _ in fleet.left])
    assert most <= 25
    record_property("counted", f"{len(made)} alerts, {size(2, 8)} stops, at most {most} in a second")


@pytest.mark.soak
async def test_in_a_storm_of_429_no_replica_sends_within_a_pause_and_nothing_is_lost(
    fleet: Fleet, record_property: Callable[[str, object], None]
) -> None:
    sending = asyncio.create_task(fleet.send())
    for number in range(size(2, 8)):
        await fleet.until_sent(10 * (number + 1))
        await post(fleet.sandbox, "faults", kind="error", code=429, retry_after=2, method="sendMessage")
        await asyncio.sleep(0.5)
    await sending
    made = await fleet.sends()
    asked = [call["at"] for call in made if call["status"] == 429]
    assert len(asked) == size(2, 8)
    to_wall = time.time() - time.monotonic()
    left = sorted(moment + to_wall for moment, _ in fleet.left)
    for began in asked:
        assert [moment - began for moment in left if began + ON_ITS_WAY_S < moment < began + 2] == []
    sent = [call for call in made if call["status"] == 200]
    assert Counter(call["chat_id"] for call in sent) == Counter(fleet.people)
    assert await fleet.states() == {"sent": PEOPLE}
    after = [moment for moment in left if moment > max(asked) + 2]
    # The last ones are those that the pause put off: then there is not enough to do for the whole rate.
    steady = [moment for moment in after if moment > after[0] + 1][: -len(after) // 4]
    rate = (len(steady) - 1) / (steady[-1] - steady[0])
    if IS_SOAK:  # the short form runs beside others, which the machine then serves too
        assert rate >= 0.9 * 25
    waits = (await fleet.outcomes())["wait"]
    record_property(
        "counted", f"{len(asked)} × 429, {len(sent)} sent once, {waits} waits, then {rate:.1f} a second"
    )


@pytest.mark.soak
async def test_a_chat_that_blocked_the_bot_is_asked_once_more_and_never_again(
    fleet: Fleet, record_property: Callable[[str, object], None]
) -> None:
    blocked = set(fleet.people[::5])
    for id in blocked:
        await post(fleet.sandbox, "membership", chat_id=id, from_id=id, action="block")
    for when in ("2017-08-04 09:00", "2017-08-11 09:00"):
        await fleet.send(when, "--no-brake")
    made = Counter(call["chat_id"] for call in await fleet.sends())
    assert {id: made[id] for id in blocked} == dict.fromkeys(blocked, 1)
    assert {made[id] for id in fleet.people if id not in blocked} == {2}
    async with fleet.database.read() as connection:
        found = await connection.scalars(select(chat.c.telegram_id).where(chat.c.state == "blocked"))
        assert set(found) == blocked
    record_property("counted", f"{len(blocked)} of {PEOPLE} blocked: 1 request each over two alerts")

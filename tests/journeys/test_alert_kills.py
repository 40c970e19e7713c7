"""Any process may be killed at any instant: no alert is lost, and none comes twice but for a lost answer."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

import aiohttp
import pytest
from sqlalchemy import select

from bot.time import host_now
from sandbox.server import Sandbox
from storage import schema, subscriptions
from storage.database import Database
from storage.tables import chat, delivery
from tests.journeys.processes import Environment, post, started
from tests.sizes import size
from tests.storage.ledger import apply, ask, at, due

TOKEN = "1234567890:token-of-the-kill-tests"
ALEX = 1001
REPLICA = Path(__file__).with_name("replica.py")
NINE = "2017-08-04 09:00"
PEOPLE, GROUPS = size(6, 40), size(2, 10)
FORMS = ("form-a", "form-b")
# Each transaction of a replica that has little to do, and then some.
COMMITS = size(6, 24)
KILLS = size(4, 200)
SETTLED_S = 120.0


@dataclass
class Field:
    """A sandbox, a database with subscribers, and what happened to them on purpose."""

    sandbox: Sandbox
    database: Database
    settings: Environment
    folder: Path
    replicas: int
    chats: list[int]
    kills: int = 0
    ended: dict[int, int] = field(default_factory=dict)

    async def run(self, *commits: int, when: str = "", seconds: float = SETTLED_S) -> None:
        """Replicas, each until its kill or until all is settled; `when` its first send is to kill the first."""
        async with AsyncExitStack() as stack:
            running = [
                await stack.enter_async_context(started(self.settings, self.folder, str(REPLICA), str(n)))
                for n in commits
            ]
            self.sandbox.client = running[0].pid
            if when:  # before it has so much as loaded its code
                await post(self.sandbox, "faults", method="sendMessage", kind="kill", when=when, times=1)
            async with asyncio.timeout(seconds):
                ends = await asyncio.gather(*(process.communicate() for process in running))
        codes = [process.returncode for process in running]
        assert set(codes) <= {0, -9}, ends
        self.kills += codes.count(-9)

    async def copies(self) -> Counter[tuple[int, str]]:
        """How many messages each chat got about each deadline."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.sandbox.address}/_sandbox/state") as answer,
        ):
            messages = (await answer.json())["messages"]
        told: Counter[tuple[int, str]] = Counter()
        for message in messages:
            if message["from"]["is_bot"]:
                told.update((message["chat"]["id"], f) for f in FORMS if f in message["text"])
        return told

    async def check(self) -> str:
        """Nothing is lost, nothing comes twice without a mark; gives the counts."""
        query = select(
            chat.c.telegram_id, delivery.c.about, delivery.c.state, delivery.c.why, delivery.c.unknowns
        ).join(chat, chat.c.id == delivery.c.chat_id)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        told = await self.copies()
        states = Counter(row.state for row in rows)
        assert set(states) <= {"sent", "held", "cancelled"}, rows
        keys = {(row.telegram_id, row.about.split(":")[2]) for row in rows}
        lost = {(id, form) for id in self.chats for form in FORMS} - keys
        assert lost == set()
        for row in rows:
            count = told[row.telegram_id, row.about.split(":")[2]]
            assert count <= 1 + row.unknowns, (row, count)
            assert count >= 1 or row.state != "sent", row
            assert row.state != "cancelled" or row.telegram_id in self.ended, row
        repeated = sum(told.values()) - len(told)
        return (
            f"{self.kills} kills, {len(rows)} alerts: {states['sent']} sent, {states['held']} held, "
            f"{states['cancelled']} cancelled, {repeated} repeated, 0 lost"
        )


@pytest.fixture
async def battle(database_url: str, tmp_path: Path) -> AsyncIterator[Field]:
    """People and groups who asked for a city with two deadlines, of which it is time to tell."""
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    database = Database(database_url)
    await schema.migrate(database)
    await apply(database, "2017-07-20 12:00", *(due("2017-08-18", form) for form in FORMS))
    people = [2000 + n for n in range(PEOPLE)]
    for id in people:
        await post(sandbox, "people", id=id, first_name="P")
    body = {"type": "supergroup", "title": "Desk", "creator": ALEX, "members": [1234567890]}
    groups = [(await post(sandbox, "chats", **body))["chat_id"] for _ in range(GROUPS)]
    for id in [*people, *groups]:
        await ask(database, "2017-07-20 12:00", id)
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": database_url,
        # One clock for all processes: it does not begin anew with each.
        "PROVISO_CLOCK": f"{at(NINE).isoformat()}@{host_now().isoformat()}",
    }
    replicas = 1 if database.is_sqlite else 3
    yield Field(sandbox, database, settings, tmp_path, replicas, [*people, *groups])
    await database.close()
    await sandbox.stop()


@pytest.mark.soak
async def test_a_kill_after_any_commit_loses_nothing(battle: Field) -> None:
    for commit in range(1, COMMITS + 1):
        await battle.run(commit)
    await battle.run(*[0] * battle.replicas)
    print(await battle.check())  # noqa: T201 - the counts are what `make soak` is run for
    assert battle.kills >= 3


@pytest.mark.soak
async def test_a_kill_at_any_point_of_a_send_loses_nothing(battle: Field) -> None:
    for when in ("before", "after", "answered"):
        await battle.run(0, when=when)
    await battle.run(*[0] * battle.replicas)
    print(await battle.check())  # noqa: T201 - the counts are what `make soak` is run for
    assert battle.kills == 3


@pytest.mark.soak
async def test_random_kills_amid_edits_and_unsubscribing_lose_nothing(battle: Field) -> None:
    chance = Random(20170804)
    leaving = battle.chats[0]
    while battle.kills < KILLS:
        await battle.run(*(chance.randint(1, 12) for _ in range(battle.replicas)))
        if battle.kills > KILLS // 2 and leaving not in battle.ended:
            async with battle.database.write() as connection:
                for one in await subscriptions.of_chat(connection, leaving):
                    battle.ended[leaving] = one.id
                    await subscriptions.end(connection, one.id, at(NINE), "asked")
        if not await _is_open(battle):
            await _anew(battle)
    began = monotonic()
    await battle.run(*[0] * battle.replicas)
    print(await battle.check())  # noqa: T201 - the counts are what `make soak` is run for
    assert monotonic() - began < SETTLED_S


async def _is_open(battle: Field) -> bool:
    async with battle.database.read() as connection:
        found = await connection.execute(
            select(delivery.c.id).where(delivery.c.state.in_(("ready", "claimed", "sending"))).limit(1)
        )
        return found.first() is not None


async def _anew(battle: Field) -> None:
    """Everything is told: a further person asks for the city, and there is something to kill for."""
    id = max(battle.chats) + 1
    await post(battle.sandbox, "people", id=id, first_name="P")
    await ask(battle.database, NINE, id)
    battle.chats.append(id)

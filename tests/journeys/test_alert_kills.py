"""Any process may be killed at any instant: no alert is lost, and none comes twice but for a lost answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import cycle
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from bot.time import CalendarClock, host_now
from sandbox.server import Sandbox
from storage import schema
from storage.database import Database
from tests.journeys.battle import SETTLED_S, Battle
from tests.journeys.processes import post
from tests.sizes import IS_SOAK, size
from tests.storage.ledger import at

pytestmark = pytest.mark.both_engines

TOKEN = "1234567890:token-of-the-kill-tests"
ALEX = 1001
NINE = at("2017-08-04 09:00")
# The minute that an edit waits before those who were told otherwise hear of it is a second, or three.
SPEED = size(60, 20)
PEOPLE, GROUPS = size(5, 50), size(3, 12)
COMMITS = ("expansion", "catching up", "claim", "intent", "settlement")
SENDS = ("before", "after", "answered")
ROUNDS = size(1, 4)
SEEDS = size(1, 8)
KILLS = size(5, 25)
# How often something is done to them between two kills.
EDITED, CHANGED = size(100, 60) / 100, size(100, 50) / 100


@pytest.fixture
def seed() -> int:
    return 0


@pytest.fixture
async def battle(database_url: str, tmp_path: Path, seed: int) -> AsyncIterator[Battle]:
    """People and groups who asked for a city, and a deadline of which it is time to tell."""
    sandbox = Sandbox(token=TOKEN)
    await sandbox.start()
    database = Database(database_url)
    await schema.migrate(database)
    began = host_now()
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": database_url,
        "PROVISO_LISTEN": "127.0.0.1:0",
        # One clock for all processes: it does not begin anew with each.
        "PROVISO_CLOCK": f"{NINE.isoformat()}@{began.isoformat()}",
        "PROVISO_CLOCK_SPEED": str(SPEED),
    }
    clock = CalendarClock(NINE, began, SPEED)
    battle = Battle(sandbox, database, settings, tmp_path, clock, Random(seed))
    for id in range(2000, 2000 + PEOPLE):
        await post(sandbox, "people", id=id, first_name="P")
        await battle.ask(id)
    for _ in range(GROUPS):
        body = {"type": "group", "title": "Desk", "creator": ALEX, "members": [1234567890]}
        await battle.ask((await post(sandbox, "chats", **body))["chat_id"])
    await battle.announce()
    yield battle
    await database.close()
    await sandbox.stop()


@pytest.mark.soak
async def test_killed_at_each_point_of_its_work_it_loses_nothing(
    battle: Battle, record_property: Callable[[str, object], None]
) -> None:
    async with battle.replicas(is_hurried=True) as replicas:
        for _ in range(ROUNDS):
            await battle.announce(is_killed=True)
            for kind in COMMITS:
                replicas.arm(kind)
                await battle.join()
                await battle.announce()
                await replicas.replace_dead()
            for when in SENDS:
                await post(battle.sandbox, "faults", method="sendMessage", kind="kill", when=when)
                await battle.announce()
                await replicas.replace_dead()
            # By now enough was left behind.
            replicas.arm("recovery")
            await replicas.replace_dead()
        await battle.settle()
    found = await battle.reckon()
    record_property("counted", f"{2 * ROUNDS + replicas.kills} kills, {found}")
    assert (found.lost, found.wrong) == ([], [])
    assert replicas.kills >= ROUNDS * (len(COMMITS) + len(SENDS) + 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_killed_at_random_amid_edits_unsubscribing_and_migrations_it_loses_nothing(
    battle: Battle, record_property: Callable[[str, object], None]
) -> None:
    """In full: with the real leases, of half a minute and a minute."""
    # Each call takes as long as one to Telegram, so that some are on their way at each kill.
    await post(battle.sandbox, "faults", method="sendMessage", kind="slow", seconds=0.1, times=None)
    chance = battle.chance
    edits = cycle((battle.announce, battle.edit))
    others = cycle((battle.leave, battle.move_group, battle.join))
    async with battle.replicas(is_hurried=not IS_SOAK) as replicas:
        while replicas.kills < KILLS:
            if chance.random() < EDITED:
                await next(edits)()
            if chance.random() < CHANGED:
                await next(others)()
            await replicas.work()
            await asyncio.sleep(chance.uniform(0, 1))
            await replicas.kill(chance.randrange(len(replicas)))
        await battle.settle()
        took = monotonic() - replicas.last_kill
    found = await battle.reckon()
    edited = sum(len(dates) for dates in battle.deeds.dates.values())
    record_property(
        "counted",
        f"{replicas.kills} kills amid {edited} edits, {len(battle.deeds.ended)} unsubscribing and "
        f"{len(battle.deeds.moved)} migrations; {found}; settled {took:.0f} s after the last kill",
    )
    assert (found.lost, found.wrong) == ([], [])
    assert took < SETTLED_S

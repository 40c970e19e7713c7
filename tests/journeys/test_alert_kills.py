"""Any process may be killed at any instant: no alert is lost, and none comes twice but for a lost answer."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path
from random import Random
from time import monotonic, time
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.time import CalendarClock, host_now
from domain.alerts.planning import SETTLE
from messages.alerttaps import decode
from sandbox.server import Sandbox
from storage import programs, schema, subscriptions
from storage.database import Database
from storage.tables import chat, delivery
from tests.journeys.processes import Environment, post
from tests.journeys.reckoning import Arrival, Deeds, Reckoning, Row, reckon
from tests.journeys.replica import Replicas, edit_and_die
from tests.sizes import IS_SOAK, size
from tests.storage.ledger import apply, ask, at, due, is_settled

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
SETTLED_S = 120.0
# A date of which the day reminds, another, and one that is too far away for any reminder.
DATES = ("2017-08-18", "2017-08-11", "2017-09-29")


@dataclass
class Field:
    """A sandbox, a database with subscribers, and what is done to them on purpose."""

    sandbox: Sandbox
    database: Database
    settings: Environment
    folder: Path
    clock: CalendarClock
    chance: Random
    deeds: Deeds = field(default_factory=Deeds)
    # The dates as each revision has them.
    revisions: dict[int, dict[str, str]] = field(default_factory=dict)

    @asynccontextmanager
    async def replicas(self, *, is_hurried: bool) -> AsyncIterator[Replicas]:
        """One process on SQLite, three on PostgreSQL."""
        count = 1 if self.database.is_sqlite else 3
        replicas = Replicas(self.settings, self.folder, self.sandbox, count, is_hurried=is_hurried)
        try:
            yield replicas
        finally:
            await replicas.stop()

    async def write(self, deadline: str, value: str | None, *, is_killed: bool = False) -> None:
        """Store an edit: a deadline has another date from now on, or (None) is no more.

        `is_killed`: a process that stores it is killed before it has; then one that is killed once it has.
        """
        dates = self.deeds.now() | {deadline: value or ""}
        dates = {id: day for id, day in dates.items() if day}
        parts = [due(day, id) for id, day in dates.items()]
        if is_killed:
            before = await self._revision()
            url = self.settings["PROVISO_DATABASE_URL"]
            await edit_and_die(url, self.clock.now(), parts, is_committed=False)
            assert await self._revision() == before
            await edit_and_die(url, self.clock.now(), parts, is_committed=True)
        else:
            await apply(self.database, self.clock.now(), *parts)
        self.revisions[await self._revision()] = dates
        self.deeds.dates.setdefault(deadline, []).append((time(), value))

    async def _revision(self) -> int:
        async with self.database.read() as connection:
            return await programs.newest(connection)

    async def announce(self, *, is_killed: bool = False) -> None:
        """A deadline more."""
        await self.write(f"form-{len(self.deeds.dates) + 1}", DATES[0], is_killed=is_killed)

    async def edit(self) -> None:
        """Move a deadline, cancel it, or take that back."""
        deadline = self.chance.choice(list(self.deeds.dates))
        _, now = self.deeds.dates[deadline][-1]
        await self.write(deadline, self.chance.choice([d for d in (*DATES, None) if d != now]))

    async def join(self) -> None:
        """Somebody more asks for the city."""
        id = max(self.deeds.asked) + 1
        await post(self.sandbox, "people", id=id, first_name="P")
        await self.ask(id)

    async def ask(self, id: int) -> None:
        self.deeds.asked[id] = time()
        await ask(self.database, self.clock.now(), id)

    async def leave(self) -> None:
        """Somebody wants to hear no more; half of all stay."""
        stay = [id for id in self.deeds.asked if id not in self.deeds.ended]
        if len(stay) <= (PEOPLE + GROUPS) // 2:
            return
        id = self.chance.choice(stay)
        async with self.database.write() as connection:
            now = self.deeds.moved.get(id, id)
            # The bot may not have heard yet that the group has moved.
            found = await subscriptions.of_chat(connection, now) or await subscriptions.of_chat(
                connection, id
            )
            for one in found:
                await subscriptions.end(connection, one.id, self.clock.now(), "asked")
        self.deeds.ended[id] = time()

    async def move_group(self) -> None:
        """A group becomes a supergroup, with another id."""
        groups = [id for id in self.deeds.asked if id < 0 and id not in self.deeds.moved]
        if groups:
            id = self.chance.choice(groups)
            self.deeds.moved[id] = (await post(self.sandbox, "migration", chat_id=id))["chat_id"]

    async def settle(self, seconds: float = SETTLED_S) -> float:
        """Wait until all is settled, the notices of the last edit too; gives how long that took."""
        began = monotonic()
        until = self.clock.now() + SETTLE
        while not await is_settled(self.database, max(until, self.clock.now())):
            assert monotonic() - began < seconds, await self.reckon()
            await asyncio.sleep(0.2)
        return monotonic() - began

    async def reckon(self) -> Reckoning:
        rows = await self._rows()
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.sandbox.address}/_sandbox/state") as answer,
        ):
            messages = (await answer.json())["messages"]
        told = [message for message in messages if message["from"]["is_bot"] and "text" in message]
        return reckon(self.deeds, [self._read(message, rows) for message in told], rows)

    async def _rows(self) -> dict[int, Row]:
        """The alerts of the ledger, by their numbers."""
        query = select(
            delivery.c.id, chat.c.telegram_id, delivery.c.about, delivery.c.state, delivery.c.unknowns
        ).join(chat, chat.c.id == delivery.c.chat_id)
        async with self.database.read() as connection:
            found = (await connection.execute(query)).all()
        return {row.id: self._row(*row[1:]) for row in found}

    def _row(self, id: int, about: str, state: str, unknowns: int) -> Row:
        kind, _program, deadline, *rest = about.split(":")
        if kind == "deadline":
            value, lead = rest[0], int(rest[1])
        else:
            value, lead = self.revisions[int(rest[0])].get(deadline), None
        return Row(self.deeds.chat(id), deadline, value, lead, state, unknowns)

    def _read(self, message: dict[str, Any], rows: dict[int, Row]) -> Arrival:
        """What a message says, in the words that people read."""
        text = message["text"]
        tap = decode(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        assert tap is not None
        title = re.search(r"Answer (form-\d+)", text)
        told = re.search(r"(?:by|it is now) \w+ (\d+ \w+ \d{4})", text)
        left = re.search(r"(\d+) days? left —", text)
        return Arrival(
            chat=self.deeds.chat(message["chat"]["id"]),
            number=tap.id,
            # That a deadline is cancelled is said without its title, which is on record no more.
            deadline=title[1] if title else rows[tap.id].deadline,
            value=datetime.strptime(told[1], "%d %B %Y").date().isoformat() if told else None,
            lead=int(left[1]) if left else None,
            is_marked=text.startswith("Repeat: "),
            at=float(message["date"]),
        )


@pytest.fixture
def seed() -> int:
    return 0


@pytest.fixture
async def battle(database_url: str, tmp_path: Path, seed: int) -> AsyncIterator[Field]:
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
    battle = Field(sandbox, database, settings, tmp_path, clock, Random(seed))
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
    battle: Field, record_property: Callable[[str, object], None]
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
    battle: Field, record_property: Callable[[str, object], None]
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

"""Chats that asked for a city, a deadline after the other, and all that is done to them while replicas die."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic, time
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.time import CalendarClock
from domain.alerts.planning import SETTLE
from messages.alerts.taps import decode
from sandbox.server import Sandbox
from storage import programs, subscriptions
from storage.database import Database
from storage.tables import chat, delivery
from tests.journeys.processes import Environment, post
from tests.journeys.reckoning import Arrival, Deeds, Reckoning, Row, reckon
from tests.journeys.replica import Replicas, edit_and_die
from tests.storage.ledger import apply, ask, due, is_settled

SETTLED_S = 120.0
# A date of which the day reminds, another, and one that is too far away for any reminder.
DATES = ("2017-08-18", "2017-08-11", "2017-09-29")


@dataclass
class Battle:
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
        if len(stay) <= len(self.deeds.asked) // 2:
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

"""Days that pass over the real ledger: all that the ticks do, and sends that all arrive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage import programs
from storage.alerts import claiming, intending, plan, reap, settling
from storage.alerts.settling import Done
from storage.database import Database
from tests.storage.ledger import EASTERN, at, look, put_away


@dataclass
class Told:
    """What chats were told: when by the clocks of the east coast, which chat, about what; and what came too late."""

    messages: list[tuple[str, int, str]] = field(default_factory=list)
    expired: int = 0

    def to(self, id: int) -> list[tuple[str, str]]:
        return [(when, about) for when, chat, about in self.messages if chat == id]


async def pass_by(database: Database, moments: Iterable[str]) -> Told:
    """At each moment, in its order, one turn of every tick."""
    told = Told()
    for when in moments:
        await _plan(database, when)
        await look(database, when)
        told.expired += await put_away(database, when)
        told.messages += [(when, *one) for one in await send_all(database, when)]
    return told


async def send_all(database: Database, when: str) -> list[tuple[int, str]]:
    """Send what is due; gives each chat and what it was told about."""
    now, sent = at(when), []
    async with database.write() as connection:
        await reap.reap(connection, reap.BY_KIND)
    while True:
        async with database.write() as connection:
            claimed = await claiming.claim(connection, now, 64)
        async with database.write() as connection:
            meant = await intending.intend(connection, claimed, now) if claimed else set()
        done = [one for one in claimed if one.id in meant]
        async with database.write() as connection:
            await settling.settle(
                connection, [Done(one.id, one.token, "sent", "sent", message_id=1) for one in done], now
            )
        for one in done:
            items = "+".join(
                sorted(str(item.lead) if item.kind == "deadline" else item.subject for item in one.items)
            )
            of = one.about.removeprefix("deadline:p:").removeprefix("event:p:")
            sent.append((one.chat, f"{of} ({items})" if one.kind == "digest" else of))
        if not claimed:
            return sent


async def _plan(database: Database, when: str) -> None:
    async with database.write(lock="apply") as connection:
        catalogue = await programs.load(connection)
        for program in catalogue.programs:
            await plan.plan(connection, program, at(when), catalogue.revision)


def mornings(first: str, last: str) -> list[str]:
    """09:00 of each day, both days included."""
    day, found = datetime.fromisoformat(first), []
    while day <= datetime.fromisoformat(last):
        found.append(f"{day:%Y-%m-%d} 09:00")
        day += timedelta(days=1)
    return found


def between(first: str, step: timedelta) -> str:
    """A moment so much after (or before) another, by the clocks of the east coast."""
    return f"{(at(first) + step).astimezone(EASTERN):%Y-%m-%d %H:%M}"

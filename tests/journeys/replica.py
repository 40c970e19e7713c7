"""A process that sends alerts, as one replica of several, until all is settled: `replica.py N`.

It kills itself with SIGKILL right after its Nth commit; 0 means
never. Leases are short: a test must not wait half a minute for each kill.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts import ticking
from bot.alerts.sender import Sender
from bot.metrics import Metrics
from bot.time import calendar
from bot.wire import connect
from config import settings as config
from config.gazetteer import table as gazetteer
from handlers.context import Services
from storage import programs
from storage.alerts import send
from storage.database import Database
from storage.tables import delivery, occurrence, subscription
from transport.budget import Budget, Rates
from transport.pacing import Pace, Paces, Window

send.CLAIM_S, send.SEND_S = 1.0, 2.0
_ANY = Pace(Window(1000, 1.0), 0.0)


class Mortal(Database):
    """A database whose process dies right after a commit."""

    kills_after = 0
    commits = 0

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        async with super().write(lock) as connection:
            yield connection
        self.commits += 1
        if self.commits == self.kills_after:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(kills_after: int) -> None:
    settings = config.load()
    clock = calendar(settings)
    database = Mortal(settings.database_url.get_secret_value())
    rates = Rates(1000, 1000)
    async with connect(settings) as wire, Budget.open(database, rates, Paces(_ANY, _ANY)) as budget:
        services = Services(
            database, wire.api.within(budget), clock.now, budget=budget,
            zone=settings.zone, language="en", gazetteer=gazetteer.packaged(),
        )  # fmt: skip
        async with database.read() as connection:
            services.use(await programs.load(connection))
        # Few at a time: each kill leaves no more in doubt.
        sender = Sender(services, Metrics(), in_flight=4)
        database.kills_after = kills_after
        sending = asyncio.create_task(sender.run())
        every = {tick.name: tick for tick in ticking.ticks(sender)}
        while not await is_settled(database, clock.now()):
            async with database.read() as connection:
                services.use(await programs.load(connection, services.catalogue))
            for name in ("expand_alerts", "take_up_alerts"):
                await every[name].run(services)
            await asyncio.sleep(0.1)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await database.close()


async def is_settled(database: Database, now: datetime) -> bool:
    """Nothing is left to expand, to catch up with, or to send."""
    left = [
        select(func.count()).select_from(occurrence).where(
            occurrence.c.state == "planned", occurrence.c.fire_at <= now
        ),
        select(func.count()).select_from(subscription).where(
            subscription.c.ended_at.is_(None), ~subscription.c.caught_up
        ),
        select(func.count()).select_from(delivery).where(
            delivery.c.state.in_(("ready", "claimed", "sending")), delivery.c.not_before <= now
        ),
    ]  # fmt: skip
    async with database.read() as connection:
        return not any([await connection.scalar(query) for query in left])


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

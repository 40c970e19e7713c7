"""Proviso's side of P1 and P2: `proviso run` as far as alerts are concerned, in a process of its own.

`python -m benchmarks.sender CHATS` has so many chats that asked for one place. Each line that it reads is a
day: its alerts are made, and when it is told to go on they are sent. That is the real sender over the real
ledger and budget; only the budget's rate is set beyond what is ever reached.
"""

import asyncio
import os
import sys
from datetime import datetime

from sqlalchemy import func, select, text

from benchmarks.replies import TOKEN
from bot.alerts import ticking
from bot.alerts.sender import Sender
from bot.metrics import Metrics
from bot.time import CalendarClock
from config import files
from config.gazetteer import table as gazetteer
from config.settings import Settings
from domain.alerts.subscription import About, Target
from handlers.context import Services
from storage import programs, schema
from storage.database import Database
from storage.tables import delivery
from transport.api import Api
from transport.budget import Budget, Rates
from transport.request import AiohttpRequest

BEGIN = datetime.fromisoformat("2017-08-03T12:00:00-04:00")
BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")
# 64 in flight at 50 ms are 1,280 a second. At a far higher rate whole blocks would be due in one moment, and
# what waits for the processor then comes too late for its turn.
_UNREACHED = Rates(alerts=2_000, replies=1_000_000)
_CHATS = """
INSERT INTO chat (telegram_id, kind, first_seen_at, silent, state, strikes)
SELECT n, 'private', :now, false, 'active', 0 FROM ({numbers}) AS numbers
"""
_SUBSCRIPTIONS = """
INSERT INTO subscription (chat_id, thread_id, topic, mode, leads, caught_up, created_at)
SELECT id, 0, :topic, 'immediate', :leads, true, :now FROM chat
"""
_NUMBERS = {
    True: "WITH RECURSIVE u(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM u WHERE n < :count) SELECT n FROM u",
    False: "SELECT n FROM generate_series(1, :count) AS n",
}


async def fill(database: Database, chats: int, leads: str) -> None:
    """A database with the bundled programs, and so many chats that asked for one place at these leads."""
    await schema.migrate(database)
    async with database.write() as connection:
        loaded = files.load_all(files.bundled())
        await programs.apply(connection, [(file.program, file.sha256) for file in loaded], BEGIN)
        now = BEGIN.isoformat(" ") if database.is_sqlite else BEGIN
        numbers = _NUMBERS[database.is_sqlite]
        await connection.execute(text(_CHATS.format(numbers=numbers)), {"now": now, "count": chats})
        given = {"now": now, "topic": BALTIMORE.topic, "leads": leads}
        await connection.execute(text(_SUBSCRIPTIONS), given)
    async with database.write() as connection:
        await connection.execute(text("ANALYZE"))


async def main(chats: int) -> None:
    database, clock, metrics = Database(os.environ["BENCH_DATABASE"]), CalendarClock(BEGIN), Metrics()
    defaults = Settings()
    await fill(database, chats, f",{','.join(str(lead) for lead in range(14, -1, -1))},")
    request = AiohttpRequest()
    await request.initialize()
    async with Budget.open(database, _UNREACHED) as budget:
        api = Api(request, os.environ["BENCH_API"], TOKEN, metrics.call).within(budget)
        services = Services(
            database,
            api,
            clock.now,
            budget=budget,
            zone=defaults.zone,
            language=defaults.language,
            gazetteer=gazetteer.packaged(),
        )
        async with database.read() as connection:
            services.use(await programs.load(connection))
        await ticking.plan_all(services)
        print("ready", flush=True)
        while day := await asyncio.to_thread(sys.stdin.readline):
            clock.set(datetime.fromisoformat(day.strip()))
            await ticking.expand_due(services)
            due = await waiting(database, clock.now())
            print(due, flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            await send(Sender(services, metrics), metrics, due)
            assert not await waiting(database, clock.now()), "not everything was sent"
            print(due, flush=True)
    await request.shutdown()
    await database.close()


async def waiting(database: Database, now: datetime) -> int:
    query = select(func.count()).where(
        delivery.c.state.in_(("ready", "claimed", "sending")), delivery.c.not_before <= now
    )
    async with database.read() as connection:
        return (await connection.execute(query)).scalar_one()


async def send(sender: Sender, metrics: Metrics, due: int) -> None:
    sent = metrics.alerts.labels("sent")
    # Its own way of counting would be a query of the ledger, which costs what is measured here.
    goal = sent._value.get() + due
    sending = asyncio.create_task(sender.run())
    while sent._value.get() < goal:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

"""The real sender over a ledger of one's own, without the rest of the bot: it hears no updates."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.alerts.sender import Sender
from bot.metrics import Metrics
from config.gazetteer import table as gazetteer
from handlers.context import Services
from storage import programs
from storage.database import Database
from tests.journeys.conftest import TOKEN, UNPACED
from tests.storage.ledger import EASTERN, at
from transport.api import Api
from transport.budget import Budget, Rates
from transport.request import AiohttpRequest


@asynccontextmanager
async def carrying(
    database: Database, address: str, when: str, rate: float = 1000.0
) -> AsyncIterator[Sender]:
    """Sends what is due at a moment of the calendar, so many a second, for the length of the block."""
    request = AiohttpRequest()
    await request.initialize()
    async with Budget.open(database, Rates(rate), UNPACED) as budget:
        services = Services(
            database, Api(request, address, TOKEN).within(budget), lambda: at(when), budget=budget,
            zone=EASTERN, language="en", gazetteer=gazetteer.packaged(),
        )  # fmt: skip
        async with database.read() as connection:
            services.use(await programs.load(connection))
        sender = Sender(services, Metrics(), in_flight=16)
        running = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    await request.shutdown()

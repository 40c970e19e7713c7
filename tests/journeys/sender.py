"""A process that sends alerts, as one replica of several, until all is settled.

It is the real sender over the ledger, at the real rates and paces. With `--replies CHAT…` it besides writes
there, as replies, as fast as the budget lets it; with `--no-brake` refusals stop nothing. Its last line is
what left it, in JSON: the moment on the host's monotonic clock, and the chat, of each message as the system
took it from us.
"""

import asyncio
import json
import re
import socket
import sys
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import func, select

from bot.alerts import ticking
from bot.alerts.sender import Sender
from bot.metrics import Metrics
from bot.time import calendar
from config import settings as config
from config.gazetteer import table as gazetteer
from config.settings import require_token
from handlers.context import Services
from messages.markup import html
from messages.message import Message
from storage import programs
from storage.database import Database
from storage.tables import chat, delivery, occurrence, subscription
from transport.api import Api
from transport.budget import Budget, Rates
from transport.request import AiohttpRequest

_CHAT = re.compile(rb'"chat_id":(-?\d+)')
left: list[tuple[float, int]] = []


class Watched(socket.socket):
    """A socket that notes when a message left."""

    def send(self, data: Any, *flags: int) -> int:
        taken = super().send(data, *flags)
        if found := _CHAT.search(bytes(data)):
            left.append((monotonic(), int(found[1])))
        return taken


def watched(info: tuple[Any, ...]) -> socket.socket:
    made = Watched(info[0], info[1], info[2])
    made.setblocking(False)
    return made


def main() -> None:
    """What `sender.py` and its arguments do."""
    chats = [int(given) for given in sys.argv[1:] if not given.startswith("--")]
    asyncio.run(work(chats, brakes="--no-brake" not in sys.argv))


async def work(replies_to: list[int], *, brakes: bool) -> None:
    settings = config.load()
    clock = calendar(settings)
    database = Database(settings.database_url.get_secret_value())
    rates = Rates(settings.alert_rate, settings.reply_rate)
    request = AiohttpRequest(socket_factory=watched)
    await request.initialize()
    async with Budget.open(database, rates) as budget:
        api = Api(request, settings.api_base_url, require_token(settings)).within(budget)
        services = Services(
            database, api, clock.now, budget=budget,
            zone=settings.zone, language="en", gazetteer=gazetteer.packaged(),
        )  # fmt: skip
        async with database.read() as connection:
            services.use(await programs.load(connection))
        sender = Sender(services, Metrics(), brakes=brakes)
        working = [asyncio.create_task(sender.run())]
        working += [asyncio.create_task(reply_without_end(api, chat)) for chat in replies_to]
        every = {tick.name: tick for tick in ticking.ticks(sender)}
        while not await is_settled(database, clock.now()):
            for name in ("expand_alerts", "take_up_alerts"):
                await every[name].run(services)
            await asyncio.sleep(0.2)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    await request.shutdown()
    await database.close()
    print(json.dumps(left))  # noqa: T201 - the test reads it


async def reply_without_end(api: Api, chat: int) -> None:
    while True:
        await api.send(chat, Message(html("a reply")))


async def is_settled(database: Database, now: datetime) -> bool:
    """Nothing is left to expand, to catch up with, or to send."""
    left = [
        select(func.count()).select_from(occurrence).where(
            occurrence.c.state == "planned", occurrence.c.fire_at <= now
        ),
        select(func.count()).select_from(subscription).join(chat, chat.c.id == subscription.c.chat_id).where(
            subscription.c.ended_at.is_(None), ~subscription.c.caught_up, chat.c.state == "active"
        ),
        select(func.count()).select_from(delivery).where(
            delivery.c.state.in_(("ready", "claimed", "sending")), delivery.c.not_before <= now
        ),
    ]  # fmt: skip
    async with database.read() as connection:
        return not any([await connection.scalar(query) for query in left])

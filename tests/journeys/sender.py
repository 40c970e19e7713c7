"""A process that sends alerts, as one replica of several: `sender.py CHAT…`, each of which gets one message.

The settings come as they come to `proviso run`. An alert that is to wait is sent again, as the ledger does.
"""

import asyncio
import sys

from bot.wire import connect
from config import settings as config
from messages.markup import html
from messages.message import Message
from storage.database import Database
from transport.budget import Budget, Lane, Rates
from transport.outcome import Kind


async def main(chats: list[int]) -> None:
    settings = config.load()
    database = Database(settings.database_url.get_secret_value())
    rates = Rates(settings.alert_rate, settings.reply_rate)
    async with connect(settings) as wire, Budget.open(database, rates) as budget:
        api = wire.api.within(budget)
        at_once = asyncio.Semaphore(64)

        async def deliver(chat: int) -> None:
            async with at_once:
                kind = Kind.WAIT
                while kind is Kind.WAIT:
                    permit = await budget.permit(Lane.ALERTS, chat)
                    kind = (await api.send(chat, Message(html("an alert")), permit=permit)).kind

        await asyncio.gather(*(deliver(chat) for chat in chats))
    await database.close()


asyncio.run(main([int(chat) for chat in sys.argv[1:]]))

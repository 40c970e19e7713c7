"""Subscribing without a chat command, moving the calendar, and reading what was told to whom."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain.alerts.subscription import About, Target, Wish
from storage import chats, subscriptions
from storage.tables import chat, delivery
from tests.journeys.conftest import ALEX, World

EASTERN = ZoneInfo("America/New_York")
MORNING = "2017-08-04T08:00:00-04:00"
BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")


def at(text: str) -> datetime:
    """An instant of the east coast: "2017-08-04 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


async def ask(
    world: World, *ids: int, target: Target = BALTIMORE, thread: int = 0, wish: Wish | None = None
) -> None:
    """Have chats subscribe, as on the morning of 4 August 2017."""
    now = at("2017-08-04 08:00")
    async with world.database.write() as connection:
        for id in ids:
            await chats.remember(connection, id, "private" if id > 0 else "supergroup", now)
            await subscriptions.subscribe(connection, id, thread, target, now, wish or Wish())


async def fail(world: World, **fault: Any) -> None:
    """Have the next sends go wrong."""
    async with world.http.post(
        f"{world.sandbox.address}/_sandbox/faults", json={"method": "sendMessage", **fault}
    ) as made:
        assert made.status == 200, await made.text()


async def told(world: World, id: int = ALEX) -> list[str]:
    """The first line of everything that the bot has said in a chat."""
    async with world.http.get(f"{world.sandbox.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
    return [
        message["text"].splitlines()[0]
        for message in messages
        if message["chat"]["id"] == id and message["from"]["is_bot"] and "text" in message
    ]


async def ledger(world: World) -> list[tuple[int, str, str | None, int, int]]:
    """The deliveries: the chat, the state and why, the tries and those that may have arrived."""
    query = (
        select(chat.c.telegram_id, delivery.c.state, delivery.c.why, delivery.c.tries, delivery.c.unknowns)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .order_by(delivery.c.id)
    )
    async with world.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query)]

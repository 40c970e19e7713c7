"""What waits for an operator: sends that nobody could confirm, and the brake on all sending."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.held import Brake, Held
from storage.tables import attempt, brake, chat, delivery

# Of the last so many sends, so many may be refused by chats that blocked the bot.
WINDOW, MOST_REFUSED = 500, 25
# What Telegram did not look at says nothing of the chats.
_NO_SENDS = ("wait", "not sent", "no access")


async def held(connection: AsyncConnection, limit: int | None = None) -> list[Held]:
    """What is held, the oldest first."""
    rows = await connection.execute(
        select(
            delivery.c.id,
            chat.c.telegram_id,
            chat.c.kind,
            delivery.c.about,
            func.coalesce(delivery.c.why, ""),
            func.coalesce(delivery.c.settled_at, delivery.c.not_before),
        )
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(delivery.c.state == "held")
        .order_by(delivery.c.id)
        .limit(limit)
    )
    return [Held(*row) for row in rows]


async def count(connection: AsyncConnection) -> int:
    found = await connection.execute(
        select(func.count()).select_from(delivery).where(delivery.c.state == "held")
    )
    return int(found.scalar_one())


async def release(connection: AsyncConnection, ids: Collection[int] | None = None) -> int:
    """Let what is held go out after all, marked as a repeat where it is one; None means all of it."""
    chosen = delivery.c.state == "held"
    if ids is not None:
        chosen &= delivery.c.id.in_(ids)
    released = await connection.execute(
        update(delivery).where(chosen).values(state="ready", settled_at=None, wait_until=None)
    )
    return released.rowcount


async def drop(connection: AsyncConnection, ids: Collection[int], now: datetime) -> int:
    """Give up what is held: it arrived, or is not worth a second copy."""
    dropped = await connection.execute(
        update(delivery)
        .where(delivery.c.state == "held", delivery.c.id.in_(ids))
        .values(state="dead", settled_at=now)
    )
    return dropped.rowcount


async def braked(connection: AsyncConnection) -> Brake | None:
    row = (
        await connection.execute(
            select(brake.c.pulled_at, brake.c.why)
            .where(brake.c.released_at.is_(None))
            .order_by(brake.c.id)
            .limit(1)
        )
    ).one_or_none()
    return row and Brake(*row)


async def pull_brake(connection: AsyncConnection, now: datetime) -> bool:
    """Stop all sending where too many of the last sends were refused; gives whether it was stopped now.

    So many chats do not block a bot in one hour: more likely something is wrong with us.
    """
    since = func.coalesce(select(func.max(brake.c.released_attempt)).scalar_subquery(), 0)
    last = (
        select(attempt.c.outcome)
        .where(attempt.c.id > since, attempt.c.outcome.not_in(_NO_SENDS))
        .order_by(attempt.c.id.desc())
        .limit(WINDOW)
        .subquery()
    )
    refused = await connection.scalar(select(func.count()).where(last.c.outcome == "blocked"))
    if (refused or 0) <= MOST_REFUSED or await braked(connection) is not None:
        return False
    why = f"{refused} of the last {WINDOW} alerts were refused by chats that blocked the bot"
    await connection.execute(insert(brake).values(pulled_at=now, why=why))
    return True


async def release_brake(connection: AsyncConnection, now: datetime) -> bool:
    """Send again, and count what is refused anew; False where nothing stood still."""
    newest = select(func.coalesce(func.max(attempt.c.id), 0)).scalar_subquery()
    released = await connection.execute(
        update(brake).where(brake.c.released_at.is_(None)).values(released_at=now, released_attempt=newest)
    )
    return released.rowcount > 0

"""The inbox: every update is here before Telegram is told that we have it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import inbox

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update not yet done: `body` is Telegram's JSON, `lane` the chat it belongs to."""

    update_id: int
    lane: int
    body: str
    received_at: datetime


async def store(
    connection: AsyncConnection, updates: Sequence[tuple[int, int, str]], now: datetime
) -> list[Waiting]:
    """Keep updates (id, lane, body); gives those that were not here before, in order."""
    if not updates:
        return []
    rows: list[dict[str, Any]] = [
        {"update_id": number, "lane": lane, "body": body, "received_at": now}
        for number, lane, body in updates
    ]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(inbox).on_conflict_do_nothing(index_elements=["update_id"])
    new = set((await connection.execute(statement.returning(inbox.c.update_id), rows)).scalars())
    fresh = {number: Waiting(number, lane, body, now) for number, lane, body in updates if number in new}
    return [fresh[number] for number in sorted(fresh)]


async def waiting(
    connection: AsyncConnection, besides: Collection[int] = (), limit: int | None = None
) -> list[Waiting]:
    """The updates still to be handled, `besides` those in hand already, in order of their ids."""
    rows = await connection.execute(
        select(inbox.c.update_id, inbox.c.lane, inbox.c.body, inbox.c.received_at)
        .where(inbox.c.done_at.is_(None), inbox.c.update_id.not_in(besides))
        .order_by(inbox.c.update_id)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


async def count_waiting(connection: AsyncConnection) -> int:
    found = await connection.execute(select(func.count()).select_from(inbox).where(inbox.c.done_at.is_(None)))
    return int(found.scalar_one())


async def mark_applied(connection: AsyncConnection, update_id: int, now: datetime) -> bool:
    """Claim the right to apply the update's effects in this transaction; False when they are applied."""
    result = await connection.execute(
        update(inbox)
        .where(inbox.c.update_id == update_id, inbox.c.applied_at.is_(None))
        .values(applied_at=now)
    )
    return result.rowcount == 1


async def mark_done(connection: AsyncConnection, update_ids: Collection[int], now: datetime) -> None:
    """Their replies are out; the updates are never handled again."""
    await connection.execute(
        update(inbox).where(inbox.c.update_id.in_(update_ids), inbox.c.done_at.is_(None)).values(done_at=now)
    )


async def forget_done(connection: AsyncConnection, now: datetime) -> int:
    """Delete what was done more than a week ago; gives how many."""
    result = await connection.execute(delete(inbox).where(inbox.c.done_at < now - KEPT))
    return result.rowcount

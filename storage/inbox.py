"""The inbox: every update is here before Telegram is told that we have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
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
    is_applied: bool


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
    statement = dialect.insert(inbox).values(rows).on_conflict_do_nothing(index_elements=["update_id"])
    new = set((await connection.execute(statement.returning(inbox.c.update_id))).scalars())
    fresh = {number: Waiting(number, lane, body, False) for number, lane, body in updates if number in new}
    return [fresh[number] for number in sorted(fresh)]


async def waiting(connection: AsyncConnection) -> list[Waiting]:
    """The updates still to be handled, in order of their ids."""
    rows = await connection.execute(
        select(inbox.c.update_id, inbox.c.lane, inbox.c.body, inbox.c.applied_at)
        .where(inbox.c.done_at.is_(None))
        .order_by(inbox.c.update_id)
    )
    return [Waiting(row.update_id, row.lane, row.body, row.applied_at is not None) for row in rows]


async def mark_applied(connection: AsyncConnection, update_id: int, now: datetime) -> bool:
    """Claim the right to apply the update's effects in this transaction; False when they are applied."""
    result = await connection.execute(
        update(inbox)
        .where(inbox.c.update_id == update_id, inbox.c.applied_at.is_(None))
        .values(applied_at=now)
    )
    return result.rowcount == 1


async def mark_done(connection: AsyncConnection, update_id: int, now: datetime) -> None:
    """The reply is out; the update is never handled again."""
    await connection.execute(
        update(inbox).where(inbox.c.update_id == update_id, inbox.c.done_at.is_(None)).values(done_at=now)
    )


async def forget_done(connection: AsyncConnection, now: datetime) -> int:
    """Delete what was done more than a week ago; gives how many."""
    result = await connection.execute(delete(inbox).where(inbox.c.done_at < now - KEPT))
    return result.rowcount

"""Recovery: what somebody left behind goes on, and what came too late is put away."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, false, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.alerts import machine
from storage.tables import chat, delivery

# Rows in one transaction: other writers wait no longer than for so many.
_CHUNK = 5000
# Whether a send that may have arrived is repeated once, with a mark: in private chats, everywhere, nowhere.
BY_KIND, REPEAT, HOLD = "by kind", "repeat", "hold"


def may_repeat(policy: str, unknowns: int, chat_kind: str) -> bool:
    """Whether what may have arrived goes out once more, after so many that may have."""
    return unknowns == 0 and (policy == REPEAT or (policy == BY_KIND and chat_kind == "private"))


async def reap(connection: AsyncConnection, policy: str) -> tuple[int, int]:
    """Free claims that nobody goes on with, and decide on sends that nobody settled; gives how many of each.

    A claim was certainly not sent. A send may have been: the policy says whether it is repeated or held.
    """
    is_left = delivery.c.lease_until < machine.after(connection)
    freed = await connection.execute(
        update(delivery).where(delivery.c.state == "claimed", is_left).values(state="ready")
    )
    left = await connection.execute(
        update(delivery)
        .where(delivery.c.state == "sending", is_left)
        .values(
            state=case((_may_repeat(policy), "ready"), else_="held"),
            why="unknown",
            unknowns=delivery.c.unknowns + 1,
        )
    )
    return freed.rowcount, left.rowcount


def _may_repeat(policy: str) -> ColumnElement[bool]:
    """As `may_repeat`, of a row."""
    private = delivery.c.chat_id.in_(select(chat.c.id).where(chat.c.kind == "private"))
    there = {REPEAT: true(), HOLD: false()}.get(policy, private)
    return and_(delivery.c.unknowns == 0, there)


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """Put away what is of no use any more; gives how many."""
    late = (
        select(delivery.c.id)
        .where(delivery.c.state == "ready", delivery.c.expires_at <= now)
        .limit(_CHUNK)
        .with_for_update(skip_locked=True)
        .cte("late")
    )
    gone = await connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(select(late.c.id)), delivery.c.state == "ready")
        .values(state="expired", why="too late", settled_at=now)
        .returning(delivery.c.id)
    )
    return len(gone.all())


async def next_due(connection: AsyncConnection, after: datetime) -> datetime | None:
    """When the next delivery may go out."""
    found: datetime | None = await connection.scalar(
        select(delivery.c.not_before)
        .where(delivery.c.state == "ready", delivery.c.not_before > after)
        .order_by(delivery.c.not_before)
        .limit(1)
    )
    return found


async def backlog(connection: AsyncConnection, now: datetime) -> tuple[int, datetime | None]:
    """How many deliveries are due and not under way, and when the oldest was due."""
    row = (
        await connection.execute(
            select(func.count(), func.min(delivery.c.not_before)).where(
                delivery.c.state == "ready", delivery.c.not_before <= now, delivery.c.expires_at > now
            )
        )
    ).one()
    return int(row[0]), row[1]

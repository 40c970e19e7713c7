"""Digests that wait together, because nobody could send the earlier ones in time, go out as one."""

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.tables import delivery, digest_item

# One that has waited for less has none that came after it.
_A_DAY = timedelta(hours=20)
# More than are claimed at a time: those that are, have been looked at.
_AT_ONCE = 500


async def merge(connection: AsyncConnection, now: datetime, priority: int) -> None:
    """Let the newest digest of a chat that is due hold what the earlier ones held."""
    later = delivery.alias("later")
    newest = (
        select(func.max(later.c.id))
        .where(
            later.c.chat_id == delivery.c.chat_id,
            later.c.thread_id == delivery.c.thread_id,
            later.c.kind == Kind.DIGEST,
            later.c.state == "ready",
            later.c.not_before <= now,
            later.c.not_before > delivery.c.not_before,
        )
        .correlate(delivery)
        .scalar_subquery()
    )
    found = await connection.execute(
        select(delivery.c.id, newest)
        .where(
            delivery.c.state == "ready",
            delivery.c.priority == priority,
            delivery.c.kind == Kind.DIGEST,
            delivery.c.not_before <= now - _A_DAY,
            delivery.c.expires_at > now,
        )
        .order_by(delivery.c.not_before)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=delivery)
    )
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    for earlier, kept in found.all():
        if kept is None:
            continue
        items = select(literal(kept), digest_item.c.occurrence_id).where(digest_item.c.delivery_id == earlier)
        await connection.execute(
            dialect.insert(digest_item)
            .from_select(["delivery_id", "occurrence_id"], items)
            .on_conflict_do_nothing()
        )
        await connection.execute(
            update(delivery)
            .where(delivery.c.id == earlier)
            .values(state="cancelled", why="merged", settled_at=now)
        )

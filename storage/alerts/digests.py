"""Digests that wait together, because nobody could send the earlier ones in time, go out as one."""

from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.tables import delivery, digest_item


async def merge(connection: AsyncConnection, now: datetime, priority: int) -> None:
    """Let the newest digest of a chat that is due hold what the earlier ones held."""
    is_waiting = (
        (delivery.c.state == "ready")
        & (delivery.c.priority == priority)
        & (delivery.c.kind == Kind.DIGEST)
        & (delivery.c.not_before <= now)
        & (delivery.c.expires_at > now)
    )
    places = (
        select(delivery.c.chat_id, delivery.c.thread_id, func.max(delivery.c.id).label("newest"))
        .where(is_waiting)
        .group_by(delivery.c.chat_id, delivery.c.thread_id)
        .having(func.count() > 1)
        .subquery()
    )
    found = await connection.execute(
        select(delivery.c.id, places.c.newest)
        .join(
            places,
            (places.c.chat_id == delivery.c.chat_id) & (places.c.thread_id == delivery.c.thread_id),
        )
        .where(is_waiting, delivery.c.id != places.c.newest)
        .with_for_update(skip_locked=True, of=delivery)
    )
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    for earlier, newest in found.all():
        items = select(literal(newest), digest_item.c.occurrence_id).where(
            digest_item.c.delivery_id == earlier
        )
        await connection.execute(
            dialect.insert(digest_item)
            .from_select(["delivery_id", "occurrence_id"], items)
            .on_conflict_do_nothing()
        )
        await connection.execute(
            update(delivery)
            .where(delivery.c.id == earlier, delivery.c.state == "ready")
            .values(state="cancelled", why="merged", settled_at=now)
        )

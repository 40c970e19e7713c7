"""Catching up: a late subscriber gets the newest reminder that others had already."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.alerts import expand
from storage.alerts.hours import LIKES, Likes
from storage.tables import audience, chat, delivery, occurrence, subscription

_AT_ONCE = 100


async def catch_up(connection: AsyncConnection, now: datetime, zone: ZoneInfo) -> int:
    """Tell some late subscriptions what is told already and still of use; gives how many there were.

    It is under the same key: who was told before, is not told again.
    """
    late = (
        select(subscription, *LIKES[:5])
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(subscription.c.ended_at.is_(None), ~subscription.c.caught_up, chat.c.state == "active")
        .order_by(subscription.c.id)
        .limit(_AT_ONCE)
        # The chat too: one that turns out to have blocked the bot meanwhile must not be written to again.
        # Shared with what refers to it: an expansion would wait for us, and we for it.
        .with_for_update(skip_locked=True, key_share=True, of=[subscription, chat])
    )
    rows = (await connection.execute(late)).all()
    for row in rows:
        zone_, hour, quiet_from, quiet_until, silent = row[-5:]
        like = Likes(zone_, hour, quiet_from, quiet_until, silent, row.leads, row.mode)
        for one in await connection.execute(_told_already(row.topic, now)):
            if one.lead in like.wants() and expand.slot_of(one, like, now, zone).expires_at > now:
                await _take_up(connection, row, one, now)
                # Who was told in another way before, of each or in digests, is not told again.
                untold = (subscription.c.id == row.id) & ~expand.is_in_a_digest(one)
                await expand.tell(connection, one, [like], untold, now, zone)
    if rows:
        ids = [row.id for row in rows]
        await connection.execute(
            update(subscription).where(subscription.c.id.in_(ids)).values(caught_up=True)
        )
    return len(rows)


def _told_already(topic: str, now: datetime) -> Any:
    """The occurrences of a topic that expansion may have gone past."""
    return (
        select(occurrence)
        .join(audience, audience.c.occurrence_id == occurrence.c.id)
        .where(
            audience.c.topic == topic,
            occurrence.c.kind == Kind.DEADLINE,
            occurrence.c.state != "superseded",
            occurrence.c.fire_at <= now,
            occurrence.c.ends_at > now,
        )
        .order_by(occurrence.c.lead.desc())
    )


async def _take_up(connection: AsyncConnection, row: Any, one: Any, now: datetime) -> None:
    """What was stopped while nobody here wanted it goes on, if it is still of use."""
    await connection.execute(
        update(delivery)
        .where(
            delivery.c.chat_id == row.chat_id,
            delivery.c.thread_id == row.thread_id,
            delivery.c.about == one.about,
            delivery.c.state.in_(("cancelled", "dead")),
            delivery.c.expires_at > now,
        )
        .values(state="ready", why=None)
    )

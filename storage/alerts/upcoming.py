"""What will go out next, to how many chats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.tables import audience, chat, delivery, occurrence, subscription


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One thing that goes out to so many chats from an instant on; `is_made`: its deliveries are there."""

    about: str
    at: datetime
    chats: int
    is_made: bool


async def upcoming(connection: AsyncConnection, now: datetime, limit: int) -> list[Upcoming]:
    """The next so many things, the soonest first."""
    first = func.min(delivery.c.not_before)
    made = await connection.execute(
        select(delivery.c.about, first, func.count())
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(delivery.c.state == "ready", delivery.c.expires_at > now, chat.c.state == "active")
        .group_by(delivery.c.about)
        .order_by(first)
        .limit(limit)
    )
    found = [Upcoming(about, at, chats, is_made=True) for about, at, chats in made]
    planned = await connection.execute(
        select(occurrence)
        .where(occurrence.c.state == "planned", occurrence.c.fire_at > now)
        .order_by(occurrence.c.fire_at)
        .limit(limit)
    )
    for row in planned.all():
        wants = or_(row.kind != Kind.DEADLINE, subscription.c.leads.like(f"%,{row.lead},%"))
        places = (
            select(subscription.c.chat_id, subscription.c.thread_id)
            .join(audience, audience.c.topic == subscription.c.topic)
            .join(chat, chat.c.id == subscription.c.chat_id)
            .where(
                audience.c.occurrence_id == row.id,
                subscription.c.ended_at.is_(None),
                chat.c.state == "active",
                wants,
            )
            .distinct()
        )
        chats = await connection.scalar(select(func.count()).select_from(places.subquery()))
        found.append(Upcoming(row.about, row.fire_at, int(chats or 0), is_made=False))
    return sorted(found, key=lambda one: one.at)[:limit]

"""What will go out next, to how many chats."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, true
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
    return sorted([*found, *await planned(connection, now, limit=limit)], key=lambda one: one.at)[:limit]


async def planned(
    connection: AsyncConnection, after: datetime, until: datetime | None = None, limit: int | None = None
) -> list[Upcoming]:
    """What is still to be expanded after an instant, with the chats that ask for it now."""
    is_soon = occurrence.c.fire_at <= until if until else true()
    rows = await connection.execute(
        select(occurrence)
        .where(occurrence.c.state == "planned", occurrence.c.fire_at > after, is_soon)
        .order_by(occurrence.c.fire_at)
        .limit(limit)
    )
    found = []
    for row in rows.all():
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
    return found

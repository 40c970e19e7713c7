"""A chat that changes its hours: what waits for it is moved in the same transaction."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning, times
from domain.alerts.alert import Kind
from domain.alerts.subscription import ChatSettings, Mode
from domain.selfcheck.reminders import CheckReminder, What
from storage.alerts import expand
from storage.alerts.hours import Likes
from storage.tables import audience, chat, delivery, occurrence, subscription


async def move(connection: AsyncConnection, telegram_id: int, chosen: ChatSettings, now: datetime) -> None:
    """Have what waits for a chat go out at its new hours; what is due already goes as it is."""
    waiting = await connection.execute(
        select(
            delivery.c.id.label("delivery"),
            delivery.c.about.label("digest"),
            delivery.c.kind.label("as_what"),
            delivery.c.chat_id,
            delivery.c.thread_id,
            occurrence,
        )
        .join(chat, chat.c.id == delivery.c.chat_id)
        .outerjoin(occurrence, occurrence.c.id == delivery.c.occurrence_id)
        .where(chat.c.telegram_id == telegram_id, delivery.c.state == "ready", delivery.c.not_before > now)
    )
    for row in waiting.all():
        moved = await _moved(connection, row, chosen, now)
        if moved is not None:
            await connection.execute(update(delivery).where(delivery.c.id == row.delivery).values(moved))


async def _moved(
    connection: AsyncConnection, row: Any, chosen: ChatSettings, now: datetime
) -> dict[str, Any] | None:
    if row.as_what == Kind.REMINDER and CheckReminder.of(row.digest).what is What.RULES:
        return None
    if row.as_what in (Kind.DIGEST, Kind.REMINDER):
        # One that was put off has its new day behind the old one.
        day = date.fromisoformat(row.digest.rpartition(":")[2].rpartition("@")[2])
        timing = times.on_day(day, chosen, planning.USEFUL)
        return {"not_before": timing.not_before, "expires_at": timing.expires_at, "silent": chosen.silent}
    if row.as_what not in (Kind.DEADLINE, Kind.EVENT) or row.digest != row.about:
        return None  # news and what was put off have an hour of their own
    hours = (chosen.zone.key, chosen.hour, chosen.quiet_from, chosen.quiet_until, chosen.silent)
    like = Likes(*hours, await _leads(connection, row), Mode.IMMEDIATE)
    slot = expand.slot_of(row, like, now, chosen.zone)
    if slot.expires_at <= now:
        return None
    return {"not_before": slot.not_before, "expires_at": slot.expires_at, "silent": slot.silent}


async def _leads(connection: AsyncConnection, row: Any) -> str:
    """Every lead that is asked for there, by any subscription that the alert comes from."""
    found = await connection.scalars(
        select(subscription.c.leads)
        .join(audience, audience.c.topic == subscription.c.topic)
        .where(
            audience.c.occurrence_id == row.id,
            subscription.c.chat_id == row.chat_id,
            subscription.c.thread_id == row.thread_id,
            subscription.c.ended_at.is_(None),
        )
    )
    return ",".join(found)

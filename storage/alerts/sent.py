"""An alert that is out, as its buttons find it: what it told, who asked for it, and sending it once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from domain.alerts.subscription import Subscription
from domain.alerts.times import Timing
from storage.alerts.send import Item, told_last
from storage.subscriptions import in_topics
from storage.tables import audience, chat, delivery, digest_item, occurrence


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery with what it told of; `subscriptions` brought it, each topic's newest, ended or not."""

    id: int
    thread: int
    kind: Kind
    is_repeat: bool
    items: tuple[Item, ...]
    subscriptions: tuple[Subscription, ...]
    before: str = ""
    about: str = ""


async def find(connection: AsyncConnection, id: int, telegram_id: int) -> Sent | None:
    """A chat's own delivery; None where there is none of this number."""
    query = (
        select(delivery.c.thread_id, delivery.c.kind, delivery.c.unknowns, delivery.c.about)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(delivery.c.id == id, chat.c.telegram_id == telegram_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    topics = await _topics(connection, id)
    asked = await in_topics(connection, telegram_id, row.thread_id, {t for _, found in topics for t in found})
    names = {subscription.target.topic for subscription in asked}
    items = tuple(
        Item(o.kind, o.program_id, o.subject, o.value, o.lead, tuple(t for t in found if t in names))
        for o, found in topics
    )
    before = await told_last(connection, id) if row.kind in (Kind.MOVED, Kind.CANCELLED) else ""
    return Sent(id, row.thread_id, Kind(row.kind), row.unknowns > 0, items, tuple(asked), before, row.about)


async def send_again(
    connection: AsyncConnection, id: int, timing: Timing, day: str, now: datetime, *, silent: bool
) -> None:
    """Send what a delivery told of once more; asked twice for the same day, it comes once."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = (await connection.execute(select(delivery).where(delivery.c.id == id))).one()
    original = row.about.partition("@")[0]
    await connection.execute(
        dialect.insert(delivery)
        .values(
            chat_id=row.chat_id,
            thread_id=row.thread_id,
            about=f"{original}@{day}",
            occurrence_id=row.occurrence_id,
            kind=row.kind,
            not_before=timing.not_before,
            expires_at=timing.expires_at,
            silent=silent or timing.silent,
            priority=row.priority,
            state="ready",
            token=0,
            tries=0,
            unknowns=0,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["chat_id", "thread_id", "about"])
    )


async def _topics(connection: AsyncConnection, id: int) -> list[tuple[Any, list[str]]]:
    """The occurrences of a delivery, each with the topics that it is for."""
    its_own = select(delivery.c.occurrence_id).where(delivery.c.id == id)
    in_digest = select(digest_item.c.occurrence_id).where(digest_item.c.delivery_id == id)
    rows = await connection.execute(
        select(occurrence, audience.c.topic)
        .join(audience, audience.c.occurrence_id == occurrence.c.id)
        .where(occurrence.c.id.in_(its_own) | occurrence.c.id.in_(in_digest))
        .order_by(occurrence.c.fire_at, occurrence.c.id, audience.c.topic)
    )
    found: dict[int, tuple[Any, list[str]]] = {}
    for row in rows:
        found.setdefault(row.id, (row, []))[1].append(row.topic)
    return list(found.values())

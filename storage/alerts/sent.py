"""An alert that is out, as its buttons find it: what it told, who asked for it, and sending it once more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from domain.alerts.subscription import Subscription
from domain.alerts.times import Timing
from storage.alerts.claiming import Item, told_last
from storage.subscriptions import in_topics
from storage.tables import audience, chat, delivery, digest_item, occurrence

# Between what an alert is about and the day to which a snooze put it off.
_AGAIN = "@"

# A reminder: the program, the deadline, the date it was told for, and the lead.
Told = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery with what it told of; `subscriptions` brought it, each topic's newest, ended or not.

    `again_at` is when it comes once more, put off by a snooze; `was_snoozed` says that it came so itself.
    """

    id: int
    thread: int
    kind: Kind
    is_repeat: bool
    items: tuple[Item, ...]
    subscriptions: tuple[Subscription, ...]
    before: str = ""
    about: str = ""
    again_at: datetime | None = None

    @property
    def was_snoozed(self) -> bool:
        return _AGAIN in self.about


async def find(connection: AsyncConnection, id: int, telegram_id: int) -> Sent | None:
    """A chat's own delivery; None where there is none of this number."""
    query = (
        select(
            delivery.c.chat_id, delivery.c.thread_id, delivery.c.kind, delivery.c.unknowns, delivery.c.about
        )
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
    again_at = await connection.scalar(
        select(delivery.c.not_before).where(
            delivery.c.chat_id == row.chat_id,
            delivery.c.thread_id == row.thread_id,
            delivery.c.about.startswith(_original(row.about) + _AGAIN, autoescape=True),
            delivery.c.id != id,
            delivery.c.state == "ready",
        )
    )
    kind = Kind(row.kind)
    return Sent(id, row.thread_id, kind, row.unknowns > 0, items, tuple(asked), before, row.about, again_at)


async def told_in(connection: AsyncConnection, telegram_id: int, thread: int, now: datetime) -> set[Told]:
    """The reminders that a chat had of deadlines to come, or will not have: nothing tells them once more."""
    by_itself = occurrence.join(delivery, delivery.c.occurrence_id == occurrence.c.id)
    in_digest = occurrence.join(digest_item, digest_item.c.occurrence_id == occurrence.c.id).join(
        delivery, delivery.c.id == digest_item.c.delivery_id
    )
    found: set[Told] = set()
    for tables in (by_itself, in_digest):
        rows = await connection.execute(
            select(occurrence.c.program_id, occurrence.c.subject, occurrence.c.value, occurrence.c.lead)
            .select_from(tables.join(chat, chat.c.id == delivery.c.chat_id))
            .where(
                chat.c.telegram_id == telegram_id,
                delivery.c.thread_id == thread,
                delivery.c.state.not_in(("ready", "claimed")),
                occurrence.c.kind == Kind.DEADLINE,
                occurrence.c.ends_at > now,
            )
        )
        found |= {(row.program_id, row.subject, row.value, row.lead) for row in rows}
    return found


async def send_again(
    connection: AsyncConnection,
    id: int,
    timing: Timing,
    day: str,
    now: datetime,
    *,
    silent: bool,
    subjects: Collection[str],
) -> None:
    """Send what a delivery told of once more; asked twice for the same day, it comes once.

    Of a digest, what it told of these deadlines.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = (await connection.execute(select(delivery).where(delivery.c.id == id))).one()
    made = await connection.execute(
        dialect.insert(delivery)
        .values(
            chat_id=row.chat_id,
            thread_id=row.thread_id,
            about=f"{_original(row.about)}{_AGAIN}{day}",
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
        .returning(delivery.c.id)
    )
    again = made.scalar_one_or_none()
    if again is None or row.kind != Kind.DIGEST:
        return
    await connection.execute(
        insert(digest_item).from_select(
            ["delivery_id", "occurrence_id"],
            select(literal(again), digest_item.c.occurrence_id)
            .join(occurrence, occurrence.c.id == digest_item.c.occurrence_id)
            .where(
                digest_item.c.delivery_id == id,
                occurrence.c.kind != Kind.EVENT,
                occurrence.c.subject.in_(subjects),
            ),
        )
    )


def _original(about: str) -> str:
    return about.partition(_AGAIN)[0]


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

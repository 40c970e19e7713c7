"""Claiming: deliveries that are due become this process's to send, for the length of a lease."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    bindparam,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.alerts import digests, machine, told
from storage.alerts.expand import DIGEST, PRIORITIES, is_muted
from storage.tables import audience, brake, chat, delivery, digest_item, occurrence, subscription

# A claim that is not gone on with for so long is free to take over.
CLAIM_S = 30.0


@dataclass(frozen=True, slots=True)
class Item:
    """What a delivery tells of; `topics` are the chat's subscriptions that it comes from."""

    kind: str
    program: str
    subject: str
    value: str
    lead: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this process's to send while `token` is its last.

    `items` is what it tells of: one thing, or what a digest holds. `before` is the date that the chat was
    told last, of a deadline that has another one now.
    """

    id: int
    token: int
    chat: int
    chat_kind: str
    thread: int
    kind: str
    about: str
    silent: bool
    tries: int
    unknowns: int
    why: str | None
    time_zone: str | None
    language: str | None
    has_strikes: bool
    items: tuple[Item, ...] = ()
    before: str = ""


BRAKED = select(brake.c.id).where(brake.c.released_at.is_(None)).exists()


# Statements are made once for each database: to put one together costs more than to run it.


async def claim(connection: AsyncConnection, now: datetime, limit: int) -> list[Claimed]:
    """Take up to so many deliveries that are due, the most urgent first."""
    taken: list[int] = []
    for priority in PRIORITIES:
        if len(taken) == limit:
            break
        if priority == DIGEST:
            await digests.merge(connection, now, priority)
        claimed = await connection.execute(
            _claim_due(connection.dialect.name),
            {
                "rank": priority,
                "now": now,
                "this_moment": 0.0,
                "limit": limit - len(taken),
                "lease": CLAIM_S,
            },
        )
        taken += claimed.scalars().all()
    return await _read(connection, taken) if taken else []


async def put_back(connection: AsyncConnection, claimed: Collection[Claimed], seconds: float) -> None:
    """Free claims whose turn would come too late for their lease; they can be claimed again after so long."""
    pairs = [(one.id, one.token) for one in claimed]
    await connection.execute(
        update(delivery)
        .where(tuple_(delivery.c.id, delivery.c.token).in_(pairs), delivery.c.state == "claimed")
        .values(state="ready", wait_until=machine.after(connection, seconds))
    )


@cache
def _claim_due(dialect: str) -> Any:
    due = (
        select(delivery.c.id)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(
            delivery.c.state == literal_column("'ready'"),  # in words: SQLite takes the partial index then
            delivery.c.priority == bindparam("rank"),
            delivery.c.not_before <= bindparam("now"),
            delivery.c.expires_at > bindparam("now"),
            _is_over(dialect, delivery.c.wait_until),
            chat.c.state == "active",
            _is_over(dialect, chat.c.next_ok_at),
            ~BRAKED,
        )
        .order_by(delivery.c.not_before)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True, of=delivery)
        # Worked out once: PostgreSQL may run a subquery with a limit again for each row.
        .cte("due")
    )
    return (
        update(delivery)
        .where(delivery.c.id.in_(select(due.c.id)), delivery.c.state == "ready")
        .values(state="claimed", token=delivery.c.token + 1, lease_until=machine.given(dialect, "lease"))
        .returning(delivery.c.id)
    )


def _is_over(dialect: str, pause: Any) -> Any:
    return pause.is_(None) | (pause <= machine.given(dialect, "this_moment"))


# In the order of Claimed.
_CLAIMED = (
    select(
        delivery.c.id,
        delivery.c.token,
        chat.c.telegram_id,
        chat.c.kind,
        delivery.c.thread_id,
        delivery.c.kind,
        delivery.c.about,
        delivery.c.silent,
        delivery.c.tries,
        delivery.c.unknowns,
        delivery.c.why,
        chat.c.time_zone,
        chat.c.language,
        chat.c.strikes > 0,
    )
    .join(chat, chat.c.id == delivery.c.chat_id)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(delivery.c.priority, delivery.c.not_before, delivery.c.id)
)


async def _read(connection: AsyncConnection, ids: Sequence[int]) -> list[Claimed]:
    rows: Any = await connection.execute(_CLAIMED, {"ids": ids})
    claimed = [Claimed(*row) for row in rows]
    items = await _items(connection, claimed)
    moved = [one.id for one in claimed if one.kind in (Kind.MOVED, Kind.CANCELLED)]
    before = {id: await told_last(connection, id) for id in moved}
    return [replace(one, items=items.get(one.id, ()), before=before.get(one.id, "")) for one in claimed]


async def _items(connection: AsyncConnection, claimed: Sequence[Claimed]) -> dict[int, tuple[Item, ...]]:
    """What deliveries tell of, as far as it is still asked for."""
    found: dict[int, dict[int, Item]] = {}
    for query, is_asked in ((_ITEMS, _tells_of_one), (_DIGEST_ITEMS, _is_digest)):
        ids = [one.id for one in claimed if is_asked(one)]
        rows: Any = await connection.execute(query, {"ids": ids}) if ids else ()
        for id, of, topic, kind, program, subject, value, lead in rows:
            items = found.setdefault(id, {})
            topics = items[of].topics if of in items else ()
            items[of] = Item(kind, program, subject, value, lead, (*topics, topic))
    return {id: _most_urgent(items.values()) for id, items in found.items()}


def _tells_of_one(one: Claimed) -> bool:
    return one.kind not in (Kind.DIGEST, Kind.REMINDER)


def _is_digest(one: Claimed) -> bool:
    return one.kind == Kind.DIGEST


def _most_urgent(items: Iterable[Item]) -> tuple[Item, ...]:
    """Of several leads of one deadline only the last says how much time is left."""
    last: dict[tuple[str, str, str], Item] = {}
    for item in items:
        key = (item.kind, item.program, item.subject)
        if key not in last or item.lead < last[key].lead:
            last[key] = item
    return tuple(last.values())


async def told_last(connection: AsyncConnection, id: int) -> str:
    """The date of a deadline that the chat was told last before this delivery was planned."""
    this, news = delivery.alias("this"), occurrence.alias("news")
    of = (this.c.chat_id, this.c.thread_id, news.c.program_id, news.c.subject, news.c.id)
    last: str | None = await connection.scalar(
        select(told.last("value", *of).correlate(this, news).scalar_subquery())
        .select_from(this)
        .join(news, news.c.id == this.c.occurrence_id)
        .where(this.c.id == id)
    )
    return last or ""


def still(of: Any) -> tuple[Any, ...]:
    """The conditions under which a chat is told of an occurrence: asked for, standing, and not done with."""
    return (
        occurrence.c.state != "superseded",
        subscription.c.chat_id == of.c.chat_id,
        subscription.c.thread_id == of.c.thread_id,
        subscription.c.ended_at.is_(None),
        ~is_muted(of, occurrence.c.program_id, occurrence.c.subject),
    )


def _items_of(tables: Any) -> Any:
    return (
        select(
            delivery.c.id,
            occurrence.c.id,
            subscription.c.topic,
            occurrence.c.kind,
            occurrence.c.program_id,
            occurrence.c.subject,
            occurrence.c.value,
            occurrence.c.lead,
        )
        .select_from(tables)
        .join(audience, audience.c.occurrence_id == occurrence.c.id)
        .join(subscription, subscription.c.topic == audience.c.topic)
        .where(delivery.c.id.in_(bindparam("ids", expanding=True)), *still(delivery))
        .order_by(occurrence.c.fire_at, occurrence.c.id, subscription.c.id)
    )


_ITEMS = _items_of(delivery.join(occurrence, occurrence.c.id == delivery.c.occurrence_id))
_DIGEST_ITEMS = _items_of(
    delivery.join(digest_item, digest_item.c.delivery_id == delivery.c.id).join(
        occurrence, occurrence.c.id == digest_item.c.occurrence_id
    )
)

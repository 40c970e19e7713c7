"""Expansion: what there is to tell becomes one delivery for each chat that asked for it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, and_, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning, times
from domain.alerts.alert import Kind
from domain.alerts.subscription import Mode
from domain.alerts.times import Timing
from storage.alerts import hours, told
from storage.alerts.hours import LIKES, Likes, Slot
from storage.tables import Instant, audience, chat, delivery, digest_item, muted, occurrence, subscription

# Subscriptions in one transaction: other writers wait no longer than for so many.
CHUNK = 10_000

# Smaller goes first: the last two reminders of a deadline, then everything else, then digests.
_URGENT, _USUAL, DIGEST = 0, 1, 2
PRIORITIES = (_URGENT, _USUAL, DIGEST)
_COLUMNS = (
    "chat_id", "thread_id", "about", "occurrence_id", "kind", "not_before", "expires_at", "silent",
    "priority", "state", "token", "tries", "unknowns", "made_at",
)  # fmt: skip


async def expand(
    connection: AsyncConnection, now: datetime, zone: ZoneInfo, chunk: int = CHUNK
) -> int | None:
    """Take what is due to the next so many subscriptions; gives how many, None when nothing is due.

    `zone` is the default one. The cursor moves in the same transaction: whoever goes on after a kill goes on
    there, and what is there already is left alone.
    """
    query = (
        select(occurrence)
        .where(occurrence.c.state == "planned", occurrence.c.fire_at <= now)
        .order_by(occurrence.c.fire_at, occurrence.c.id)
        .limit(1)
        # Shared with what refers to it: who catches up meanwhile would wait for us, and we for them.
        .with_for_update(skip_locked=True, key_share=True)
    )
    one = (await connection.execute(query)).one_or_none()
    if one is None:
        return None
    some = select(subscription.c.id).where(_of_topic(one)).order_by(subscription.c.id).limit(chunk).subquery()
    count, upto = (await connection.execute(select(func.count(), func.max(some.c.id)))).one()
    if not count:
        await _move(connection, one.id, state="done")
        return 0
    # By the range of their ids: PostgreSQL looks no other subscription up, however many there are.
    within = _asked(one) & (subscription.c.id <= upto)
    found = select(*LIKES).select_from(subscription).join(chat, chat.c.id == subscription.c.chat_id)
    likes = [Likes(*row) for row in await connection.execute(found.where(within).distinct())]
    await tell(connection, one, likes, within, now, zone)
    await _move(connection, one.id, cursor=upto)
    return int(count)


async def _move(connection: AsyncConnection, id: int, **values: Any) -> None:
    await connection.execute(update(occurrence).where(occurrence.c.id == id).values(values))


async def next_fire(connection: AsyncConnection, after: datetime) -> datetime | None:
    """When the next expansion is due."""
    found: datetime | None = await connection.scalar(
        select(func.min(occurrence.c.fire_at)).where(
            occurrence.c.state == "planned", occurrence.c.fire_at > after
        )
    )
    return found


def _of_topic(one: Any) -> Any:
    """The condition on a subscription that its topic is told of an occurrence, from its cursor on."""
    topics = select(audience.c.topic).where(audience.c.occurrence_id == one.id)
    return and_(
        subscription.c.topic.in_(topics), subscription.c.id > one.cursor, subscription.c.ended_at.is_(None)
    )


def _asked(one: Any) -> Any:
    """The condition on a subscription and its chat that an occurrence is for them, from its cursor on."""
    asked = _of_topic(one) & (chat.c.state == "active")
    if one.kind == Kind.DEADLINE:
        asked &= subscription.c.leads.like(f"%,{one.lead},%")
    if one.kind in (Kind.MOVED, Kind.CANCELLED):
        asked &= _was_told_otherwise(one)
    return asked


def _was_told_otherwise(one: Any) -> Any:
    """Whether the last that this chat was told of the deadline is another date, or that there is one."""
    of = (subscription.c.chat_id, subscription.c.thread_id, one.program_id, one.subject, one.id)
    kind, value = (
        told.last(column, *of).correlate(subscription).scalar_subquery() for column in ("kind", "value")
    )
    if one.kind == Kind.CANCELLED:
        return kind != Kind.CANCELLED
    return (value != one.value) | (kind == Kind.CANCELLED)


async def tell(
    connection: AsyncConnection, one: Any, likes: Iterable[Likes], within: Any, now: datetime, zone: ZoneInfo
) -> None:
    """Make the deliveries of an occurrence for some subscriptions, which like these; what is there stays."""
    direct: dict[Likes, Slot] = {}
    digests: dict[Likes, Slot] = {}
    late: dict[Likes, Slot] = {}
    for like in likes:
        slot = slot_of(one, like, now, zone)
        digest = _digest_of(one, like, slot, zone)
        if digest is None:
            direct[like] = slot
        else:
            digests[like], late[like] = digest, slot
    if direct:
        await _insert(connection, one, direct, within, now)
    if digests:
        within &= ~_is_known(subscription, one.about)
        await _insert(connection, None, digests, within, now)
        await _fill_digests(connection, one, digests, within & ~is_in_a_digest(one))
        # One that went out meanwhile takes no more: then this comes by itself.
        await _insert(connection, one, late, within & ~is_in_a_digest(one), now)


def slot_of(one: Any, like: Likes, now: datetime, zone: ZoneInfo) -> Slot:
    """When those who like the same are told of an occurrence by itself."""
    timing = _timing(one, like, now, zone)
    if timing is None:
        # It is over, or a later lead is due and tells the same: to be put away as too late, and counted.
        return Slot(one.about, one.kind, one.fire_at, one.fire_at, True, _URGENT)
    silent = timing.silent or like.silent
    return Slot(one.about, one.kind, timing.not_before, timing.expires_at, silent, _priority(one))


def _timing(one: Any, like: Likes, now: datetime, zone: ZoneInfo) -> Timing | None:
    settings = like.settings(zone)
    if one.ends_at <= now:
        return None
    if one.kind == Kind.DEADLINE:
        deadline = planning.deadline_of(one.subject, one.value)
        return dict(times.reminders(deadline, {*like.wants(), one.lead}, settings, now)).get(one.lead)
    if one.kind == Kind.EVENT:
        timing = times.on_day(date.fromisoformat(one.value), settings, planning.USEFUL)
        if timing.not_before > now:
            return timing
    return times.soon(now, settings, planning.USEFUL)


def _digest_of(one: Any, like: Likes, slot: Slot, zone: ZoneInfo) -> Slot | None:
    """The digest that tells of it instead, where one is wanted and comes in time."""
    if like.mode == Mode.IMMEDIATE or one.kind not in (Kind.DEADLINE, Kind.EVENT):
        return None
    timing = Timing(slot.not_before, slot.expires_at)
    found = times.digest_for(timing, like.settings(zone), weekly=like.mode == Mode.WEEKLY)
    if found is None:
        return None
    day, at = found
    about = f"{Kind.DIGEST}:{like.mode}:{day.isoformat()}"
    return Slot(about, Kind.DIGEST, at, at + planning.USEFUL, like.silent, DIGEST)


def _priority(one: Any) -> int:
    """What cannot wait goes first."""
    return _URGENT if one.kind == Kind.DEADLINE and one.lead <= 1 else _USUAL


async def _insert(
    connection: AsyncConnection, one: Any, slots: Mapping[Likes, Slot], within: Any, now: datetime
) -> None:
    """The deliveries of some subscriptions in one statement; of a digest there is no one occurrence."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    slot = hours.table(slots)
    chosen = (
        select(
            subscription.c.chat_id,
            subscription.c.thread_id,
            slot.c.about,
            literal(one and one.id, Integer),
            slot.c.kind,
            slot.c.not_before,
            slot.c.expires_at,
            slot.c.silent,
            slot.c.priority,
            literal("ready"),
            literal(0),
            literal(0),
            literal(0),
            literal(now, Instant),
        )
        .select_from(subscription)
        .join(chat, chat.c.id == subscription.c.chat_id)
        .join(slot, hours.liked(slot))
        .where(within)
    )
    if one is not None:
        chosen = chosen.where(~is_muted(subscription, one.program_id, one.subject))
    await connection.execute(
        dialect.insert(delivery)
        .from_select(_COLUMNS, chosen.where(~_is_known(subscription, slot.c.about)), include_defaults=False)
        .on_conflict_do_nothing(index_elements=["chat_id", "thread_id", "about"])
    )


async def _fill_digests(
    connection: AsyncConnection, one: Any, slots: Mapping[Likes, Slot], within: Any
) -> None:
    """Put an occurrence into the digests that are not on their way yet."""
    slot = hours.table(slots)
    mine = (
        select(delivery.c.id)
        .join(
            subscription,
            (subscription.c.chat_id == delivery.c.chat_id)
            & (subscription.c.thread_id == delivery.c.thread_id),
        )
        .join(chat, chat.c.id == subscription.c.chat_id)
        .join(slot, hours.liked(slot) & (slot.c.about == delivery.c.about))
        .where(within, ~is_muted(subscription, one.program_id, one.subject))
    )
    # Written to, although nothing changes: a claim at the same time has to wait, and then sees the item.
    waiting = await connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(mine), delivery.c.state == "ready")
        .values(state="ready")
        .returning(delivery.c.id)
    )
    items = [{"delivery_id": id, "occurrence_id": one.id} for id in waiting.scalars()]
    if items:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        await connection.execute(dialect.insert(digest_item).on_conflict_do_nothing(), items)


def _is_known(of: Any, about: Any) -> Any:
    """Whether there is a delivery of it to a subscription's chat by itself, in whatever state."""
    return (
        select(literal(1))
        .where(
            delivery.c.chat_id == of.c.chat_id,
            delivery.c.thread_id == of.c.thread_id,
            delivery.c.about == about,
        )
        .correlate_except(delivery)
        .exists()
    )


def is_in_a_digest(one: Any) -> Any:
    """Whether a digest has told a subscription's chat of it, or will."""
    return (
        select(literal(1))
        .select_from(digest_item.join(delivery, delivery.c.id == digest_item.c.delivery_id))
        .where(
            digest_item.c.occurrence_id == one.id,
            delivery.c.chat_id == subscription.c.chat_id,
            delivery.c.thread_id == subscription.c.thread_id,
            delivery.c.state.not_in(("cancelled", "expired", "dead")),
        )
        .correlate(subscription)
        .exists()
    )


def is_muted(of: Any, program: Any, subject: Any) -> Any:
    """Whether a chat said that it is done with something; `of` is its subscription or its delivery."""
    return (
        select(literal(1))
        .where(
            muted.c.chat_id == of.c.chat_id,
            muted.c.thread_id == of.c.thread_id,
            muted.c.program_id == program,
            muted.c.subject == subject,
        )
        .correlate_except(muted)
        .exists()
    )

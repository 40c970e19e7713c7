"""Sending, as the ledger sees it: claimed, meant to be sent, settled. Each step is one short transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.alerts import digests, machine, reach, told
from storage.alerts.expand import DIGEST, PRIORITIES, is_muted
from storage.tables import (
    Instant,
    attempt,
    audience,
    brake,
    chat,
    delivery,
    digest_item,
    occurrence,
    subscription,
)

# A claim that is not gone on with for so long is free to take over; a send that is not settled, unknown.
CLAIM_S = 30.0
SEND_S = 60.0
SENT = "sent"


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


@dataclass(frozen=True, slots=True)
class Then:
    """What Telegram's answer means for the chat: blocked, struck (not found), found, moved or paused."""

    what: str
    chat: int
    moved_to: int | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """What becomes of a delivery that was being sent, by its `id` and `token`.

    `wait` is in seconds. One that was no try is as if it had not been sent; of one that `is_unknown` a copy
    may have arrived. `outcome` and `detail` are what Telegram said.
    """

    id: int
    token: int
    state: str
    outcome: str
    detail: str = ""
    why: str | None = None
    wait: float = 0.0
    message_id: int | None = None
    is_a_try: bool = True
    is_unknown: bool = False
    then: Then | None = None


_BRAKED = select(brake.c.id).where(brake.c.released_at.is_(None)).exists()


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
            ~_BRAKED,
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


async def intend(connection: AsyncConnection, claimed: Collection[Claimed], now: datetime) -> set[int]:
    """Write down that these are about to be sent; gives those that may be.

    The last look before the wire: nobody unsubscribed, the fact still stands, the chat may be written to,
    nobody else has taken it over. What is not wanted any more is settled here.
    """
    pairs = [(one.id, one.token) for one in claimed]
    given = {"pairs": pairs, "now": now, "this_moment": 0.0, "lease": SEND_S}
    mean, take_back = _intention(connection.dialect.name)
    found = set((await connection.execute(mean, given)).scalars())
    if len(found) < len(pairs):
        await connection.execute(take_back, given)
    return found


@cache
def _intention(dialect: str) -> tuple[Any, Any]:
    """What means those that are wanted, and what settles the others."""
    is_mine = and_(
        tuple_(delivery.c.id, delivery.c.token).in_(bindparam("pairs", expanding=True)),
        delivery.c.state == "claimed",
        delivery.c.lease_until > machine.given(dialect, "this_moment"),
        ~_BRAKED,
        delivery.c.chat_id.in_(select(chat.c.id).where(chat.c.state == "active")),
    )
    is_of_use = delivery.c.expires_at > bindparam("now")
    mean = (
        update(delivery)
        .where(is_mine, is_of_use, _is_wanted())
        .values(state="sending", tries=delivery.c.tries + 1, lease_until=machine.given(dialect, "lease"))
        .returning(delivery.c.id)
    )
    take_back = (
        update(delivery)
        .where(is_mine)
        .values(
            state=case((is_of_use, "cancelled"), else_="expired"),
            why=case((is_of_use, "not wanted"), else_="too late"),
            settled_at=bindparam("now"),
        )
    )
    return mean, take_back


def _is_wanted() -> Any:
    """Whether somebody there still asks for it, and the facts have not changed."""
    its_own = occurrence.c.id == delivery.c.occurrence_id
    held_by_it = occurrence.c.id.in_(
        select(digest_item.c.occurrence_id)
        .where(digest_item.c.delivery_id == delivery.c.id)
        .correlate(delivery)
    )
    is_digest = delivery.c.kind == Kind.DIGEST
    is_of_its_own = delivery.c.kind.in_((Kind.REMINDER, Kind.ANSWER))
    return or_(is_of_its_own, _stands(its_own), is_digest & _stands(held_by_it))


def _stands(which: Any) -> Any:
    return (
        select(literal(1))
        .select_from(occurrence)
        .join(audience, audience.c.occurrence_id == occurrence.c.id)
        .join(subscription, subscription.c.topic == audience.c.topic)
        .where(which, *_still(delivery))
        .correlate(delivery)
        .exists()
    )


def _still(of: Any) -> tuple[Any, ...]:
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
        .where(delivery.c.id.in_(bindparam("ids", expanding=True)), *_still(delivery))
        .order_by(occurrence.c.fire_at, occurrence.c.id, subscription.c.id)
    )


_ITEMS = _items_of(delivery.join(occurrence, occurrence.c.id == delivery.c.occurrence_id))
_DIGEST_ITEMS = _items_of(
    delivery.join(digest_item, digest_item.c.delivery_id == delivery.c.id).join(
        occurrence, occurrence.c.id == digest_item.c.occurrence_id
    )
)


async def settle(connection: AsyncConnection, done: Sequence[Done], now: datetime) -> None:
    """Write down what became of sends: only of those that are still this process's.

    That a message arrived is written also where it was given up meanwhile: what is known beats a guess.
    """
    if not done:
        return
    done = [await _follow(connection, one, one.then, now) if one.then else one for one in done]
    for is_sent in (True, False):
        mine = [_values(one, now) for one in done if (one.state == SENT) is is_sent]
        if mine:
            await connection.execute(_settlement(connection.dialect.name, is_sent), mine)
    await connection.execute(
        _ATTEMPT,
        [
            {"delivery_id": one.id, "at": now, "outcome": one.outcome, "detail": one.detail[:160]}
            for one in done
        ],
    )


async def _follow(connection: AsyncConnection, one: Done, then: Then, now: datetime) -> Done:
    """Do to the chat what the answer asks for; the alert of one that is not found waits, or is given up."""
    match then.what:
        case "blocked":
            await reach.suspend(connection, then.chat, "blocked", now)
        case "moved" if then.moved_to is not None:
            # It was not sent, so it does not stand in the place of what the new id was sent.
            await connection.execute(_settlement(connection.dialect.name, False), [_values(one, now)])
            await reach.migrate(connection, then.chat, then.moved_to)
        case "paused":
            await reach.pause(connection, then.chat, then.seconds)
        case "found":
            await reach.forgive(connection, then.chat)
        case "struck":
            strikes = await reach.strike(connection, then.chat, now)
            if strikes >= reach.STRIKES:
                return replace(one, state="dead")
            return replace(one, wait=reach.STRIKE_PAUSES_S[strikes - 1])
    return one


_ATTEMPT = insert(attempt)


@cache
def _settlement(dialect: str, is_sent: bool) -> Any:
    still = ("sending", "ready", "held") if is_sent else ("sending",)
    return (
        update(delivery)
        .where(
            delivery.c.id == bindparam("of"),
            delivery.c.token == bindparam("by"),
            or_(*(delivery.c.state == state for state in still)),
        )
        .values(
            state=bindparam("to"),
            why=func.coalesce(bindparam("because", type_=String), delivery.c.why),
            message_id=bindparam("message"),
            tries=delivery.c.tries - bindparam("spared", type_=Integer),
            unknowns=delivery.c.unknowns + bindparam("doubts", type_=Integer),
            settled_at=bindparam("at", type_=Instant),
            wait_until=machine.given(dialect, "wait"),
        )
    )


def _values(one: Done, now: datetime) -> dict[str, Any]:
    return {
        "of": one.id,
        "by": one.token,
        "to": one.state,
        "because": one.why,
        "message": one.message_id,
        "spared": int(not one.is_a_try),
        "doubts": int(one.is_unknown),
        "at": None if one.state == "ready" else now,
        "wait": one.wait or None,
    }

"""Sending, as the ledger sees it: claimed, meant to be sent, settled. Each step is one short transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.alerts import machine, reach
from storage.alerts.expand import PRIORITIES, is_muted
from storage.alerts.plan import TOLD
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


async def claim(connection: AsyncConnection, now: datetime, limit: int) -> list[Claimed]:
    """Take up to so many deliveries that are due, the most urgent first."""
    taken: list[Any] = []
    for priority in PRIORITIES:
        if len(taken) == limit:
            break
        due = (
            select(delivery.c.id)
            .join(chat, chat.c.id == delivery.c.chat_id)
            .where(
                delivery.c.state == "ready",
                delivery.c.priority == priority,
                delivery.c.not_before <= now,
                delivery.c.expires_at > now,
                _is_over(connection, delivery.c.wait_until),
                chat.c.state == "active",
                _is_over(connection, chat.c.next_ok_at),
                ~_BRAKED,
            )
            .order_by(delivery.c.not_before)
            .limit(limit - len(taken))
            .with_for_update(skip_locked=True, of=delivery)
            # Worked out once: PostgreSQL may run a subquery with a limit again for each row.
            .cte("due")
        )
        claimed = await connection.execute(
            update(delivery)
            .where(delivery.c.id.in_(select(due.c.id)), delivery.c.state == "ready")
            .values(
                state="claimed",
                token=delivery.c.token + 1,
                lease_until=machine.after(connection, CLAIM_S),
            )
            .returning(delivery.c.id)
        )
        taken += claimed.scalars().all()
    return await _read(connection, taken) if taken else []


def _is_over(connection: AsyncConnection, pause: Any) -> Any:
    return pause.is_(None) | (pause <= machine.after(connection))


async def _read(connection: AsyncConnection, ids: Sequence[int]) -> list[Claimed]:
    rows = await connection.execute(
        select(
            delivery.c.id,
            delivery.c.token,
            chat.c.telegram_id.label("chat"),
            chat.c.kind.label("chat_kind"),
            delivery.c.thread_id.label("thread"),
            delivery.c.kind,
            delivery.c.about,
            delivery.c.silent,
            delivery.c.tries,
            delivery.c.unknowns,
            delivery.c.why,
            chat.c.time_zone,
            chat.c.language,
            (chat.c.strikes > 0).label("has_strikes"),
        )
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(delivery.c.id.in_(ids))
        .order_by(delivery.c.priority, delivery.c.not_before, delivery.c.id)
    )
    items = await _items(connection, ids)
    claimed = []
    for row in rows:
        before = await told_last(connection, row.id) if row.kind == Kind.MOVED else ""
        claimed.append(Claimed(**row._mapping, items=items.get(row.id, ()), before=before))
    return claimed


async def _items(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, tuple[Item, ...]]:
    """What deliveries tell of, as far as it is still asked for."""
    of_its_own = delivery.join(occurrence, occurrence.c.id == delivery.c.occurrence_id)
    of_a_digest = delivery.join(digest_item, digest_item.c.delivery_id == delivery.c.id).join(
        occurrence, occurrence.c.id == digest_item.c.occurrence_id
    )
    found: dict[int, dict[int, Item]] = {}
    for tables in (of_its_own, of_a_digest):
        rows = await connection.execute(
            select(
                delivery.c.id.label("delivery"),
                occurrence.c.id,
                occurrence.c.kind,
                occurrence.c.program_id,
                occurrence.c.subject,
                occurrence.c.value,
                occurrence.c.lead,
                subscription.c.topic,
            )
            .select_from(tables)
            .join(audience, audience.c.occurrence_id == occurrence.c.id)
            .join(subscription, subscription.c.topic == audience.c.topic)
            .where(delivery.c.id.in_(ids), *_still(delivery))
            .order_by(occurrence.c.fire_at, occurrence.c.id, subscription.c.id)
        )
        for row in rows:
            items = found.setdefault(row.delivery, {})
            topics = items[row.id].topics if row.id in items else ()
            items[row.id] = Item(
                row.kind, row.program_id, row.subject, row.value, row.lead, (*topics, row.topic)
            )
    return {delivery: tuple(items.values()) for delivery, items in found.items()}


async def told_last(connection: AsyncConnection, id: int) -> str:
    """The date of a deadline that the chat was told last before this delivery."""
    this, news, told = delivery.alias("this"), occurrence.alias("news"), occurrence.alias("told")
    last: str | None = await connection.scalar(
        select(told.c.value)
        .select_from(this)
        .join(news, news.c.id == this.c.occurrence_id)
        .join(told, (told.c.program_id == news.c.program_id) & (told.c.subject == news.c.subject))
        .join(
            delivery,
            (delivery.c.occurrence_id == told.c.id)
            & (delivery.c.chat_id == this.c.chat_id)
            & (delivery.c.thread_id == this.c.thread_id),
        )
        .where(this.c.id == id, delivery.c.id != id, delivery.c.state.in_(TOLD), told.c.kind != Kind.EVENT)
        .order_by(delivery.c.id.desc())
        .limit(1)
    )
    return last or ""


async def intend(connection: AsyncConnection, claimed: Collection[Claimed], now: datetime) -> set[int]:
    """Write down that these are about to be sent; gives those that may be.

    The last look before the wire: nobody unsubscribed, the fact still stands, the chat may be written to,
    nobody else has taken it over. What is not wanted any more is settled here.
    """
    pairs = [(one.id, one.token) for one in claimed]
    is_mine = and_(
        tuple_(delivery.c.id, delivery.c.token).in_(pairs),
        delivery.c.state == "claimed",
        delivery.c.lease_until > machine.after(connection),
        ~_BRAKED,
        delivery.c.chat_id.in_(select(chat.c.id).where(chat.c.state == "active")),
    )
    is_of_use = delivery.c.expires_at > now
    meant = await connection.execute(
        update(delivery)
        .where(is_mine, is_of_use, _is_wanted())
        .values(state="sending", tries=delivery.c.tries + 1, lease_until=machine.after(connection, SEND_S))
        .returning(delivery.c.id)
    )
    found = set(meant.scalars())
    if len(found) < len(pairs):
        await connection.execute(
            update(delivery)
            .where(is_mine)
            .values(
                state=case((is_of_use, "cancelled"), else_="expired"),
                why=case((is_of_use, "not wanted"), else_="too late"),
                settled_at=now,
            )
        )
    return found


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


async def settle(connection: AsyncConnection, done: Sequence[Done], now: datetime) -> None:
    """Write down what became of sends: only of those that are still this process's.

    That a message arrived is written also where it was given up meanwhile: what is known beats a guess.
    """
    if not done:
        return
    done = [await _follow(connection, one, one.then, now) if one.then else one for one in done]
    for is_sent in (True, False):
        mine = [one for one in done if (one.state == SENT) is is_sent]
        if not mine:
            continue
        waits = sorted({one.wait for one in mine})
        until = {wait: machine.after(connection, wait) if wait else null() for wait in waits}
        for wait in waits:
            await connection.execute(
                _settlement(is_sent).values(wait_until=until[wait]),
                [_values(one, now) for one in mine if one.wait == wait],
            )
    await connection.execute(
        insert(attempt),
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


def _settlement(is_sent: bool) -> Update:
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
    }

"""Intending: the last look before the wire, written down: after a kill it is known what may have arrived."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts.alert import Kind
from storage.alerts import machine
from storage.alerts.claiming import BRAKED, Claimed, still
from storage.tables import audience, chat, delivery, digest_item, occurrence, subscription

# A send that is not settled for so long is unknown.
SEND_S = 60.0


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
        ~BRAKED,
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
        .where(which, *still(delivery))
        .correlate(delivery)
        .exists()
    )

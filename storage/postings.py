"""Posting the summary of a self-check to its group: asked for in a tap, done by whichever process takes it.

A posting is written down as `sending` before it leaves. One that nobody settled may have arrived: it is
posted again only when its starter asks once more.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.selfcheck.sessions import Check
from storage.alerts import machine
from storage.checks import id_of
from storage.tables import check_group, check_session

# A posting that is not gone on with for so long is free to take over; a send that is not settled, doubtful.
_HELD_S = 30.0
_SEND_S = 60.0


class State(StrEnum):
    ASKED = "asked"
    SENDING = "sending"  # it may be there from now on
    POSTED = "posted"
    REFUSED = "refused"  # the group did not take it
    NO_MEMBER = "no member"  # its starter may not write there
    DOUBTFUL = "doubtful"  # it may have arrived


@dataclass(frozen=True, slots=True)
class Posting:
    """How it stands with a summary. `attempts` are those that arrived, may have, or are under way.

    `card` is the message that still has to say what became of it.
    """

    sid: str
    attempts: int
    state: State | None
    posted_at: datetime | None
    card: int | None

    @property
    def is_under_way(self) -> bool:
        return self.state in (State.ASKED, State.SENDING)


_under_way = check_group.c.state.in_((State.ASKED, State.SENDING))


async def read(connection: AsyncConnection, check: Check) -> Posting:
    found = await connection.execute(_postings().where(check_session.c.sid == check.sid))
    return _to_posting(found.one())


async def ask(connection: AsyncConnection, check: Check, attempt: int) -> bool:
    """Have the summary posted; False where this attempt, the first being 0, was made before."""
    found = await connection.execute(
        update(check_group)
        .where(
            check_group.c.check_id == id_of(check.sid),
            check_group.c.attempts == attempt,
            check_group.c.posted_at.is_(None),
            or_(check_group.c.state.is_(None), ~_under_way),
        )
        .values(attempts=attempt + 1, state=State.ASKED, card_id=None, lease_until=None)
    )
    return found.rowcount == 1


async def note_card(connection: AsyncConnection, check: Check, card: int) -> None:
    """This message is to say what becomes of it."""
    query = update(check_group).where(check_group.c.check_id == id_of(check.sid))
    await connection.execute(query.values(card_id=card))


async def take(connection: AsyncConnection) -> list[Posting]:
    """What is to be posted, or to be told on its card, for this process alone to do for a while."""
    now = machine.after(connection)
    taken = await connection.execute(
        update(check_group)
        .where(
            or_(_under_way, check_group.c.card_id.is_not(None)),
            or_(check_group.c.lease_until.is_(None), check_group.c.lease_until <= now),
        )
        .values(
            lease_until=machine.after(connection, _HELD_S),
            # Whoever was sending it is gone, and nobody knows how far it came.
            state=case((check_group.c.state == State.SENDING, State.DOUBTFUL), else_=check_group.c.state),
        )
        .returning(check_group.c.check_id)
    )
    ids = taken.scalars().all()
    found = await connection.execute(_postings().where(check_group.c.check_id.in_(ids))) if ids else ()
    return [_to_posting(row) for row in found]


async def is_pending(connection: AsyncConnection) -> bool:
    """Whether there is anything to take, now or soon."""
    query = select(check_group.c.check_id).where(or_(_under_way, check_group.c.card_id.is_not(None)))
    return (await connection.execute(query.limit(1))).first() is not None


async def intend(connection: AsyncConnection, one: Posting) -> bool:
    """Write down that it is about to be sent; False where it must not be."""
    return await _change(connection, one, (State.ASKED,), State.SENDING, seconds=_SEND_S)


async def put_off(connection: AsyncConnection, one: Posting, seconds: float) -> None:
    """It was certainly not sent: try it again after so long."""
    await _change(connection, one, (State.ASKED, State.SENDING), State.ASKED, seconds=seconds)


async def settle(
    connection: AsyncConnection, one: Posting, state: State, posted_at: datetime | None = None
) -> None:
    """What became of it. That it arrived is believed also of one that was given up as doubtful."""
    before = (State.ASKED, State.SENDING, State.DOUBTFUL)
    changed = await _change(connection, one, before, state, posted_at=posted_at)
    if changed and state in (State.REFUSED, State.NO_MEMBER):
        # As if it had not been tried.
        await connection.execute(
            update(check_group)
            .where(check_group.c.check_id == id_of(one.sid))
            .values(attempts=one.attempts - 1)
        )


async def told(connection: AsyncConnection, one: Posting) -> None:
    """The card says what became of it, unless it was asked for anew meanwhile."""
    await connection.execute(
        update(check_group)
        .where(check_group.c.check_id == id_of(one.sid), check_group.c.attempts == one.attempts)
        .values(card_id=None, lease_until=None)
    )


async def tell_later(connection: AsyncConnection, one: Posting, seconds: float) -> None:
    query = update(check_group).where(check_group.c.check_id == id_of(one.sid))
    await connection.execute(query.values(lease_until=machine.after(connection, seconds)))


async def _change(
    connection: AsyncConnection,
    one: Posting,
    before: tuple[State, ...],
    state: State,
    *,
    seconds: float | None = None,
    posted_at: datetime | None = None,
) -> bool:
    changed = await connection.execute(
        update(check_group)
        .where(
            check_group.c.check_id == id_of(one.sid),
            check_group.c.attempts == one.attempts,
            check_group.c.state.in_(before),
        )
        .values(
            state=state,
            posted_at=posted_at,
            lease_until=None if seconds is None else machine.after(connection, seconds),
        )
    )
    return changed.rowcount == 1


def _postings() -> Select[Any]:
    return select(
        check_session.c.sid,
        check_group.c.attempts,
        check_group.c.state,
        check_group.c.posted_at,
        check_group.c.card_id,
    ).join(check_session, check_session.c.id == check_group.c.check_id)


def _to_posting(row: Row[Any]) -> Posting:
    state = State(row.state) if row.state else None
    return Posting(row.sid, row.attempts, state, row.posted_at, row.card_id)

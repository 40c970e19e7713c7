"""Settling: what became of a send, and what Telegram's answer means for the chat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    func,
    insert,
    or_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.alerts import machine, reach
from storage.tables import Instant, attempt, delivery

SENT = "sent"


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

"""What all replicas together may send, in one table: turns at a rate, and pauses that Telegram asked for.

A row is the whole bot or one chat. `tat`, the theoretical arrival time of GCRA, is when its next turn begins.
Every time here is the database's own, and leaves as seconds from now: replicas need no common clock.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import TextClause, text

from storage.database import Database, DatabaseError

log = structlog.get_logger(__name__)

BOT = "bot"
# Nobody books so far ahead: a turn beyond it was booked before the clock was set back.
_HORIZON_S = 60
# A chat may be free so much after its turn begins: who asked knows the moment no better.
_LATE_S = 0.005
_TELLS_S = 1e-5
_CHANNEL = "proviso_budget"
_PAUSE_S = 1.0

# Seconds since 1970, when the transaction began; and now, which may be later by the wait for a row.
_POSTGRESQL = {
    "began": "EXTRACT(EPOCH FROM now())::float8",
    "clock": "EXTRACT(EPOCH FROM clock_timestamp())::float8",
}
_SQLITE = dict.fromkeys(("began", "clock"), "((julianday('now') - 2440587.5) * 86400.0)")
# The rows of one parameter: with some for each chat, every count of chats would be a statement of its own.
_POSTGRESQL["asked"] = """
SELECT value ->> 0, CAST(value ->> 1 AS float8), CAST(value ->> 2 AS float8)
FROM json_array_elements(CAST(:asked AS json)) AS each (value)"""
_SQLITE["asked"] = """
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
FROM json_each(:asked)"""

_TAKE = """
INSERT INTO budget (name, tat, blocked_until) VALUES (:bot, {began} + :soon + :lasts, 0)
ON CONFLICT (name) DO UPDATE SET tat = :lasts
    + CASE WHEN budget.tat BETWEEN {clock} + :soon AND {clock} + {horizon} THEN budget.tat
      ELSE {clock} + :soon END
RETURNING tat - :lasts - {began}, {clock} - {began}, {clock}
"""
# Whoever holds the bot's row is alone: what is read here of the chats is still true when it is written.
_TAKE_CHATS = """
WITH asked (name, begins, lasts) AS ({asked})
INSERT INTO budget (name, tat, blocked_until)
SELECT asked.name, CASE
    WHEN kept.tat BETWEEN {began} + asked.begins + {late} AND {began} + {horizon} THEN kept.tat
    ELSE {began} + asked.begins + asked.lasts END, 0
FROM asked LEFT JOIN budget AS kept ON kept.name = asked.name WHERE true
ON CONFLICT (name) DO UPDATE SET tat = excluded.tat
RETURNING name, tat - {began}
"""
_PAUSE = """
INSERT INTO budget (name, tat, blocked_until) VALUES (:name, 0, {clock} + :seconds)
ON CONFLICT (name) DO UPDATE SET blocked_until = excluded.blocked_until
WHERE budget.blocked_until < excluded.blocked_until
"""
_PAUSES = "SELECT name, blocked_until - {clock} FROM budget WHERE blocked_until > {clock}"
_FORGET = "DELETE FROM budget WHERE name <> :bot AND tat < {clock} AND blocked_until < {clock}"


@dataclass(frozen=True, slots=True)
class Ask:
    """For a turn; with a chat, for one of it too, which lasts so many seconds."""

    chat: str | None = None
    lasts: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Where it is booked, in how many seconds the turn begins; else in how many the chat is free."""

    begins: float
    is_booked: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What the database's clock showed at a moment between these two of machine time."""

    before: float
    clock: float
    after: float


async def look(database: Database) -> Look:
    """Ask the database what time it is."""
    async with database.read() as connection:
        before = monotonic()
        clock = await connection.scalar(_sql(database, "SELECT {clock}"))
        return Look(before, float(clock or 0.0), monotonic())


async def take(
    database: Database, apart: float, asked: Sequence[Ask], soon: float = 0.0
) -> tuple[list[Turn], Look]:
    """Book a turn for each, so many seconds apart, the first in `soon` seconds or later.

    No chat is in `asked` twice. One that is not free when the turn begins is left as it is, and that turn is
    lost. The seconds of the turns count from the moment of the look.
    """
    async with database.write() as connection:
        given: dict[str, Any] = {"bot": BOT, "soon": soon, "lasts": apart * len(asked)}
        before = monotonic()
        first, now, clock = (await connection.execute(_sql(database, _TAKE), given)).one()
        # The commit is still to come, and may take long.
        seen = Look(before, clock, monotonic())
        begins = [first + i * apart for i in range(len(asked))]
        ends: dict[str, float] = {}
        chats = [(ask, at) for ask, at in zip(asked, begins, strict=True) if ask.chat is not None]
        if chats:
            given = {"asked": json.dumps([(ask.chat, at, ask.lasts) for ask, at in chats])}
            found = await connection.execute(_sql(database, _TAKE_CHATS), given)
            ends = {name: end for name, end in found}  # noqa: C416 - rows are no pairs to mypy
    return [_turn(ask, at, ends, now) for ask, at in zip(asked, begins, strict=True)], seen


def _turn(ask: Ask, begins: float, ends: Mapping[str, float], now: float) -> Turn:
    end = ends[ask.chat] if ask.chat is not None else begins
    # What is booked comes back as it was asked for, as far as a float of today's seconds can tell.
    is_booked = abs(end - begins - ask.lasts) < _TELLS_S
    return Turn((begins if is_booked else end) - now, is_booked)


async def pause(database: Database, name: str, seconds: float) -> None:
    """Have all replicas leave a row alone for so long; they hear of it at once."""
    async with database.write() as connection:
        await connection.execute(_sql(database, _PAUSE), {"name": name, "seconds": seconds})
        if not database.is_sqlite:
            note = {"channel": _CHANNEL, "note": f"{name} {seconds}"}
            await connection.execute(text("SELECT pg_notify(:channel, :note)"), note)


async def pauses(database: Database) -> dict[str, float]:
    """The rows that are to be left alone now, and for how many seconds more."""
    async with database.read() as connection:
        found = await connection.execute(_sql(database, _PAUSES))
        return {name: seconds for name, seconds in found}  # noqa: C416 - rows are no pairs to mypy


async def hear(database: Database) -> AsyncIterator[tuple[str, float]]:
    """The pauses of now, and each new one as soon as a replica is asked for it, without an end.

    A SQLite file has no other replica to hear of: there it ends at once.
    """
    while not database.is_sqlite:
        try:
            async with database.notes(_CHANNEL) as notes:
                # Only now, so that none falls between the look and the listening.
                for found in (await pauses(database)).items():
                    yield found
                async for note in notes:
                    name, seconds = note.split()
                    yield name, float(seconds)
        except DatabaseError as error:
            # A pause that is missed meanwhile costs one more 429, which this replica then hears itself.
            log.warning("pauses of other processes are not heard; trying again", reason=str(error))
            await asyncio.sleep(_PAUSE_S)


async def forget(database: Database) -> int:
    """Delete the rows of chats that say nothing any more; gives how many."""
    async with database.write() as connection:
        return (await connection.execute(_sql(database, _FORGET), {"bot": BOT})).rowcount


def _sql(database: Database, statement: str) -> TextClause:
    return _of_dialect(statement, is_sqlite=database.is_sqlite)


@cache
def _of_dialect(statement: str, *, is_sqlite: bool) -> TextClause:
    return text(statement.format(horizon=_HORIZON_S, late=_LATE_S, **(_SQLITE if is_sqlite else _POSTGRESQL)))

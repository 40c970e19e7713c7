"""The miss queue: what could not be answered, and what people reported as wrong."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, literal, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import times
from domain.alerts.alert import Kind as AlertKind
from domain.misses import LONGEST_MEANING, LONGEST_TEXT, Kind, Miss, State, words_of
from storage import subscriptions
from storage.chats import Asker
from storage.tables import chat, delivery, learned, miss

# So long the answer to a question is still worth telling.
_USEFUL = timedelta(days=28)
_USUAL = 1
# Two misses are the same in these: one answer serves both.
_SAME = (miss.c.kind, miss.c.program_id, miss.c.about, miss.c.words)


async def keep(
    connection: AsyncConnection,
    kind: Kind,
    asker: Asker,
    asker_hash: str,
    program: str,
    text: str,
    revision: int,
    now: datetime,
    about: str = "",
) -> int:
    """Keep what somebody in a known chat asked or reported, cut at 2,000 characters; gives its number."""
    row = select(chat.c.id).where(chat.c.telegram_id == asker.chat).scalar_subquery()
    made = await connection.execute(
        insert(miss)
        .values(
            kind=kind,
            chat_id=row,
            thread_id=asker.thread,
            asker=asker_hash,
            program_id=program,
            about=about,
            revision_id=revision,
            text=text[:LONGEST_TEXT],
            words=words_of(text),
            made_at=now,
            state=State.OPEN,
        )
        .returning(miss.c.id)
    )
    return int(made.scalar_one())


async def waiting(connection: AsyncConnection, limit: int) -> list[Miss]:
    """What waits for an editor, what most people asked first; one for all who said the same."""
    askers = func.count(miss.c.asker.distinct())
    first = (
        select(func.min(miss.c.id).label("id"), askers.label("askers"))
        .where(miss.c.state == State.OPEN)
        .group_by(*_SAME)
        .order_by(askers.desc(), func.min(miss.c.id))
        .limit(limit)
        .subquery()
    )
    rows = await connection.execute(
        select(miss, first.c.askers)
        .join(first, first.c.id == miss.c.id)
        .order_by(first.c.askers.desc(), miss.c.id)
    )
    return [_miss(row, row.askers) for row in rows]


async def count(connection: AsyncConnection) -> int:
    """How many wait, all of the same words as one."""
    same = select(*_SAME).where(miss.c.state == State.OPEN).distinct().subquery()
    return int((await connection.execute(select(func.count()).select_from(same))).scalar_one())


async def one(connection: AsyncConnection, id: int) -> Miss | None:
    row = (await connection.execute(select(miss).where(miss.c.id == id))).one_or_none()
    return _miss(row) if row else None


async def answer(
    connection: AsyncConnection,
    id: int,
    by: int,
    now: datetime,
    zone: ZoneInfo,
    *,
    said: str = "",
    means: str = "",
) -> int | None:
    """Answer a miss, for all who said the same; gives how many chats are told, None where it does not wait.

    What a question `means` is learned: from now on it is answered at once. `zone` is the operator's.
    """
    means = means[:LONGEST_MEANING]
    rows = await _settle(connection, id, by, now, state=State.ANSWERED, said=said, means=means)
    if not rows:
        return None
    if means:
        await _learn(connection, rows[0], by, now, means)
    # Whoever asked twice is told once.
    places = {(row.chat_id, row.thread_id) for row in rows if row.chat_id is not None}
    for chat_id, thread in sorted(places):
        await _tell(connection, id, chat_id, thread, now, zone)
    return len(places)


async def teach(connection: AsyncConnection, id: int, by: int, now: datetime, means: str) -> bool:
    """Learn what an answered question means, telling nobody; False where it is not an answered question."""
    found = await connection.execute(
        update(miss)
        .where(miss.c.id == id, miss.c.state == State.ANSWERED, miss.c.kind == Kind.QUESTION)
        .values(means=means[:LONGEST_MEANING])
        .returning(miss.c.kind, miss.c.program_id, miss.c.words)
    )
    row = found.one_or_none()
    if row is not None:
        await _learn(connection, row, by, now, means[:LONGEST_MEANING])
    return row is not None


async def count_told(connection: AsyncConnection, id: int) -> int:
    """How many chats are told, or were, what a miss came to."""
    told = select(func.count()).where(delivery.c.kind == AlertKind.ANSWER, delivery.c.about == about(id))
    return int((await connection.execute(told)).scalar_one())


async def drop(connection: AsyncConnection, id: int, by: int, now: datetime) -> bool:
    """Take a miss, and all of the same words, off the list; False where it does not wait."""
    return bool(await _settle(connection, id, by, now, state=State.DROPPED))


async def _settle(connection: AsyncConnection, id: int, by: int, now: datetime, **values: Any) -> list[Any]:
    this = (await connection.execute(select(*_SAME).where(miss.c.id == id))).one_or_none()
    if this is None:
        return []
    same = [column == value for column, value in zip(_SAME, this, strict=True)]
    settled = await connection.execute(
        update(miss)
        .where(*same, miss.c.state == State.OPEN)
        .values(settled_by=by, settled_at=now, **values)
        .returning(miss.c.kind, miss.c.program_id, miss.c.words, miss.c.chat_id, miss.c.thread_id)
    )
    return list(settled.all())


async def _learn(connection: AsyncConnection, row: Any, by: int, now: datetime, means: str) -> None:
    """Have a question mean something; a report, and signs without words, ask nothing."""
    if row.kind != Kind.QUESTION or not row.words:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"means": means, "learned_by": by, "learned_at": now}
    await connection.execute(
        dialect.insert(learned)
        .values(program_id=row.program_id, words=row.words, **values)
        .on_conflict_do_update(index_elements=["program_id", "words"], set_=values)
    )


async def _tell(
    connection: AsyncConnection, id: int, chat_id: int, thread: int, now: datetime, zone: ZoneInfo
) -> None:
    telegram_id = await connection.scalar(select(chat.c.telegram_id).where(chat.c.id == chat_id))
    assert telegram_id is not None
    hours = await subscriptions.settings(connection, telegram_id, zone)
    timing = times.soon(now, hours, _USEFUL)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(
        dialect.insert(delivery)
        .values(
            chat_id=chat_id,
            thread_id=thread,
            about=about(id),
            kind=AlertKind.ANSWER,
            not_before=timing.not_before,
            expires_at=timing.expires_at,
            silent=hours.silent,
            priority=_USUAL,
            state="ready",
            token=0,
            tries=0,
            unknowns=0,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["chat_id", "thread_id", "about"])
    )


def about(id: int) -> str:
    """What a delivery that answers a miss is about."""
    return f"{AlertKind.ANSWER}:{id}"


async def forget_askers(connection: AsyncConnection) -> int:
    """Forget where settled misses came from, once nobody is to be told there any more; gives how many."""
    told = (
        select(literal(1))
        .where(
            delivery.c.chat_id == miss.c.chat_id,
            delivery.c.kind == AlertKind.ANSWER,
            delivery.c.state.in_(("ready", "claimed", "sending", "held")),
        )
        .correlate(miss)
        .exists()
    )
    forgotten = await connection.execute(
        update(miss)
        .where(miss.c.state != State.OPEN, miss.c.chat_id.is_not(None), ~told)
        .values(chat_id=None)
    )
    return forgotten.rowcount


async def taught(connection: AsyncConnection) -> dict[tuple[str, str], str]:
    """What was learned: by program and words, what they mean."""
    rows = await connection.execute(select(learned.c.program_id, learned.c.words, learned.c.means))
    return {(row.program_id, row.words): row.means for row in rows}


async def unlearn(connection: AsyncConnection, id: int) -> bool:
    """Forget what a question was taught to mean; False where nothing was."""
    this = select(miss.c.program_id, miss.c.words).where(miss.c.id == id)
    forgotten = await connection.execute(
        delete(learned).where(tuple_(learned.c.program_id, learned.c.words).in_(this))
    )
    return forgotten.rowcount == 1


def _miss(row: Any, askers: int = 1) -> Miss:
    return Miss(
        row.id, Kind(row.kind), row.asker, row.program_id, row.about, row.text, row.made_at, State(row.state),
        row.said or "", row.means or "", row.settled_at, askers,
    )  # fmt: skip

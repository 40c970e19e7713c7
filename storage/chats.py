"""What is kept about a chat: its settings, its program and last place, and what it was asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.questions.answer import Previous
from storage.tables import asked, awaited, chat

# A question of ours left alone for so long is forgotten: the next words mean something else.
PATIENCE = timedelta(hours=1)
# So long a question goes on from the one before.
MEMORY = timedelta(minutes=10)
_LONGEST_PLACES = 400


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat's own row; None stands for the operator's default, or for nothing asked yet."""

    telegram_id: int
    time_zone: str | None = None
    language: str | None = None
    program_id: str | None = None
    last_place: str | None = None
    state: str = "active"
    previous: Previous | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who was asked something: a person in a chat, in one of its topics or in none (0)."""

    chat: int
    thread: int
    person: int


# Made once: to put a statement together costs more than to run it.
_LOOK_UP = (
    select(
        chat.c.time_zone,
        chat.c.language,
        chat.c.program_id,
        chat.c.last_place,
        chat.c.state,
        awaited.c.target,
        awaited.c.asked_at,
        awaited.c.answered_by,
        asked.c.program_id.label("asked_program"),
        asked.c.topic,
        asked.c.places,
        asked.c.asked_at.label("asked_last"),
    )
    .outerjoin(
        asked,
        (asked.c.chat_id == chat.c.id)
        & (asked.c.thread_id == bindparam("thread"))
        & (asked.c.person_id == bindparam("person")),
    )
    .outerjoin(
        awaited,
        (awaited.c.chat_id == chat.c.id)
        & (awaited.c.thread_id == bindparam("thread"))
        & (awaited.c.person_id == bindparam("person")),
    )
    .where(chat.c.telegram_id == bindparam("chat"))
)


async def look_up(
    connection: AsyncConnection, asker: Asker, update_id: int, now: datetime
) -> tuple[Chat | None, str | None]:
    """The chat, and the target that the person's words answer, also where this update answered it before."""
    values = {"chat": asker.chat, "thread": asker.thread, "person": asker.person}
    row = (await connection.execute(_LOOK_UP, values)).one_or_none()
    if row is None:
        return None, None
    *own, target, asked_at, answered_by, program, topic, places, last = row
    zone, language, chosen, place, state = own
    previous = None
    if last is not None and now - last <= MEMORY:
        previous = Previous(program, topic, tuple(filter(None, places.split(","))))
    is_open = target is not None and now - asked_at <= PATIENCE and answered_by in (None, update_id)
    return Chat(asker.chat, zone, language, chosen, place, state, previous), target if is_open else None


async def remember(connection: AsyncConnection, telegram_id: int, kind: str, now: datetime) -> None:
    """Keep a chat seen for the first time; one we know stays as it is."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(
        dialect.insert(chat)
        .values(telegram_id=telegram_id, kind=kind, first_seen_at=now)
        .on_conflict_do_nothing(index_elements=["telegram_id"])
    )


async def set_program(connection: AsyncConnection, telegram_id: int, program_id: str) -> None:
    """Choose the program that the chat asks about; its last place belonged to the other one."""
    values = {"program_id": program_id, "last_place": None}
    await connection.execute(update(chat).where(chat.c.telegram_id == telegram_id).values(values))


async def set_last_place(connection: AsyncConnection, telegram_id: int, place: str) -> None:
    await connection.execute(update(chat).where(chat.c.telegram_id == telegram_id).values(last_place=place))


async def await_answer(connection: AsyncConnection, asker: Asker, target: str, now: datetime) -> None:
    """Remember that the person's next words are for `target`; a question asked before is dropped."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"target": target, "asked_at": now, "answered_by": None}
    row = (await connection.execute(_id_of(asker.chat))).scalar_one()
    await connection.execute(
        dialect.insert(awaited)
        .values(chat_id=row, thread_id=asker.thread, person_id=asker.person, **values)
        .on_conflict_do_update(index_elements=["chat_id", "thread_id", "person_id"], set_=values)
    )


async def remember_asked(
    connection: AsyncConnection, asker: Asker, previous: Previous, now: datetime
) -> None:
    """Remember what the person asked, so that their next question may go on from it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    places = ",".join(previous.places)
    values = {
        "program_id": previous.program,
        "topic": previous.topic,
        "places": places if len(places) <= _LONGEST_PLACES else "",
        "asked_at": now,
    }
    row = (await connection.execute(_id_of(asker.chat))).scalar_one()
    await connection.execute(
        dialect.insert(asked)
        .values(chat_id=row, thread_id=asker.thread, person_id=asker.person, **values)
        .on_conflict_do_update(index_elements=["chat_id", "thread_id", "person_id"], set_=values)
    )


async def forget_asked(connection: AsyncConnection, now: datetime) -> None:
    """Forget what was asked too long ago to go on from."""
    await connection.execute(delete(asked).where(asked.c.asked_at < now - MEMORY))


async def mark_answered(connection: AsyncConnection, asker: Asker, update_id: int) -> None:
    await connection.execute(update(awaited).where(*_is(asker)).values(answered_by=update_id))


def _id_of(telegram_id: int) -> Select[tuple[int]]:
    return select(chat.c.id).where(chat.c.telegram_id == telegram_id)


def _is(asker: Asker):  # type: ignore[no-untyped-def]
    return (
        awaited.c.chat_id == _id_of(asker.chat).scalar_subquery(),
        awaited.c.thread_id == asker.thread,
        awaited.c.person_id == asker.person,
    )

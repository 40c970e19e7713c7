"""A small program with deadlines and events, and what the tests of the ledger do with it again and again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from domain.alerts.subscription import About, Target, Wish
from domain.dates import DateMeaning, PartialDate
from domain.programs import Deadline, Event, Jurisdiction, Note, Program, Source, Status
from storage import chats, programs, subscriptions
from storage.alerts import catching_up, expand, reap
from storage.database import Database
from storage.tables import chat, delivery, occurrence, subscription

EASTERN = ZoneInfo("America/New_York")
CITY = Target("p", About.JURISDICTION, "city")
TOWN = Target("p", About.JURISDICTION, "town")
WHOLE = Target("p")
SOURCE = Source("s", "Outlet", "Title", "news", published=PartialDate(2017, 8, 3))


def at(text: str) -> datetime:
    """An instant of the east coast: "2017-08-04 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(UTC)


def due(day: str, id: str = "reply", places: Sequence[str] = ("city",)) -> Deadline:
    return Deadline(
        id, f"Answer {id}", "Asked to answer", date.fromisoformat(day), DateMeaning.HAPPENED, ("s",),
        jurisdictions=tuple(places),
    )  # fmt: skip


def event(day: str, id: str = "named", places: Sequence[str] = ("city",)) -> Event:
    return Event(
        id, "Named a site", PartialDate.parse(day), DateMeaning.HAPPENED, ("s",),
        status="site", jurisdictions=tuple(places),
    )  # fmt: skip


def program(*parts: Deadline | Event) -> Program:
    return Program(
        id="p",
        name="Program",
        short_name="Program",
        summary=Note("A program.", ("s",)),
        facts_checked=date(2017, 8, 4),
        sources=(SOURCE,),
        statuses=(Status("site", "site", "sites", is_site=True),),
        jurisdictions=tuple(
            Jurisdiction(id, id.title(), "Maryland", "MD", "city", ("s",)) for id in ("city", "town")
        ),
        events=tuple(part for part in parts if isinstance(part, Event)),
        deadlines=tuple(part for part in parts if isinstance(part, Deadline)),
    )


async def apply(database: Database, when: str | datetime, *parts: Deadline | Event) -> int:
    """Store the program as it stands from now on; gives the number of the revision."""
    now = at(when) if isinstance(when, str) else when
    async with database.write(lock="apply") as connection:
        return (await programs.apply(connection, [(program(*parts), "0" * 64)], now)).revision


async def ask(
    database: Database,
    when: str | datetime,
    id: int = 5,
    target: Target = CITY,
    thread: int = 0,
    wish: Wish | None = None,
) -> int:
    """Subscribe a chat, known or not; gives the subscription's id."""
    now = at(when) if isinstance(when, str) else when
    async with database.write() as connection:
        await chats.remember(connection, id, "private" if id > 0 else "supergroup", now)
        made, _ = await subscriptions.subscribe(connection, id, thread, target, now, wish or Wish())
    return made.id


async def look(database: Database, when: str, chunk: int = expand.CHUNK) -> None:
    """Everything that the calendar brings about at a moment, before anything is sent."""
    now = at(when)
    while True:
        async with database.write() as connection:
            if await expand.expand(connection, now, EASTERN, chunk) is None:
                break
    async with database.write() as connection:
        await catching_up.catch_up(connection, now, EASTERN)


async def put_away(database: Database, when: str) -> int:
    """What came too late by a moment is put away; gives how many."""
    async with database.write() as connection:
        return await reap.expire(connection, at(when))


async def rows(database: Database, *states: str) -> list[tuple[int, str, str]]:
    """The deliveries: to which chat, about what, and in which state."""
    query = (
        select(chat.c.telegram_id, delivery.c.about, delivery.c.state)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .order_by(chat.c.telegram_id, delivery.c.not_before, delivery.c.id)
    )
    if states:
        query = query.where(delivery.c.state.in_(states))
    async with database.read() as connection:
        return [
            (row[0], row[1].removeprefix("deadline:p:"), row[2]) for row in await connection.execute(query)
        ]


async def is_settled(database: Database, now: datetime) -> bool:
    """Whether nothing is left to expand until then, to catch up with, or to send."""
    left = [
        select(occurrence.c.id).where(occurrence.c.state == "planned", occurrence.c.fire_at <= now),
        select(subscription.c.id).where(subscription.c.ended_at.is_(None), ~subscription.c.caught_up),
        select(delivery.c.id).where(
            delivery.c.state.in_(("ready", "claimed", "sending")), delivery.c.not_before <= now
        ),
    ]
    async with database.read() as connection:
        return not any([await connection.scalar(query.limit(1)) for query in left])


async def hours_of(database: Database, id: int = 5) -> list[str]:
    """When the ready deliveries of a chat may go out, by the clocks of the east coast."""
    query = (
        select(delivery.c.not_before)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .where(chat.c.telegram_id == id, delivery.c.state == "ready")
        .order_by(delivery.c.not_before)
    )
    async with database.read() as connection:
        found = (await connection.scalars(query)).all()
    return [f"{instant.astimezone(EASTERN):%Y-%m-%d %H:%M}" for instant in found]

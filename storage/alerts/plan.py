"""Planning: what there is to tell is written down, once, whenever it is looked at."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning
from domain.alerts.alert import Kind
from domain.alerts.planning import Planned
from domain.alerts.subscription import LEADS
from domain.programs import Program
from storage.tables import audience, delivery, occurrence, subscription


async def plan(
    connection: AsyncConnection, program: Program, now: datetime, revision: int, news: Collection[str] = ()
) -> None:
    """Write down what there is to tell of a program; doing it again changes nothing.

    What it says otherwise than before is taken back, and those who were told of it are told so. `news` are
    the events that came with the revision being applied: the only ones told although their day is past.
    """
    wanted = planning.planned(program, await leads_in_use(connection), now)
    await _insert(connection, program, wanted, now, news)
    await _revive(connection, [one.about for one in wanted])
    for subject, value in await _take_back(connection, program, now):
        await _give_notice(connection, program, planning.notice(program, subject, value, revision, now))


async def leads_in_use(connection: AsyncConnection) -> set[int]:
    """The leads that anybody asked for, and the usual ones."""
    rows = await connection.execute(
        select(subscription.c.leads).where(subscription.c.ended_at.is_(None)).distinct()
    )
    return {int(lead) for row in rows for lead in row.leads.split(",") if lead} | set(LEADS)


async def _insert(
    connection: AsyncConnection,
    program: Program,
    wanted: Iterable[Planned],
    now: datetime,
    news: Collection[str],
) -> None:
    """The occurrences that are not known yet, each with its audience."""
    rows = {one.about: one for one in wanted}
    if not rows:
        return
    found = select(occurrence.c.about, occurrence.c.value).where(occurrence.c.about.in_(rows))
    known = {row.about: row.value for row in await connection.execute(found)}
    values: list[dict[str, Any]] = []
    for one in rows.values():
        if one.about in known:
            if one.value != known[one.about]:  # an event of another day now
                await _redate(connection, one)
            continue
        is_past = one.kind is Kind.EVENT and one.fire_at <= now and one.subject not in news
        values.append(_row(program, one) | {"state": "done" if is_past else "planned"})
    if not values:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = await connection.execute(
        dialect.insert(occurrence)
        .on_conflict_do_nothing(index_elements=["about"])
        .returning(occurrence.c.id, occurrence.c.about),
        values,
    )
    topics = [
        {"occurrence_id": row.id, "topic": topic} for row in made.all() for topic in rows[row.about].topics
    ]
    if topics:
        await connection.execute(insert(audience), topics)


async def _redate(connection: AsyncConnection, one: Planned) -> None:
    dates = {"value": one.value, "fire_at": one.fire_at, "ends_at": one.ends_at}
    is_untold = (occurrence.c.about == one.about) & (occurrence.c.state == "planned")
    await connection.execute(update(occurrence).where(is_untold).values(dates))


def _row(program: Program, one: Planned) -> dict[str, Any]:
    return {
        "about": one.about,
        "kind": one.kind,
        "program_id": program.id,
        "subject": one.subject,
        "value": one.value,
        "lead": one.lead,
        "fire_at": one.fire_at,
        "ends_at": one.ends_at,
        "cursor": 0,
    }


async def _revive(connection: AsyncConnection, abouts: Collection[str]) -> None:
    """An edit was taken back: what it stopped goes on, from the first subscription again."""
    if not abouts:
        return
    revived = await connection.execute(
        update(occurrence)
        .where(occurrence.c.about.in_(abouts), occurrence.c.state == "superseded")
        .values(state="planned", cursor=0)
        .returning(occurrence.c.id)
    )
    ids = revived.scalars().all()
    if ids:
        await connection.execute(
            update(delivery)
            .where(delivery.c.occurrence_id.in_(ids), delivery.c.state == "cancelled")
            .values(state="ready", why=None)
        )


async def _take_back(connection: AsyncConnection, program: Program, now: datetime) -> list[tuple[str, str]]:
    """Supersede what the program no longer says; gives the deadlines, each with its date."""
    dates = [(deadline.id, planning.value_of(deadline)) for deadline in program.deadlines]
    events = [event.id for event in program.events if event.status and event.date]
    is_otherwise = or_(
        and_(
            occurrence.c.kind.in_((Kind.DEADLINE, Kind.MOVED)),
            tuple_(occurrence.c.subject, occurrence.c.value).not_in(dates),
        ),
        and_(occurrence.c.kind == Kind.EVENT, occurrence.c.subject.not_in(events)),
    )
    gone = await connection.execute(
        update(occurrence)
        .where(
            occurrence.c.program_id == program.id,
            occurrence.c.state != "superseded",
            occurrence.c.ends_at > now,
            is_otherwise,
        )
        .values(state="superseded")
        .returning(occurrence.c.id, occurrence.c.kind, occurrence.c.subject, occurrence.c.value)
    )
    rows = gone.all()
    if not rows:
        return []
    await _cancel(connection, [row.id for row in rows])
    return sorted({(row.subject, row.value) for row in rows if row.kind != Kind.EVENT})


async def _cancel(connection: AsyncConnection, ids: Collection[int]) -> None:
    await connection.execute(
        update(delivery)
        .where(delivery.c.occurrence_id.in_(ids), delivery.c.state == "ready")
        .values(state="cancelled", why="superseded")
    )


async def _give_notice(connection: AsyncConnection, program: Program, one: Planned) -> None:
    """Plan the notice, in the place of one of the same deadline that nobody was told yet."""
    earlier = await connection.execute(
        update(occurrence)
        .where(
            occurrence.c.program_id == program.id,
            occurrence.c.subject == one.subject,
            occurrence.c.kind.in_((Kind.MOVED, Kind.CANCELLED)),
            occurrence.c.about != one.about,
            occurrence.c.state != "superseded",
        )
        .values(state="superseded")
        .returning(occurrence.c.id)
    )
    ids = earlier.scalars().all()
    if ids:
        await _cancel(connection, ids)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = await connection.execute(
        dialect.insert(occurrence)
        .values(_row(program, one) | {"state": "planned"})
        .on_conflict_do_nothing(index_elements=["about"])
        .returning(occurrence.c.id)
    )
    id = made.scalar_one_or_none()
    if id is None:
        return
    # It is for those who asked for what was told.
    told = (
        select(literal(id), audience.c.topic)
        .join(occurrence, occurrence.c.id == audience.c.occurrence_id)
        .where(
            occurrence.c.program_id == program.id,
            occurrence.c.subject == one.subject,
            occurrence.c.kind == Kind.DEADLINE,
        )
        .distinct()
    )
    await connection.execute(insert(audience).from_select(["occurrence_id", "topic"], told))

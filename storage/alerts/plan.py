"""Planning: what there is to tell is written down, once, whenever it is looked at."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning
from domain.alerts.alert import Kind
from domain.alerts.planning import Planned
from domain.alerts.subscription import LEADS
from domain.programs import Program
from storage.alerts import edits
from storage.tables import audience, occurrence, program_revision, revision, subscription


async def plan(
    connection: AsyncConnection,
    program: Program,
    now: datetime,
    number: int,
    news: Collection[str] | None = None,
) -> None:
    """Write down what there is to tell of a program; doing it again changes nothing.

    What it says otherwise than before is taken back, and those who were told of it are told so. `number` is
    the revision's. `news` are the events that came with an edit, the only ones told although their day is
    past; None where this is no edit.
    """
    wanted = {one.about: one for one in planning.planned(program, await leads_in_use(connection), now)}
    await edits.take_back(connection, program, number, now)
    await edits.revive(connection, wanted)
    found = await connection.execute(select(occurrence).where(occurrence.c.about.in_(wanted)))
    known = {row.about: row for row in found}
    for about, row in known.items():
        if row.value != wanted[about].value:  # an event of another day now
            await edits.redate(connection, row, wanted[about], now)
    await _renew_audience(connection, [(row.id, wanted[row.about].topics) for row in known.values()])
    new = [one for one in wanted.values() if one.about not in known]
    if new:
        await _insert(connection, program, new, now, news)


async def leads_in_use(connection: AsyncConnection) -> set[int]:
    """The leads that anybody asked for, and the usual ones."""
    rows = await connection.execute(
        select(subscription.c.leads).where(subscription.c.ended_at.is_(None)).distinct()
    )
    return {int(lead) for row in rows for lead in row.leads.split(",") if lead} | set(LEADS)


async def _insert(
    connection: AsyncConnection,
    program: Program,
    new: Iterable[Planned],
    now: datetime,
    news: Collection[str] | None,
) -> None:
    """The occurrences that are not known yet, each with its audience.

    What an edit brings waits until it has stood for a while. An event whose day came since the program was
    stored should have been known on its day: it is told late rather than never.
    """
    stored = await _stored_at(connection, program)
    rows = {one.about: one for one in new}
    values: list[dict[str, Any]] = []
    for one in rows.values():
        has_come_since = stored is not None and one.fire_at > max(stored, now - planning.USEFUL)
        is_past = (
            one.kind is Kind.EVENT
            and one.fire_at <= now
            and one.subject not in (news or ())
            and not has_come_since
        )
        fire_at = one.fire_at if news is None else max(one.fire_at, now + planning.SETTLE)
        values.append(
            edits.row_of(program, one) | {"fire_at": fire_at, "state": "past" if is_past else "planned"}
        )
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


async def _stored_at(connection: AsyncConnection, program: Program) -> datetime | None:
    """When the program was stored as it stands."""
    found: datetime | None = await connection.scalar(
        select(func.max(revision.c.made_at))
        .join(program_revision, program_revision.c.revision_id == revision.c.id)
        .where(program_revision.c.program_id == program.id)
    )
    return found


async def _renew_audience(connection: AsyncConnection, wanted: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """A deadline or an event is about further places now: who asked for those is a late subscriber."""
    topics = {(id, topic) for id, topics in wanted for topic in topics}
    if not topics:
        return
    ids = {id for id, _ in topics}
    rows = await connection.execute(select(audience).where(audience.c.occurrence_id.in_(ids)))
    new = sorted(topics - {(row.occurrence_id, row.topic) for row in rows})
    if not new:
        return
    await connection.execute(insert(audience), [{"occurrence_id": id, "topic": topic} for id, topic in new])
    await connection.execute(
        update(subscription)
        .where(subscription.c.topic.in_({topic for _, topic in new}), subscription.c.ended_at.is_(None))
        .values(caught_up=False)
    )

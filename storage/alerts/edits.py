"""What an edit does to what is planned, waits or was told: taken back, going on again, told otherwise."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, delete, insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning
from domain.alerts.alert import Kind
from domain.alerts.planning import Planned
from domain.programs import Program
from storage.tables import audience, delivery, digest_item, occurrence

# Of what was taken back and goes on again, only this was stopped by that.
_STOPPED = ("superseded", "not wanted")


def row_of(program: Program, one: Planned) -> dict[str, Any]:
    """An occurrence as it is first written down."""
    return {
        "about": one.about,
        "kind": one.kind,
        "program_id": program.id,
        "subject": one.subject,
        "value": one.value,
        "lead": one.lead,
        "fire_at": one.fire_at,
        "ends_at": one.ends_at,
        "state": "planned",
        "cursor": 0,
    }


async def take_back(connection: AsyncConnection, program: Program, number: int, now: datetime) -> None:
    """Supersede what the program no longer says; who was told of a deadline otherwise is told so.

    The notices come to stand before whatever else the edit brings: they compare with what was told before.
    """
    dates = [(deadline.id, planning.value_of(deadline)) for deadline in program.deadlines]
    events = [event.id for event in program.events if event.status and event.date]
    is_otherwise = or_(
        and_(
            occurrence.c.kind.in_((Kind.DEADLINE, Kind.MOVED)),
            tuple_(occurrence.c.subject, occurrence.c.value).not_in(dates),
        ),
        and_(occurrence.c.kind == Kind.CANCELLED, occurrence.c.subject.in_([id for id, _ in dates])),
        and_(occurrence.c.kind == Kind.EVENT, occurrence.c.subject.not_in(events)),
    )
    gone = await connection.execute(
        update(occurrence)
        .where(
            occurrence.c.program_id == program.id,
            occurrence.c.state.not_in(("superseded", "past")),
            occurrence.c.ends_at > now,
            is_otherwise,
        )
        .values(state="superseded")
        .returning(occurrence.c.id, occurrence.c.kind, occurrence.c.subject, occurrence.c.value)
    )
    rows = gone.all()
    if not rows:
        return
    await _cancel(connection, [row.id for row in rows])
    for subject, value in sorted({(row.subject, row.value) for row in rows if row.kind != Kind.EVENT}):
        await _give_notice(connection, program, planning.notice(program, subject, value, number, now))


async def revive(connection: AsyncConnection, abouts: Collection[str]) -> None:
    """An edit was taken back: what it stopped goes on, from the first subscription again."""
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
            .where(
                delivery.c.occurrence_id.in_(ids),
                delivery.c.state == "cancelled",
                delivery.c.why.in_(_STOPPED),
            )
            .values(state="ready", why=None)
        )


async def redate(connection: AsyncConnection, row: Any, one: Planned, now: datetime) -> None:
    """An event has another day now: who was not told of it yet is told on that one."""
    withdrawn = await connection.execute(
        update(delivery)
        .where(
            delivery.c.occurrence_id == row.id,
            delivery.c.state.in_(("ready", "claimed")),
            delivery.c.unknowns == 0,
        )
        .values(
            state="cancelled",
            why="redated",
            token=delivery.c.token + 1,
            # Its name is free for the alert of the new day.
            about=delivery.c.about + ":" + cast(delivery.c.id, String),
        )
        .returning(delivery.c.id)
    )
    waited = bool(withdrawn.all()) | await _take_out_of_digests(connection, [row.id])
    values: dict[str, Any] = {"value": one.value, "fire_at": one.fire_at, "ends_at": one.ends_at}
    if waited or one.fire_at > now:
        values |= {"state": "planned", "cursor": 0}
    await connection.execute(update(occurrence).where(occurrence.c.id == row.id).values(values))


async def _cancel(connection: AsyncConnection, ids: Collection[int]) -> None:
    await connection.execute(
        update(delivery)
        .where(delivery.c.occurrence_id.in_(ids), delivery.c.state == "ready")
        .values(state="cancelled", why="superseded")
    )
    await _take_out_of_digests(connection, ids)


async def _take_out_of_digests(connection: AsyncConnection, ids: Collection[int]) -> bool:
    """Digests that are not on their way yet hold these no more; gives whether any did."""
    holding = select(digest_item.c.delivery_id).where(digest_item.c.occurrence_id.in_(ids))
    # Who has read one already has to read it again.
    open_again = await connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(holding), delivery.c.state.in_(("ready", "claimed")))
        .values(state="ready", token=delivery.c.token + 1)
        .returning(delivery.c.id)
    )
    digests = open_again.scalars().all()
    if digests:
        await connection.execute(
            delete(digest_item).where(
                digest_item.c.delivery_id.in_(digests), digest_item.c.occurrence_id.in_(ids)
            )
        )
    return bool(digests)


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
        .values(row_of(program, one))
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

"""The catalogue's revisions: applying programs and reading the newest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.programs import Catalogue, Program
from storage.alerts import plan
from storage.tables import program_revision, revision

_PROGRAM = TypeAdapter(Program)


class Origin(StrEnum):
    """Where a program's revision came from: a file found at a start, one applied by hand, or an editor."""

    FILE = "file"
    HAND = "hand"
    EDITOR = "editor"


# What a file may replace: one found at a start never undoes what somebody did on purpose.
_REPLACES = {Origin.FILE: {Origin.FILE}, Origin.HAND: {Origin.FILE, Origin.HAND}}


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying changed. `revision` is the newest; `kept` are programs that somebody changed since."""

    revision: int
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def encode(program: Program) -> str:
    """The program in canonical JSON: keys sorted, no spaces."""
    return orjson.dumps(_PROGRAM.dump_python(program, mode="json"), option=orjson.OPT_SORT_KEYS).decode()


def decode(body: str) -> Program:
    return _PROGRAM.validate_json(body)


async def apply(
    connection: AsyncConnection,
    programs: Sequence[tuple[Program, str]],
    now: datetime,
    origin: Origin = Origin.FILE,
) -> Applied:
    """Store programs read from files, each with its file's SHA-256, as one new revision.

    A program that is stored as it is changes nothing; one that the `origin` may not replace is kept and
    reported. Call it inside `database.write(lock="apply")`.
    """
    rows, kept = await _compare(connection, programs, origin)
    if not rows:
        return Applied(await newest(connection), (), kept)
    made = await connection.execute(
        insert(revision).values(made_at=now, origin=origin).returning(revision.c.id)
    )
    number = int(made.scalar_one())
    rows = [{**row, "revision_id": number, "origin": origin} for row in rows]
    before = {row.program_id: decode(row.body) for row in await connection.execute(_newest(with_body=True))}
    await connection.execute(insert(program_revision), rows)
    changed = {row["program_id"] for row in rows}
    for program, _ in programs:
        if program.id in changed:
            await plan.plan(connection, program, now, number, _news(before.get(program.id), program))
    return Applied(number, tuple(row["program_id"] for row in rows), kept)


async def foresee(connection: AsyncConnection, programs: Sequence[tuple[Program, str]]) -> Applied:
    """What applying the files at the next start would change; `revision` is the one stored now."""
    rows, kept = await _compare(connection, programs, Origin.FILE)
    return Applied(await newest(connection), tuple(row["program_id"] for row in rows), kept)


async def _compare(
    connection: AsyncConnection, programs: Sequence[tuple[Program, str]], origin: Origin
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The rows to be stored, and the programs that the `origin` may not replace."""
    stored = {row.program_id: row for row in await connection.execute(_newest(with_body=False))}
    changed: list[dict[str, Any]] = []
    kept: list[str] = []
    for program, file_sha256 in programs:
        body = encode(program)
        digest = hashlib.sha256(body.encode()).hexdigest()
        row = stored.get(program.id)
        if row is not None and row.body_sha256 == digest:
            continue
        if row is not None and row.origin not in _REPLACES[origin]:
            kept.append(program.id)
            continue
        changed.append(
            {"program_id": program.id, "body": body, "body_sha256": digest, "file_sha256": file_sha256}
        )
    return changed, tuple(kept)


def _news(before: Program | None, after: Program) -> set[str] | None:
    """The events that an edit tells of for the first time; the first revision of a program is none."""
    if before is None:
        return None
    return {event.id for event in after.events} - {event.id for event in before.events}


async def newest(connection: AsyncConnection) -> int:
    """The number of the newest revision, 0 when there is none."""
    return int(await connection.scalar(select(func.coalesce(func.max(revision.c.id), 0))) or 0)


async def load(connection: AsyncConnection, known: Catalogue | None = None) -> Catalogue:
    """The catalogue of the newest revision; `known` is given back where it is that one."""
    number = await newest(connection)
    if known is not None and known.revision == number:
        return known
    rows = await connection.execute(_newest(with_body=True))
    programs = sorted((decode(row.body) for row in rows), key=lambda p: (p.order, p.id))
    return Catalogue(number, tuple(programs))


def _newest(*, with_body: bool) -> Select[Any]:
    """Each program's newest row."""
    last = (
        select(program_revision.c.program_id, func.max(program_revision.c.revision_id).label("revision_id"))
        .group_by(program_revision.c.program_id)
        .subquery()
    )
    columns = [c for c in program_revision.c if with_body or c.name != "body"]
    return select(*columns).join(
        last,
        (program_revision.c.program_id == last.c.program_id)
        & (program_revision.c.revision_id == last.c.revision_id),
    )

"""The results of self-checks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.selfcheck.assess import Assessment, Verdict
from domain.selfcheck.sessions import Check
from storage.checks import id_of, select_checks, to_check
from storage.tables import chat, check_result, check_session


@dataclass(frozen=True, slots=True)
class Result:
    """A finished check as it was assessed on its `day`."""

    check: Check
    day: date
    facts_checked: date
    verdict: Verdict
    content_sha256: str
    finished_at: datetime


async def finish(
    connection: AsyncConnection,
    check: Check,
    assessment: Assessment,
    content_sha256: str,
    *,
    revision: int,
    day: date,
    facts_checked: date,
    now: datetime,
) -> None:
    """Keep the result of a check that is done."""
    rows = [
        [row.rule, row.finding, [[part.question, part.finding] for part in row.because]]
        for row in assessment.rows
    ]
    await connection.execute(
        insert(check_result).values(
            check_id=id_of(check.sid),
            form_sha256=check.form,
            revision_id=revision,
            day=day,
            facts_checked=facts_checked,
            verdict=assessment.verdict,
            rows=orjson.dumps(rows).decode(),
            content_sha256=content_sha256,
            finished_at=now,
        )
    )


async def of_check(connection: AsyncConnection, sid: str) -> Result | None:
    row = (await connection.execute(_results().where(check_session.c.sid == sid))).one_or_none()
    return row and _result(row)


async def of_person(connection: AsyncConnection, telegram_id: int, person: int) -> list[Result]:
    """What a person finished in a chat, the newest first."""
    query = (
        _results()
        .where(chat.c.telegram_id == telegram_id, check_session.c.person_id == person)
        .order_by(check_result.c.finished_at.desc(), check_session.c.id.desc())
    )
    return [_result(row) for row in await connection.execute(query)]


async def count_of_program(connection: AsyncConnection, check: Check) -> int:
    """How many checks of its program the person of a check finished in its chat."""
    found = _results().where(
        chat.c.telegram_id == check.chat,
        check_session.c.person_id == check.person,
        check_session.c.program_id == check.program,
    )
    return int((await connection.execute(select(func.count()).select_from(found.subquery()))).scalar_one())


def _results() -> Select[Any]:
    more = [c for c in check_result.c if c.name not in ("check_id", "form_sha256", "rows")]
    return select_checks(*more).join(check_result, check_result.c.check_id == check_session.c.id)


def _result(row: Row[Any]) -> Result:
    return Result(
        to_check(row),
        row.day,
        row.facts_checked,
        Verdict(row.verdict),
        row.content_sha256,
        row.finished_at,
    )

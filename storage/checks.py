"""Self-checks: the form each was begun with, its steps, answers and evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.gazetteer import Place
from domain.selfcheck.answers import Answers, Evidence, EvidenceKind, Given
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.sessions import Asks, Check, Group, State, Step
from storage import forms, groups
from storage.tables import chat, check_answer, check_group, check_session, evidence


@dataclass(frozen=True, slots=True)
class Kept:
    """A check with everything that its next step is decided by."""

    check: Check
    form: Form
    answers: Answers


async def read(connection: AsyncConnection, check: Check, known: Form | None = None) -> Kept:
    """A check with its form and answers; `known` is a form that need not be read again."""
    form = known if known and known.sha256 == check.form else await forms.load(connection, check.form)
    return Kept(check, form, await answers(connection, check.sid))


async def begin(connection: AsyncConnection, check: Check) -> Check:
    """Begin a check, or give the one that this person has under way here for the program."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = (await connection.execute(select(chat.c.id).where(chat.c.telegram_id == check.chat))).scalar_one()
    values = {
        "sid": check.sid,
        "chat_id": row,
        "thread_id": check.thread,
        "person_id": check.person,
        "person_name": check.person_name,
        "program_id": check.program,
        "jurisdiction_id": check.jurisdiction,
        "place_name": check.place and check.place.name,
        "place_state": check.place and check.place.state_code,
        "form_sha256": check.form,
        "started_at": check.started_at,
        **_changing(check),
    }
    statement = dialect.insert(check_session).values(**values).on_conflict_do_nothing()
    begun = (await connection.execute(statement.returning(check_session.c.id))).scalar_one_or_none()
    if begun is not None and check.group is not None:
        await groups.remember(connection, begun, check.group)
    return await under_way(connection, check.chat, check.person, check.program) or check


async def find(connection: AsyncConnection, sid: str) -> Check | None:
    row = (await connection.execute(select_checks().where(check_session.c.sid == sid))).one_or_none()
    return row and to_check(row)


async def under_way(
    connection: AsyncConnection, telegram_id: int, person: int, program: str = ""
) -> Check | None:
    """The check that a person has under way in a chat: of one program, or the one begun last."""
    query = select_checks().where(
        chat.c.telegram_id == telegram_id,
        check_session.c.person_id == person,
        check_session.c.state == State.ACTIVE,
    )
    if program:
        query = query.where(check_session.c.program_id == program)
    row = (await connection.execute(query.order_by(check_session.c.id.desc()).limit(1))).one_or_none()
    return row and to_check(row)


async def made_by(connection: AsyncConnection, telegram_id: int, update_id: int) -> Check | None:
    """The check whose last step this update made."""
    query = select_checks().where(chat.c.telegram_id == telegram_id, check_session.c.step_by == update_id)
    row = (await connection.execute(query)).one_or_none()
    return row and to_check(row)


async def answers(connection: AsyncConnection, sid: str) -> dict[str, Given]:
    """The answers that stand, each with its evidence; questions that nobody touched are not in it."""
    supports = await _evidence(connection, sid)
    rows = await connection.execute(
        select(check_answer.c.question_id, check_answer.c.value, check_answer.c.reason)
        .where(check_answer.c.check_id == id_of(sid))
        .order_by(check_answer.c.id)
    )
    return {
        row.question_id: Given(Answer(row.value), row.reason, tuple(supports.get(row.question_id, ())))
        for row in rows
    }


async def given_at(connection: AsyncConnection, sid: str) -> dict[str, datetime]:
    """When the answers that stand were given, by question."""
    rows = await connection.execute(
        select(check_answer.c.question_id, check_answer.c.given_at)
        .where(check_answer.c.check_id == id_of(sid))
        .order_by(check_answer.c.id)
    )
    return {row.question_id: row.given_at for row in rows}


async def take(connection: AsyncConnection, before: Check, step: Step, update_id: int, now: datetime) -> bool:
    """Store a step; False, with nothing stored, where another came before it."""
    after = step.check
    moved = await connection.execute(
        update(check_session)
        .where(
            check_session.c.sid == before.sid,
            check_session.c.rev == before.rev,
            check_session.c.state == State.ACTIVE,
        )
        .values(**_changing(after) | {"step_by": update_id})
    )
    if moved.rowcount != 1:
        return False
    query = select(check_session.c.id).where(check_session.c.sid == after.sid)
    row = (await connection.execute(query)).scalar_one()
    common = {"check_id": row, "rev": after.rev, "given_by": after.person, "given_at": now}
    if step.given:
        await connection.execute(
            insert(check_answer),
            [
                {**common, "question_id": id, "value": given.value, "reason": given.reason}
                for id, given in step.given.items()
            ],
        )
    if step.evidence is not None:
        await connection.execute(insert(evidence), {**common, **_kept(step.check.at, step.evidence)})
    return True


async def carry_evidence(connection: AsyncConnection, check: Check, carried: Answers, now: datetime) -> None:
    """Put evidence beside the answers that were carried over to another question's id."""
    known = await _evidence(connection, check.sid)
    common = {"check_id": id_of(check.sid), "rev": check.rev, "given_by": check.person, "given_at": now}
    for id, given in carried.items():
        for piece in given.evidence:
            if piece not in known.get(id, ()):
                await connection.execute(insert(evidence).values(**common, **_kept(id, piece)))


async def note_card(connection: AsyncConnection, check: Check, card: int) -> None:
    """Remember which message shows the check, and as of which step; an older step never overwrites."""
    await connection.execute(
        update(check_session)
        .where(check_session.c.sid == check.sid, check_session.c.rev == check.rev)
        .values(card_id=card, card_rev=check.rev)
    )


async def count_answers(connection: AsyncConnection, sid: str) -> int:
    """How many rows the check has in its record of answers."""
    query = select(func.count()).where(check_answer.c.check_id == id_of(sid))
    return int((await connection.execute(query)).scalar_one())


async def _evidence(connection: AsyncConnection, sid: str) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    rows = await connection.execute(
        select(evidence).where(evidence.c.check_id == id_of(sid)).order_by(evidence.c.id)
    )
    for row in rows:
        piece = Evidence(EvidenceKind(row.kind), row.text, row.file_id, row.file_sha256, row.valid_until)
        found.setdefault(row.question_id, []).append(piece)
    return found


def _kept(question: str, piece: Evidence) -> dict[str, Any]:
    return {
        "question_id": question,
        "kind": piece.kind,
        "text": piece.text,
        "file_id": piece.file_id,
        "file_sha256": piece.sha256,
        "valid_until": piece.valid_until,
    }


def _changing(check: Check) -> dict[str, Any]:
    """What a step can change."""
    return {
        "form_sha256": check.form,
        "rev": check.rev,
        "state": check.state,
        "at": check.at,
        "asks": check.asks,
        "card_id": check.card,
        "card_rev": check.card_rev,
        "step_by": check.step_by,
        "expires_at": check.expires_at,
    }


def id_of(sid: str):  # type: ignore[no-untyped-def]
    return select(check_session.c.id).where(check_session.c.sid == sid).scalar_subquery()


def select_checks(*more: Any) -> Select[Any]:
    columns = [c for c in check_session.c if c.name not in ("id", "chat_id")]
    group = chat.alias("group_chat")
    return (
        select(
            *columns,
            chat.c.telegram_id,
            group.c.telegram_id.label("group_id"),
            check_group.c.thread_id.label("group_thread"),
            check_group.c.title.label("group_title"),
            *more,
        )
        .select_from(check_session)
        .join(chat, chat.c.id == check_session.c.chat_id)
        .outerjoin(check_group, check_group.c.check_id == check_session.c.id)
        .outerjoin(group, group.c.id == check_group.c.chat_id)
    )


def to_check(row: Row[Any]) -> Check:
    return Check(
        sid=row.sid,
        chat=row.telegram_id,
        thread=row.thread_id,
        person=row.person_id,
        person_name=row.person_name,
        program=row.program_id,
        jurisdiction=row.jurisdiction_id,
        form=row.form_sha256,
        started_at=row.started_at,
        expires_at=row.expires_at,
        rev=row.rev,
        state=State(row.state),
        at=row.at,
        asks=Asks(row.asks) if row.asks else None,
        card=row.card_id,
        card_rev=row.card_rev,
        step_by=row.step_by,
        place=Place(row.place_name, row.place_state) if row.place_name else None,
        group=Group(row.group_id, row.group_thread, row.group_title) if row.group_id else None,
    )

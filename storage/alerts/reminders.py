"""Reminders of self-checks: planned with the step that they follow, and taken back with it."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning, times
from domain.alerts.alert import Kind
from domain.alerts.subscription import ChatSettings
from domain.alerts.times import Timing
from domain.selfcheck.forms import Form
from domain.selfcheck.reminders import CheckReminder, What
from domain.selfcheck.sessions import Check
from storage.tables import chat, check_result, check_session, delivery, muted

_USUAL = 1


async def plan(
    connection: AsyncConnection,
    check: Check,
    reminders: Iterable[CheckReminder],
    settings: ChatSettings,
    now: datetime,
) -> None:
    """Remind of these from now on, and of nothing that was planned for the check before."""
    await take_back(connection, check.chat, check.sid)
    for one in reminders:
        timing = times.on_day(one.day, settings, planning.USEFUL)
        await _insert(connection, check, one, timing, now, silent=settings.silent)


async def announce(
    connection: AsyncConnection, check: Check, one: CheckReminder, settings: ChatSettings, now: datetime
) -> None:
    """Remind of something once, when it has stood for a minute."""
    timing = times.soon(now + planning.SETTLE, settings, planning.USEFUL)
    await _insert(connection, check, one, timing, now, silent=settings.silent)


async def by_other_rules(connection: AsyncConnection, form: Form) -> list[tuple[str, date]]:
    """The newest result of each person and place that was not come to by this form: its check and day.

    Not those that somebody is done with.
    """
    later = check_session.alias("later")
    is_replaced = (
        select(later.c.id)
        .join(check_result, check_result.c.check_id == later.c.id)
        .where(
            later.c.id > check_session.c.id,
            later.c.chat_id == check_session.c.chat_id,
            later.c.person_id == check_session.c.person_id,
            later.c.program_id == check_session.c.program_id,
            later.c.jurisdiction_id == check_session.c.jurisdiction_id,
            later.c.place_name.is_not_distinct_from(check_session.c.place_name),
            later.c.place_state.is_not_distinct_from(check_session.c.place_state),
        )
        .correlate(check_session)
        .exists()
    )
    is_done_with = (
        select(muted.c.chat_id)
        .where(
            muted.c.chat_id == check_session.c.chat_id,
            muted.c.thread_id == check_session.c.thread_id,
            muted.c.program_id == check_session.c.program_id,
            muted.c.subject == check_session.c.sid,
        )
        .exists()
    )
    rows = await connection.execute(
        select(check_session.c.sid, check_result.c.day)
        .join(check_result, check_result.c.check_id == check_session.c.id)
        .where(
            check_session.c.program_id == form.program,
            check_result.c.form_sha256 != form.sha256,
            ~is_replaced,
            ~is_done_with,
        )
        .order_by(check_session.c.id)
    )
    return [(row.sid, row.day) for row in rows]


async def withdraw_other_rules(connection: AsyncConnection, program: str, form: Form | None) -> None:
    """What waits to tell of rules that are not the newest any more is not told."""
    waiting = await connection.execute(
        select(delivery.c.id, delivery.c.about).where(
            delivery.c.kind == Kind.REMINDER,
            delivery.c.state == "ready",
            delivery.c.about.like(f"%:{What.RULES}-%:{program}:%"),
        )
    )
    stale = [row.id for row in waiting if form is None or not CheckReminder.of(row.about).is_by(form)]
    if stale:
        await _cancel(connection, delivery.c.id.in_(stale))


async def take_back_earlier(connection: AsyncConnection, check: Check) -> None:
    """A check that is done takes the place of this person's earlier ones: nothing is left to do there."""
    this, earlier = check_session.alias("this"), check_session.alias("earlier")
    sids = await connection.scalars(
        select(earlier.c.sid)
        .join(
            this,
            (this.c.chat_id == earlier.c.chat_id)
            & (this.c.person_id == earlier.c.person_id)
            & (this.c.program_id == earlier.c.program_id)
            & (this.c.jurisdiction_id == earlier.c.jurisdiction_id)
            & this.c.place_name.is_not_distinct_from(earlier.c.place_name)
            & this.c.place_state.is_not_distinct_from(earlier.c.place_state)
            & (earlier.c.id < this.c.id),
        )
        .where(this.c.sid == check.sid)
    )
    for sid in sids:
        await take_back(connection, check.chat, sid)


async def _insert(
    connection: AsyncConnection,
    check: Check,
    one: CheckReminder,
    timing: Timing,
    now: datetime,
    *,
    silent: bool,
) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    when = {"not_before": timing.not_before, "expires_at": timing.expires_at, "silent": silent}
    made = dialect.insert(delivery).values(
        chat_id=select(chat.c.id).where(chat.c.telegram_id == check.chat).scalar_subquery(),
        thread_id=check.thread,
        about=one.about,
        kind=Kind.REMINDER,
        priority=_USUAL,
        state="ready",
        token=0,
        tries=0,
        unknowns=0,
        made_at=now,
        **when,
    )
    await connection.execute(
        made.on_conflict_do_update(
            index_elements=["chat_id", "thread_id", "about"],
            set_={"state": "ready", "why": None, **when},
            where=delivery.c.state == "cancelled",
        )
    )


async def take_back(connection: AsyncConnection, telegram_id: int, sid: str) -> None:
    """Remind of a check no more."""
    mine = select(chat.c.id).where(chat.c.telegram_id == telegram_id).scalar_subquery()
    await _cancel(connection, (delivery.c.chat_id == mine) & delivery.c.about.startswith(f"{sid}:"))


async def _cancel(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    await connection.execute(
        update(delivery)
        .where(which, delivery.c.kind == Kind.REMINDER, delivery.c.state == "ready")
        .values(state="cancelled", why="not wanted")
    )

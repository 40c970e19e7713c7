"""Reminders of self-checks: planned with the step that they follow, and taken back with it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.alerts import planning, times
from domain.alerts.alert import Kind
from domain.alerts.subscription import ChatSettings
from domain.selfcheck.reminders import CheckReminder
from domain.selfcheck.sessions import Check
from storage.tables import chat, delivery

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
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = select(chat.c.id).where(chat.c.telegram_id == check.chat).scalar_subquery()
    for one in reminders:
        timing = times.on_day(one.day, settings, planning.USEFUL)
        when = {"not_before": timing.not_before, "expires_at": timing.expires_at, "silent": settings.silent}
        made = dialect.insert(delivery).values(
            chat_id=row,
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
    await connection.execute(
        update(delivery)
        .where(
            delivery.c.chat_id == mine,
            delivery.c.kind == Kind.REMINDER,
            delivery.c.state == "ready",
            delivery.c.about.startswith(f"{sid}:"),
        )
        .values(state="cancelled", why="not wanted")
    )

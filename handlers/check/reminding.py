"""What a self-check is to remind of, planned in the transaction of the step that it follows from."""

from datetime import datetime
from typing import Any

from domain.record import Record
from domain.selfcheck import reminders
from domain.selfcheck.sessions import Check
from domain.selfcheck.todos import to_dos
from handlers.question import Question
from storage import subscriptions
from storage.alerts import reminders as store
from storage.checks import Kept


async def after_step(connection: Any, question: Question, check: Check, now: datetime) -> None:
    """Once, in the middle of its life, remind that a check waits."""
    settings = await subscriptions.settings(connection, check.chat, question.viewer.zone)
    today = now.astimezone(settings.zone).date()
    await store.plan(connection, check, [reminders.of_waiting(check, today)], settings, now)


async def when_finished(
    connection: Any, question: Question, kept: Kept, record: Record, now: datetime
) -> None:
    """Remind of each to-do on its day, and of evidence before it expires; the check waits no more."""
    check = kept.check
    settings = await subscriptions.settings(connection, check.chat, question.viewer.zone)
    left = to_dos(kept.form, kept.answers, record, check.jurisdiction or None)
    found = reminders.of_finished(check, left, kept.answers, record.today)
    await store.plan(connection, check, found, settings, now)

"""What a self-check is to remind of: planned with the step that it follows from, or when the rules change."""

from datetime import date, datetime
from typing import Any

from domain.record import Record
from domain.selfcheck import reminders
from domain.selfcheck.compare import recheck
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Check
from domain.selfcheck.todos import to_dos
from handlers.check.start import form_of
from handlers.context import Services
from handlers.question import Question
from storage import checks, subscriptions
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
    await store.take_back_earlier(connection, check)


class ChangedRules:
    """Reminds of finished checks that would come out otherwise by the rules of today.

    It remembers at which it has looked; after a restart it looks again, and nobody is reminded twice.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, set[str]]] = {}

    async def look(self, services: Services) -> None:
        """Look at every result that was come to by other rules than those of today."""
        for program in services.catalogue.programs:
            form = form_of(program)
            async with services.database.write() as connection:
                await store.withdraw_other_rules(connection, program.id, form)
            if form is None:
                continue
            async with services.database.read() as connection:
                found = await store.by_other_rules(connection, form)
            by, seen = self._seen.get(program.id, ("", set[str]()))
            if by != form.sha256:
                seen = set()
                self._seen[program.id] = form.sha256, seen
            for sid, day in found:
                if sid not in seen:
                    await _judge(services, sid, day, form)
                    seen.add(sid)


async def _judge(services: Services, sid: str, day: date, form: Form) -> None:
    async with services.database.read() as connection:
        check = await checks.find(connection, sid)
        if check is None:
            return
        kept = await checks.read(connection, check)
    if not recheck(kept.form, form, kept.answers).comparison.moves_the_verdict:
        return
    async with services.database.write() as connection:
        settings = await subscriptions.settings(connection, check.chat, services.zone)
        reminder = reminders.of_changed_rules(check, day, form)
        await store.announce(connection, check, reminder, settings, services.now())

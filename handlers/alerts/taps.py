"""The buttons under an alert: done, snooze, why, stop, and taking each back."""

from collections.abc import Sequence
from datetime import timedelta

from domain.alerts import times
from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import ChatSettings, Subscription, Target
from domain.programs import Deadline
from domain.record import Record
from domain.selfcheck.reminders import CheckReminder
from handlers.alerts.storing import applying
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import show, toast
from messages import alerts as texts
from messages import subscriptions as subscription_texts
from messages.alerts import Stand
from messages.alerttaps import Act, AlertTap
from messages.check import reminders as checkreminders
from messages.message import Block
from storage import subscriptions
from storage.alerts import reminders, sent
from storage.alerts.send import Item
from storage.alerts.sent import Sent

ACTS = frozenset({Act.DONE, Act.NOT_DONE, Act.SNOOZE, Act.WHY, Act.SHOW, Act.STOP, Act.UNSTOP})


async def tapped(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
    """Do what the button says, once, and show the alert with what that has changed."""
    asker = arrived.asker
    async with context.services.database.read() as connection:
        found = await sent.find(connection, tap.id, asker.chat)
        settings = await subscriptions.settings(connection, asker.chat, question.viewer.zone)
    if found is not None and found.kind is Kind.REMINDER and tap.act is Act.STOP:
        await _remind_no_more(arrived, context, found)
        return
    alert = alert_of(question, found) if found else None
    if found is None or alert is None or found.thread != asker.thread:
        await toast(arrived.update, context, subscription_texts.gone())
        return
    match tap.act:
        case Act.DONE | Act.NOT_DONE:
            await _done(arrived, context, found, is_done=tap.act is Act.DONE)
        case Act.STOP | Act.UNSTOP:
            await _stop(arrived, context, found, is_stopped=tap.act is Act.STOP)
        case Act.SNOOZE:
            await _snooze(arrived, context, alert, found, settings)
    stand, notes = await _notes(arrived, context, alert, found, settings, tap.act)
    message = texts.render(alert, stand, notes)
    if message is None:
        await toast(arrived.update, context, subscription_texts.gone())
    else:
        await show(arrived.update, context, message)


def alert_of(question: Question, found: Sent) -> Alert | None:
    """The alert as it reads today."""
    items = [alert for item in found.items if (alert := _item(question, found, item)) is not None]
    if not items or found.kind is not Kind.DIGEST:
        return next(iter(items), None)
    record = items[0].record
    return Alert(found.id, Kind.DIGEST, record, "", items=tuple(items), is_repeat=found.is_repeat)


def _item(question: Question, found: Sent, item: Item) -> Alert | None:
    program = question.catalogue.program_by_id.get(item.program)
    if program is None:
        return None
    today = question.viewer.today
    return Alert(
        number=found.id,
        kind=Kind(item.kind),
        record=Record(program, today, today, question.viewer.zone),
        subject=item.subject,
        value=item.value,
        lead=item.lead,
        targets=tuple(Target.of(topic) for topic in item.topics),
        before=found.before,
        is_repeat=found.is_repeat and found.kind is not Kind.DIGEST,
    )


async def _remind_no_more(arrived: Arrived, context: Context, found: Sent) -> None:
    reminder, now = CheckReminder.of(found.about), context.services.now()
    async with applying(arrived, context) as connection:
        if connection is not None:
            chat = arrived.asker.chat
            await reminders.take_back(connection, chat, reminder.sid)
            await subscriptions.mute(connection, chat, found.thread, reminder.program, reminder.sid, now)
    await show(arrived.update, context, checkreminders.stopped())


async def _done(arrived: Arrived, context: Context, found: Sent, *, is_done: bool) -> None:
    """Tell the chat nothing more of the deadline, or take that back."""
    asker, now = arrived.asker, context.services.now()
    async with applying(arrived, context) as connection:
        if connection is None:
            return
        for item in found.items:
            about = (asker.chat, found.thread, item.program, item.subject)
            if is_done:
                await subscriptions.mute(connection, *about, now)
            elif await subscriptions.unmute(connection, *about):
                # What fell due meanwhile is told now, to who subscribes anew.
                for asked in _running(found.subscriptions):
                    await subscriptions.subscribe(
                        connection, asker.chat, found.thread, asked.target, now, asked.wish
                    )


async def _stop(arrived: Arrived, context: Context, found: Sent, *, is_stopped: bool) -> None:
    """End every subscription that brought the alert, or take them up again."""
    now = context.services.now()
    async with applying(arrived, context) as connection:
        if connection is None:
            return
        for asked in found.subscriptions:
            if is_stopped:
                await subscriptions.end(connection, asked.id, now, "asked")
            else:
                await subscriptions.undo(connection, asked.id, now)


async def _snooze(
    arrived: Arrived, context: Context, alert: Alert, found: Sent, settings: ChatSettings
) -> None:
    """Tell of it once more tomorrow, at the alert hour, unless a reminder comes then anyway."""
    deadline = texts.deadline_of(alert)
    if deadline is None or comes_tomorrow(alert, deadline, found.subscriptions):
        return
    tomorrow = alert.record.today + timedelta(days=1)
    timing = times.reminder(deadline, (deadline.due_date(settings.zone) - tomorrow).days, settings)
    now = context.services.now()
    if timing.not_before >= timing.expires_at:
        return
    async with applying(arrived, context) as connection:
        if connection is not None:
            await sent.send_again(
                connection, found.id, timing, tomorrow.isoformat(), now, silent=settings.silent
            )


def comes_tomorrow(alert: Alert, deadline: Deadline, asked: Sequence[Subscription]) -> bool:
    """Whether a reminder is due tomorrow already."""
    lead = alert.record.days_left(deadline) - 1
    return any(lead in subscription.wish.leads for subscription in _running(asked))


async def _notes(
    arrived: Arrived, context: Context, alert: Alert, found: Sent, settings: ChatSettings, act: Act
) -> tuple[Stand, list[Block]]:
    """How the alert stands by now, and what is said of it."""
    async with context.services.database.read() as connection:
        muted = await subscriptions.muted_in(connection, arrived.asker.chat, found.thread)
        now_found = await sent.find(connection, found.id, arrived.asker.chat)
    asked = now_found.subscriptions if now_found else ()
    running = _running(asked)
    if act is Act.WHY:
        return Stand.EXPLAINED, texts.why(alert, running, settings)
    if found.items and all((item.program, item.subject) in muted for item in found.items):
        return Stand.DONE, [texts.done()]
    if not running:
        return Stand.STOPPED, [texts.stopped(alert, asked)]
    if act is Act.SNOOZE:
        return Stand.SNOOZED, [texts.snoozed(settings)]
    return Stand.FRESH, []


def _running(asked: Sequence[Subscription]) -> list[Subscription]:
    return [subscription for subscription in asked if subscription.ended_at is None]

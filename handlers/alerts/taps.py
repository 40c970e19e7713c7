"""The buttons under an alert: done, snooze, why, stop, and taking each back."""

from datetime import timedelta

from domain.alerts import times
from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import ChatSettings, Target
from domain.record import Record
from domain.selfcheck.reminders import CheckReminder
from handlers.alerts.snoozing import running, snooze
from handlers.alerts.storing import applying
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import show, toast
from messages.alerts import alert as texts
from messages.alerts import subscriptions as subscription_texts
from messages.alerts.alert import Stand
from messages.alerts.taps import Act, AlertTap
from messages.alerts.why import why
from messages.check import reminders as checkreminders
from messages.message import Block
from storage import subscriptions
from storage.alerts import reminders, sent
from storage.alerts.claiming import Item
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
            await snooze(arrived, context, alert, found, settings)
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
    """Tell the chat nothing more of the deadlines, or take that back."""
    asker, now = arrived.asker, context.services.now()
    async with applying(arrived, context) as connection:
        if connection is None:
            return
        for program, deadline in _deadlines(found):
            about = (asker.chat, found.thread, program, deadline)
            if is_done:
                await subscriptions.mute(connection, *about, now)
            elif await subscriptions.unmute(connection, *about):
                # What fell due meanwhile is told now, to who subscribes anew.
                for asked in running(found.subscriptions):
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


async def _notes(
    arrived: Arrived, context: Context, alert: Alert, found: Sent, settings: ChatSettings, act: Act
) -> tuple[Stand, list[Block]]:
    """How the alert stands by now, and what is said of it."""
    now = context.services.now()
    async with context.services.database.read() as connection:
        muted = await subscriptions.muted_in(connection, arrived.asker.chat, found.thread)
        now_found = await sent.find(connection, found.id, arrived.asker.chat)
    asked = now_found.subscriptions if now_found else ()
    still = running(asked)
    deadlines = _deadlines(found)
    if act is Act.WHY:
        return Stand.EXPLAINED, why(alert, still, settings, was_snoozed=found.was_snoozed)
    if deadlines and deadlines <= muted:
        return Stand.DONE, [texts.done(alert)]
    if not still:
        return Stand.STOPPED, [texts.stopped(alert, asked)]
    again_at = now_found.again_at if now_found else None
    if act is Act.SNOOZE and again_at is None:  # by its own reminder
        tomorrow = alert.record.today + timedelta(days=1)
        again_at = times.resolve(tomorrow, settings.hour, settings.zone)
    if again_at is not None and again_at > now:
        return Stand.SNOOZED, [texts.snoozed(again_at, settings)]
    return Stand.FRESH, []


def _deadlines(found: Sent) -> set[tuple[str, str]]:
    """The deadlines that an alert told of, each with its program."""
    return {(item.program, item.subject) for item in found.items if item.kind != Kind.EVENT}

"""Subscribing, changing how one is told, and stopping.

The transaction that stores a change marks its update applied, so that it counts once; handled again, the
update shows how things stand.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.alerts import forecast
from domain.alerts.subscription import STANDARD, Mode, Subscription, Wish
from handlers.alerts import meant
from handlers.alerts.meant import Meant
from handlers.alerts.storing import applying, put, say
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import toast
from messages.alerts import asking
from messages.alerts import subscriptions as texts
from messages.alerts import told as told_texts
from messages.alerts.taps import Act, AlertTap
from messages.alerts.told import Told
from messages.message import Message
from storage import subscriptions
from storage.alerts import sent

_MODES = (Mode.IMMEDIATE, Mode.DAILY, Mode.WEEKLY)
_A_YEAR = timedelta(days=365)


async def told(
    arrived: Arrived, context: Context, question: Question, only: Subscription | None = None
) -> Told:
    """What the chat, or the topic that is written in, is told; of one subscription where it is given."""
    services, asker, now = context.services, arrived.asker, context.services.now()
    async with services.database.read() as connection:
        running = await subscriptions.of_chat(connection, asker.chat, asker.thread)
        hours = await subscriptions.settings(connection, asker.chat, question.viewer.zone)
        done = await subscriptions.muted_in(connection, asker.chat, asker.thread)
        had = await sent.told_in(connection, asker.chat, asker.thread, now)
    looked_at = [only] if only else running
    coming = forecast.coming(question.catalogue, looked_at, hours, now, now + _A_YEAR, done, had)
    return Told(question.catalogue, running, hours, now, coming, done)


async def subscribe(arrived: Arrived, context: Context, question: Question, found: Meant) -> None:
    """Subscribe, or change how one that runs is told; then show it."""
    asker, now = arrived.asker, context.services.now()
    async with applying(arrived, context) as connection:
        if connection is not None:
            await _store(connection, arrived, found, now)
    async with context.services.database.read() as connection:
        running = await subscriptions.of_chat(connection, asker.chat, asker.thread)
    subscription = meant.running(running, found.target)
    if subscription is None:  # handled again, and stopped since
        await put(arrived, context, await listing(arrived, context, question))
    else:
        await put(
            arrived, context, texts.one(await told(arrived, context, question, subscription), subscription)
        )


async def _store(connection: Any, arrived: Arrived, found: Meant, now: datetime) -> None:
    asker = arrived.asker
    before = meant.running(await subscriptions.of_chat(connection, asker.chat, asker.thread), found.target)
    wish = found.wish(before.wish if before else STANDARD)
    if before is None or before.wish != wish:
        await subscriptions.subscribe(connection, asker.chat, asker.thread, found.target, now, wish)


async def unsubscribe(arrived: Arrived, context: Context, question: Question, found: Meant | None) -> None:
    """Stop what was named, or ask which one."""
    state = await told(arrived, context, question)
    subscription = meant.running(list(state.subscriptions), found.target) if found else None
    if subscription is not None:
        await _end(arrived, context, question, subscription)
    elif found is not None:
        await say(arrived, context, asking.not_subscribed(state, found.program, found.target))
    else:
        await say(arrived, context, asking.to_stop(state, question.program, asks=not question.is_group))


async def _end(arrived: Arrived, context: Context, question: Question, subscription: Subscription) -> None:
    async with applying(arrived, context) as connection:
        if connection is not None:
            await subscriptions.end(connection, subscription.id, context.services.now(), "asked")
    await put(arrived, context, texts.ended(await told(arrived, context, question), subscription))


async def change(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
    """Do what a button under a subscription says, and show how it is then."""
    asker, now = arrived.asker, context.services.now()
    async with context.services.database.read() as connection:
        subscription = await subscriptions.find(connection, tap.id)
    if subscription is None or (subscription.chat, subscription.thread) != (asker.chat, asker.thread):
        await toast(arrived.update, context, texts.gone())
        return
    if tap.act is Act.END:
        await _end(arrived, context, question, subscription)
        return
    if tap.act is Act.RESUME and subscription.ended_at is not None:
        async with applying(arrived, context) as connection:
            taken = connection is not None and await subscriptions.undo(connection, subscription.id, now)
        if not taken:
            await toast(arrived.update, context, texts.too_late())
            return
    elif subscription.ended_at is not None:
        await put(arrived, context, texts.ended(await told(arrived, context, question), subscription))
        return
    wish = _changed(subscription.wish, tap)
    if wish != subscription.wish:
        async with applying(arrived, context) as connection:
            if connection is not None:
                await subscriptions.subscribe(
                    connection, asker.chat, asker.thread, subscription.target, now, wish
                )
    subscription = replace(subscription, wish=wish, ended_at=None)
    state = await told(arrived, context, question, subscription)
    is_about_leads = tap.act in (Act.LEADS, Act.WITH_LEAD, Act.WITHOUT_LEAD)
    await put(
        arrived,
        context,
        texts.lead_times(state, subscription) if is_about_leads else texts.one(state, subscription),
    )


def _changed(wish: Wish, tap: AlertTap) -> Wish:
    """The wish after a tap."""
    match tap.act:
        case Act.MODE if tap.number < len(_MODES):
            return replace(wish, mode=_MODES[tap.number])
        case Act.WITH_LEAD if tap.number <= meant.FURTHEST and len(wish.leads) < meant.MOST:
            return replace(wish, leads=tuple(sorted({*wish.leads, tap.number}, reverse=True)))
        case Act.WITHOUT_LEAD:
            return replace(wish, leads=tuple(lead for lead in wish.leads if lead != tap.number))
        case _:
            return wish


async def listing(arrived: Arrived, context: Context, question: Question) -> Message:
    return told_texts.listing(await told(arrived, context, question), question.program)

"""Subscriptions in a chat: /subscribe, /unsubscribe and /alerts, their buttons, and the words they ask for.

The transaction that stores a change marks its update applied, so that it counts once; handled again, the
update shows how things stand.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.alerts import forecast
from domain.alerts.subscription import STANDARD, Mode, Subscription, Target, Wish
from handlers import answers
from handlers.access import may_choose
from handlers.alerts import meant, settings, taps
from handlers.alerts.meant import Meant
from handlers.alerts.storing import applying, put, say
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply, show, toast
from messages import general
from messages import subscriptions as texts
from messages.alerttaps import Act, AlertTap
from messages.message import Message, plain
from messages.subscriptions import Told
from messages.taps import Target as Button
from messages.taps import View
from storage import subscriptions

VIEWS = frozenset({View.SUBSCRIBE, View.UNSUBSCRIBE, View.ALERTS, View.SETTINGS})
_COMMANDS = frozenset({"subscribe", "unsubscribe", "alerts", "settings"})
# In a group these are for its administrators; looking is for everybody.
_CHOOSING = frozenset({"subscribe", "unsubscribe", "settings"})
_LOOKING = frozenset({Act.ABOUT, Act.WHY, Act.SHOW})
_MODES = (Mode.IMMEDIATE, Mode.DAILY, Mode.WEEKLY)
_A_YEAR = timedelta(days=365)


def takes(question: Question) -> bool:
    """Whether a command is about alerts."""
    return answers.named(question.text) in _COMMANDS or _linked(question) is not None


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """/subscribe, /unsubscribe, /alerts, /settings, or a link that subscribes."""
    name, target = answers.named(question.text), _linked(question)
    is_choosing = name in _CHOOSING or target is not None
    if is_choosing and not await may_choose(arrived.update, context):
        await reply(arrived.update, context, plain(texts.only_administrators()))
        return
    rest = question.text.partition(" ")[2].strip()
    if target is not None:
        await _subscribe(arrived, context, question, Meant(question.program, target))
    elif name == "alerts":
        await reply(arrived.update, context, await _listing(arrived, context, question))
    else:
        view = {"subscribe": View.SUBSCRIBE, "unsubscribe": View.UNSUBSCRIBE}.get(name, View.SETTINGS)
        await words(arrived, context, replace(question, text=rest), Button(view, question.program.id))


async def words(arrived: Arrived, context: Context, question: Question, asked: Button) -> None:
    """What was typed after a command, or in answer to its question."""
    if asked.view is View.SETTINGS:
        await settings.typed(arrived, context, question, asked)
        return
    found = meant.subscribing(question, asked.view)
    if isinstance(found, Message):
        await say(arrived, context, found)
    elif asked.view is View.UNSUBSCRIBE:
        await _unsubscribe(arrived, context, question, found)
    elif found is None:
        await say(arrived, context, texts.ask_what(question.program, question.last_place, asked.view))
    else:
        await _subscribe(arrived, context, question, found)


async def answered(arrived: Arrived, context: Context, question: Question, asked: Button) -> None:
    """Words that answer a question of ours."""
    if await may_choose(arrived.update, context):
        await words(arrived, context, question, asked)
    else:
        await reply(arrived.update, context, plain(texts.only_administrators()))


async def opened(arrived: Arrived, context: Context, question: Question, button: Button) -> None:
    """A button that subscribes or stops, or to the chat's alerts or settings."""
    program = question.catalogue.program_by_id.get(button.program)
    if program is None:
        await toast(arrived.update, context, general.old_button())
    elif button.view is View.ALERTS:
        await show(arrived.update, context, await _listing(arrived, context, question.about(program)))
    elif button.view is View.SETTINGS:
        await settings.opened(arrived, context, question, button)
    elif not meant.is_known(question, texts.target_of(button)):
        await toast(arrived.update, context, general.old_button())
    elif not await may_choose(arrived.update, context):
        await toast(arrived.update, context, texts.only_administrators())
    elif button.view is View.SUBSCRIBE:
        await _subscribe(arrived, context, question, Meant(program, texts.target_of(button)))
    else:
        await _unsubscribe(arrived, context, question, Meant(program, texts.target_of(button)))


async def tapped(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
    """A button of an alert, of a subscription, or of the settings."""
    if tap.act not in _LOOKING and not await may_choose(arrived.update, context):
        await toast(arrived.update, context, texts.only_administrators())
    elif tap.act in taps.ACTS:
        await taps.tapped(arrived, context, question, tap)
    elif tap.act in settings.ACTS:
        await settings.tapped(arrived, context, question, tap)
    else:
        await _change(arrived, context, question, tap)


async def told(
    arrived: Arrived, context: Context, question: Question, only: Subscription | None = None
) -> Told:
    """What the chat, or the topic that is written in, is told; of one subscription where it is given."""
    services, asker, now = context.services, arrived.asker, context.services.now()
    async with services.database.read() as connection:
        running = await subscriptions.of_chat(connection, asker.chat, asker.thread)
        hours = await subscriptions.settings(connection, asker.chat, question.viewer.zone)
        done = await subscriptions.muted_in(connection, asker.chat, asker.thread)
    looked_at = [only] if only else running
    coming = forecast.coming(question.catalogue, looked_at, hours, now, now + _A_YEAR, done)
    return Told(question.catalogue, running, hours, coming)


async def _subscribe(arrived: Arrived, context: Context, question: Question, found: Meant) -> None:
    """Subscribe, or change how one that runs is told; then show it."""
    asker, now = arrived.asker, context.services.now()
    async with applying(arrived, context) as connection:
        if connection is not None:
            await _store(connection, arrived, found, now)
    async with context.services.database.read() as connection:
        running = await subscriptions.of_chat(connection, asker.chat, asker.thread)
    subscription = meant.running(running, found.target)
    if subscription is None:  # handled again, and stopped since
        await put(arrived, context, await _listing(arrived, context, question))
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


async def _unsubscribe(arrived: Arrived, context: Context, question: Question, found: Meant | None) -> None:
    """Stop what was named, or ask which one."""
    state = await told(arrived, context, question)
    subscription = meant.running(list(state.subscriptions), found.target) if found else None
    if subscription is not None:
        await _end(arrived, context, question, subscription)
    elif found is not None:
        await say(arrived, context, texts.not_subscribed(state, found.program, found.target))
    else:
        await say(arrived, context, texts.to_stop(state, question.program, asks=not question.is_group))


async def _end(arrived: Arrived, context: Context, question: Question, subscription: Subscription) -> None:
    async with applying(arrived, context) as connection:
        if connection is not None:
            await subscriptions.end(connection, subscription.id, context.services.now(), "asked")
    await put(arrived, context, texts.ended(await told(arrived, context, question), subscription))


async def _change(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
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


async def _listing(arrived: Arrived, context: Context, question: Question) -> Message:
    return texts.listing(await told(arrived, context, question), question.program)


def _linked(question: Question) -> Target | None:
    """What a deep link subscribes to, if this is one."""
    if answers.named(question.text) != "start":
        return None
    return meant.linked(replace(question, text=question.text.partition(" ")[2].strip()))

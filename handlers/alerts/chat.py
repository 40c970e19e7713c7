"""Alerts in a chat: which command, button or words are about them, and who may use them there."""

from dataclasses import replace

from domain.alerts.subscription import Target
from handlers import answers
from handlers.access import may_choose
from handlers.alerts import meant, settings, subscribing, taps
from handlers.alerts.meant import Meant
from handlers.alerts.storing import say
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply, show, toast
from messages import general
from messages.alerts import asking, buttons
from messages.alerts.taps import Act, AlertTap
from messages.message import Message, plain
from messages.taps import Target as Button
from messages.taps import View

VIEWS = frozenset({View.SUBSCRIBE, View.UNSUBSCRIBE, View.ALERTS, View.SETTINGS})
_COMMANDS = frozenset({"subscribe", "unsubscribe", "alerts", "settings"})
# In a group these are for its administrators; looking is for everybody.
_CHOOSING = frozenset({"subscribe", "unsubscribe", "settings"})
_LOOKING = frozenset({Act.ABOUT, Act.WHY, Act.SHOW})


def takes(question: Question) -> bool:
    """Whether a command is about alerts."""
    return answers.named(question.text) in _COMMANDS or _linked(question) is not None


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """/subscribe, /unsubscribe, /alerts, /settings, or a link that subscribes."""
    name, target = answers.named(question.text), _linked(question)
    is_choosing = name in _CHOOSING or target is not None
    if is_choosing and not await may_choose(arrived.update, context):
        await reply(arrived.update, context, plain(asking.only_administrators()))
        return
    rest = question.text.partition(" ")[2].strip()
    if target is not None:
        await subscribing.subscribe(arrived, context, question, Meant(question.program, target))
    elif name == "alerts":
        await reply(arrived.update, context, await subscribing.listing(arrived, context, question))
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
        await subscribing.unsubscribe(arrived, context, question, found)
    elif found is None:
        await say(arrived, context, asking.ask_what(question.program, question.last_place, asked.view))
    else:
        await subscribing.subscribe(arrived, context, question, found)


async def answered(arrived: Arrived, context: Context, question: Question, asked: Button) -> None:
    """Words that answer a question of ours."""
    if await may_choose(arrived.update, context):
        await words(arrived, context, question, asked)
    else:
        await reply(arrived.update, context, plain(asking.only_administrators()))


async def opened(arrived: Arrived, context: Context, question: Question, button: Button) -> None:
    """A button that subscribes or stops, or to the chat's alerts or settings."""
    program = question.catalogue.program_by_id.get(button.program)
    if program is None:
        await toast(arrived.update, context, general.old_button())
    elif button.view is View.ALERTS:
        await show(
            arrived.update, context, await subscribing.listing(arrived, context, question.about(program))
        )
    elif button.view is View.SETTINGS:
        await settings.opened(arrived, context, question, button)
    elif not meant.is_known(question, buttons.target_of(button)):
        await toast(arrived.update, context, general.old_button())
    elif not await may_choose(arrived.update, context):
        await toast(arrived.update, context, asking.only_administrators())
    elif button.view is View.SUBSCRIBE:
        await subscribing.subscribe(arrived, context, question, Meant(program, buttons.target_of(button)))
    else:
        await subscribing.unsubscribe(arrived, context, question, Meant(program, buttons.target_of(button)))


async def tapped(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
    """A button of an alert, of a subscription, or of the settings."""
    if tap.act not in _LOOKING and not await may_choose(arrived.update, context):
        await toast(arrived.update, context, asking.only_administrators())
    elif tap.act in taps.ACTS:
        await taps.tapped(arrived, context, question, tap)
    elif tap.act in settings.ACTS:
        await settings.tapped(arrived, context, question, tap)
    else:
        await subscribing.change(arrived, context, question, tap)


def _linked(question: Question) -> Target | None:
    """What a deep link subscribes to, if this is one."""
    if answers.named(question.text) != "start":
        return None
    return meant.linked(replace(question, text=question.text.partition(" ")[2].strip()))

"""A message or a tap, from what arrived to the answer, with what is remembered on the way."""

import secrets

import structlog
from telegram import Update
from telegram.ext import CallbackContext

from domain.words import asks
from handlers import answers, held, inline, misses, reporting
from handlers.access import may_choose
from handlers.alerts import chat as alertchat
from handlers.alerts import settings as alertsettings
from handlers.arrived import Arrived, is_reply_to, look_up, question_of, text_of
from handlers.check import commands, files, taps
from handlers.check.words import take_words
from handlers.context import Context
from handlers.remembering import answer, remember
from handlers.reply import reply, show, toast
from messages import general
from messages import program as program_texts
from messages.alerts import taps as alerttaps
from messages.check.taps import decode as decode_check
from messages.message import Message, plain
from messages.taps import View, decode

log = structlog.get_logger(__name__)

# Without letters and digits that are read for one another.
_REFERENCE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


async def command(update: Update, context: Context) -> None:
    """A command, known or not; one for another bot of the group is left alone."""
    addressed = text_of(update).split(maxsplit=1)[0].partition("@")[2]
    if addressed and addressed.lower() != context.bot.username.lower():
        return
    arrived = await look_up(update, context)
    question = question_of(arrived, context, text_of(update))
    if answers.named(question.text) == "program" and not await may_choose(update, context):
        await reply(update, context, plain(program_texts.only_administrators()))
        return
    if commands.takes(question):
        await commands.command(arrived, context, question)
        return
    if alertchat.takes(question):
        await alertchat.command(arrived, context, question)
        return
    if held.takes(arrived, context, question):
        await held.command(arrived, context, question)
        return
    if misses.takes(arrived, context, question):
        await misses.command(arrived, context, question)
        return
    asked = answers.words_asked(question.text)
    if asked:
        await _asked(arrived, context, asked)
        return
    await answer(arrived, context, question, answers.to_text(question))


async def posted(update: Update, context: Context) -> None:
    """A command about alerts in a channel; there is nobody to talk to about anything else."""
    if alertchat.takes(question_of(await look_up(update, context), context, text_of(update))):
        await command(update, context)


async def words(update: Update, context: Context) -> None:
    """What somebody writes to us that is no command: the answer to a question of ours, or a question."""
    arrived = await look_up(update, context)
    text = text_of(update)
    text = inline.without_name(text, context.bot.username) or text
    question = question_of(arrived, context, text)
    if arrived.awaited is not None and arrived.awaited.view is View.REPORT:
        await reporting.keep(arrived, context, arrived.awaited)
    elif arrived.awaited is not None and arrived.awaited.view in alertchat.VIEWS:
        await alertchat.answered(arrived, context, question, arrived.awaited)
    elif arrived.awaited is not None and arrived.awaited.view in answers.ANSWERED:
        await answer(arrived, context, question, answers.ANSWERED[arrived.awaited.view](question))
    elif arrived.awaited is None and await take_words(arrived, context, question):
        return
    else:
        await _asked(arrived, context, text, is_talk=question.is_group and not asks(text))


async def said_in_group(update: Update, context: Context) -> None:
    """What is said in a group is for us where it replies to us or names us; other talk is not."""
    if is_reply_to(update, context.bot.id):
        await words(update, context)
        return
    text = inline.without_name(text_of(update), context.bot.username)
    if text is not None:
        await _asked(await look_up(update, context), context, text)


async def _asked(arrived: Arrived, context: Context, text: str, *, is_talk: bool = False) -> None:
    """Answer a question in plain words.

    What `is_talk` does not look like one: thanks, or a joke. Where we cannot answer, we say nothing to it.
    """
    await context.services.ready()
    question = question_of(arrived, context, text)
    said = answers.to_text(question)
    if not (is_talk and isinstance(said, Message) and said.is_miss):
        await answer(arrived, context, question, said)


async def not_text(update: Update, context: Context) -> None:
    """A photo or document that a self-check asked for, or a location for the settings; no more."""
    arrived = await look_up(update, context)
    question = question_of(arrived, context, "")
    if await alertsettings.located(arrived, context, question):
        return
    if await files.taken(arrived, context, question):
        return
    await reply(update, context, general.only_text())


async def file_in_group(update: Update, context: Context) -> None:
    """A photo or document that a self-check in a group asked for; any other is not ours to speak of."""
    arrived = await look_up(update, context)
    await files.taken(arrived, context, question_of(arrived, context, ""))


async def too_fast(update: Update, context: Context) -> None:
    """Say once that some of this person's messages or taps are left out."""
    if update.inline_query is not None:
        return  # the list just stays as it is
    if update.callback_query is not None:
        await toast(update, context, general.too_fast())
    else:
        await reply(update, context, plain(general.too_fast()))


async def tapped(update: Update, context: Context) -> None:
    """A button: its view takes the place of the message it stands under."""
    query = update.callback_query
    assert query is not None
    arrived = await look_up(update, context)
    question = question_of(arrived, context, "")
    tap = decode_check(query.data or "")
    if tap is not None:
        await taps.tapped(arrived, context, question, tap)
        return
    of_alert = alerttaps.decode(query.data or "")
    if of_alert is not None:
        await alertchat.tapped(arrived, context, question, of_alert)
        return
    target = decode(query.data or "")
    if target is not None and target.view in alertchat.VIEWS:
        await alertchat.opened(arrived, context, question, target)
        return
    if target is not None and target.view in commands.VIEWS:
        await commands.opened(arrived, context, question, target)
        return
    if target is not None and target.view is View.REPORT:
        await reporting.ask_what_is_wrong(arrived, context, question, target)
        return
    if target is not None and target.view is View.USE and not await may_choose(update, context):
        await toast(update, context, program_texts.only_administrators())
        return
    if target is not None and target.view is View.ANSWER:
        await context.services.ready()
        question = question_of(arrived, context, "")
    said = answers.to_tap(question, target) if target is not None else None
    if target is None or said is None:
        await toast(update, context, general.old_button())
        return
    await remember(arrived, context, question, said, target)
    await show(update, context, said)


async def failed(update: object, context: CallbackContext) -> None:  # type: ignore[type-arg]
    """Say that something went wrong, with a reference that stands in the log."""
    letters = "".join(secrets.choice(_REFERENCE) for _ in range(6))
    reference = f"{letters[:4]}-{letters[4:]}"
    log.error("update failed", reference=reference, exc_info=context.error)
    if isinstance(update, Update) and update.effective_chat and isinstance(context, Context):
        await reply(update, context, general.failed(reference))

"""A message or a tap, from what arrived to the answer, with what is remembered on the way."""

import secrets
from typing import Any

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext

from domain.misses import Kind
from handlers import answers, held, inline, misses
from handlers.access import may_choose
from handlers.alerts import chat as alertchat
from handlers.alerts import settings as alertsettings
from handlers.arrived import Arrived
from handlers.check import commands, files, taps
from handlers.check.words import take_words
from handlers.context import Context
from handlers.question import Question, Said, asked_in
from handlers.reply import reply, show, toast
from messages import general, reports
from messages import program as program_texts
from messages.alerts import taps as alerttaps
from messages.check.taps import decode as decode_check
from messages.message import Message, plain
from messages.taps import Target, View, decode, encode
from storage import chats, inbox
from storage import misses as miss_store
from storage.alerts import reach
from storage.chats import Asker

log = structlog.get_logger(__name__)

# Without letters and digits that are read for one another.
_REFERENCE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


async def command(update: Update, context: Context) -> None:
    """A command, known or not; one for another bot of the group is left alone."""
    addressed = _text(update).split(maxsplit=1)[0].partition("@")[2]
    if addressed and addressed.lower() != context.bot.username.lower():
        return
    arrived = await _look_up(update, context)
    question = _question(arrived, context, _text(update))
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
    await _answer(arrived, context, question, answers.to_text(question))


async def posted(update: Update, context: Context) -> None:
    """A command about alerts in a channel; there is nobody to talk to about anything else."""
    if alertchat.takes(_question(await _look_up(update, context), context, _text(update))):
        await command(update, context)


async def words(update: Update, context: Context) -> None:
    """A message that is no command: the answer to a question of ours, or the name of a place."""
    arrived = await _look_up(update, context)
    text = _text(update)
    question = _question(arrived, context, inline.without_name(text, context.bot.username) or text)
    if arrived.awaited is not None and arrived.awaited.view is View.REPORT:
        await _keep_report(arrived, context, arrived.awaited)
    elif arrived.awaited is not None and arrived.awaited.view in alertchat.VIEWS:
        await alertchat.answered(arrived, context, question, arrived.awaited)
    elif arrived.awaited is not None and arrived.awaited.view in answers.ANSWERED:
        await _answer(arrived, context, question, answers.ANSWERED[arrived.awaited.view](question))
    elif arrived.awaited is None and await take_words(arrived, context, question):
        return
    elif not question.is_group:
        await _answer(arrived, context, question, answers.to_text(question))
    else:
        said = answers.to_text(question)
        # Whoever replies to us with thanks or a joke has asked nothing.
        if not (isinstance(said, Message) and said.is_miss):
            await _answer(arrived, context, question, said)


async def mentioned(update: Update, context: Context) -> None:
    """A message of a group with the bot's name in it, where the bot hears what is said: a question."""
    text = inline.without_name(_text(update), context.bot.username)
    if text is None:
        return
    arrived = await _look_up(update, context)
    question = _question(arrived, context, text)
    await _answer(arrived, context, question, answers.to_text(question))


async def not_text(update: Update, context: Context) -> None:
    """A photo or document that a self-check asked for, or a location for the settings; no more."""
    arrived = await _look_up(update, context)
    question = _question(arrived, context, "")
    if await alertsettings.located(arrived, context, question):
        return
    if await files.taken(arrived, context, question):
        return
    await reply(update, context, general.only_text())


async def file_in_group(update: Update, context: Context) -> None:
    """A photo or document that a self-check in a group asked for; any other is not ours to speak of."""
    arrived = await _look_up(update, context)
    await files.taken(arrived, context, _question(arrived, context, ""))


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
    arrived = await _look_up(update, context)
    question = _question(arrived, context, "")
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
        await _ask_what_is_wrong(arrived, context, question, target)
        return
    if target is not None and target.view is View.USE and not await may_choose(update, context):
        await toast(update, context, program_texts.only_administrators())
        return
    said = answers.to_tap(question, target) if target is not None else None
    if target is None or said is None:
        await toast(update, context, general.old_button())
        return
    await _remember(arrived, context, question, said, target)
    await show(update, context, said)


async def failed(update: object, context: CallbackContext) -> None:  # type: ignore[type-arg]
    """Say that something went wrong, with a reference that stands in the log."""
    letters = "".join(secrets.choice(_REFERENCE) for _ in range(6))
    reference = f"{letters[:4]}-{letters[4:]}"
    log.error("update failed", reference=reference, exc_info=context.error)
    if isinstance(update, Update) and update.effective_chat and isinstance(context, Context):
        await reply(update, context, general.failed(reference))


async def _look_up(update: Update, context: Context) -> Arrived:
    message, chat = update.effective_message, update.effective_chat
    assert chat is not None
    topic = message.message_thread_id if message and message.is_topic_message else None
    person = update.effective_user.id if update.effective_user else chat.id
    asker = Asker(chat.id, topic or 0, person)
    services = context.services
    async with services.database.glance() as connection:
        row, kept = await chats.look_up(connection, asker, update.update_id, services.now())
    if row is not None and row.state != "active":  # who writes to us can be written to
        async with services.database.write() as connection:
            await reach.restore(connection, asker.chat)
    awaited = decode(kept) if kept and _may_answer(update, context.bot.id) else None
    return Arrived(update, asker, row, awaited)


def _may_answer(update: Update, bot: int) -> bool:
    """In a group only a reply to our question answers it; people there talk to each other too."""
    message, chat = update.effective_message, update.effective_chat
    if chat is None or chat.type == ChatType.PRIVATE:
        return True
    replied = message.reply_to_message if message else None
    return bool(replied and replied.from_user and replied.from_user.id == bot)


def _question(arrived: Arrived, context: Context, text: str) -> Question:
    chat = arrived.update.effective_chat
    is_group = chat is not None and chat.type != ChatType.PRIVATE
    return asked_in(context.services, arrived.chat, text, is_group=is_group, is_noted=True)


async def _answer(arrived: Arrived, context: Context, question: Question, said: Said) -> None:
    await _remember(arrived, context, question, said)
    await reply(arrived.update, context, said)


async def _remember(
    arrived: Arrived, context: Context, question: Question, said: Said, target: Target | None = None
) -> None:
    """Apply what the update changes in the store, in the transaction that marks it applied."""
    awaits = said.awaits if isinstance(said, Message) else ""
    # A place of another program is no place of the chat's own.
    own = target is None or target.program == question.program.id
    place = said.about if own and said.about != question.last_place else ""
    chosen = target.program if target is not None and target.view is View.USE else ""
    # Words answer or drop what was asked; a button looked at meanwhile does not.
    dropped = target is None and arrived.awaited is not None
    is_miss = target is None and isinstance(said, Message) and said.is_miss
    asked = said.asked
    if arrived.chat is not None and not (awaits or place or chosen or dropped or is_miss or asked):
        return
    now, asker, number = context.services.now(), arrived.asker, arrived.update.update_id
    chat = arrived.update.effective_chat
    assert chat is not None
    async with context.services.database.write() as connection:
        if not await inbox.mark_applied(connection, number, now):
            return
        await chats.remember(connection, asker.chat, chat.type, now)
        if dropped:
            await chats.mark_answered(connection, asker, number)
        if awaits:
            await chats.await_answer(connection, asker, awaits, now)
        if chosen:
            await chats.set_program(connection, asker.chat, chosen)
        elif place:
            await chats.set_last_place(connection, asker.chat, place)
        if asked is not None:
            await chats.remember_asked(connection, asker, asked, now)
        if is_miss:
            await _note_miss(connection, arrived, context, question)


async def _note_miss(connection: Any, arrived: Arrived, context: Context, question: Question) -> None:
    """What could not be answered waits for the editors."""
    services = context.services
    person, text = services.hash_of(arrived.asker.person), _text(arrived.update)
    await miss_store.keep(
        connection, Kind.QUESTION, arrived.asker, person, question.program.id, text,
        question.catalogue.revision, services.now(),
    )  # fmt: skip


async def _ask_what_is_wrong(arrived: Arrived, context: Context, question: Question, target: Target) -> None:
    program = question.catalogue.program_by_id.get(target.program)
    query = arrived.update.callback_query
    assert query is not None
    if program is None:
        await toast(arrived.update, context, general.old_button())
        return
    place = program.jurisdiction_by_id.get(target.subject.partition(".")[2])
    user = arrived.update.effective_user
    asker = (user.id, user.full_name) if question.is_group and user else None
    said = reports.ask(program, place.full_name if place else "", encode(target), asker)
    await _remember(arrived, context, question, said)
    await context.services.api.answer_tap(query.id)
    await reply(arrived.update, context, said)


async def _keep_report(arrived: Arrived, context: Context, about: Target) -> None:
    services, number = context.services, arrived.update.update_id
    said: Message = reports.kept_before()
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, number, services.now()):
            await chats.mark_answered(connection, arrived.asker, number)
            kept = await miss_store.keep(
                connection,
                Kind.REPORT,
                arrived.asker,
                services.hash_of(arrived.asker.person),
                about.program,
                _text(arrived.update),
                services.catalogue.revision,
                services.now(),
                encode(about),
            )
            said = reports.thanks(kept)
    await reply(arrived.update, context, said)


def _text(update: Update) -> str:
    message = update.effective_message
    return ((message.text if message else None) or "").strip()

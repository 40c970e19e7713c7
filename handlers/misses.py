"""/misses, for editors: what could not be answered, and what people reported as wrong.

Until roles are there, the owners are the editors.
"""

from dataclasses import replace

from telegram.constants import ChatType

from domain.misses import LONGEST_MEANING, LONGEST_TEXT, Miss
from handlers import answers
from handlers.alerts.storing import applying
from handlers.arrived import Arrived, question_of
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply
from messages import misses as texts
from messages.message import Message
from storage import misses

_LISTED = 10


def takes(arrived: Arrived, context: Context, question: Question) -> bool:
    """Whether it is an editor's /misses, in private; to everybody else the command does not exist."""
    chat = arrived.update.effective_chat
    is_private = chat is not None and chat.type == ChatType.PRIVATE
    is_editor = arrived.asker.person in context.services.owners
    return answers.named(question.text) == "misses" and is_private and is_editor


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """List them, show one, answer it or drop it."""
    _command, *words = question.text.split(maxsplit=3)
    if not words:
        async with context.services.database.read() as connection:
            found = await misses.waiting(connection, _LISTED)
            said = texts.listing(found, await misses.count(connection), question.catalogue)
    elif not (words[0].isascii() and words[0].isdigit() and len(words[0]) < 16):
        said = texts.not_understood()
    else:
        said = await _do(arrived, context, int(words[0]), *words[1:])
    await reply(arrived.update, context, said)


async def _do(arrived: Arrived, context: Context, id: int, verb: str = "", text: str = "") -> Message:
    async with context.services.database.read() as connection:
        found = await misses.one(connection, id)
    if found is None:
        return texts.not_waiting(id)
    match verb.lower(), bool(text):
        case "", _:
            return texts.one(found, context.services.catalogue)
        case "drop", False:
            return await _drop(arrived, context, found)
        case "forget", False:
            return await _forget(arrived, context, found)
        case "say", True if len(text) <= LONGEST_TEXT:
            return await _answer(arrived, context, found, said=text)
        case "say", True:
            return texts.too_long(LONGEST_TEXT)
        case "means", True if len(text) > LONGEST_MEANING:
            return texts.too_long(LONGEST_MEANING)
        case "means", True:
            if not await _is_answerable(arrived, context, found, text):
                return texts.not_answerable(text)
            return await _answer(arrived, context, found, means=text)
    return texts.not_understood()


async def _is_answerable(arrived: Arrived, context: Context, found: Miss, means: str) -> bool:
    """Whether the bot has an answer to what an editor says that a question means."""
    asked = answers.words_asked(means) or means
    if asked.startswith("/"):
        return answers.named(asked) in answers.COMMANDS
    await context.services.ready()
    question = question_of(arrived, context, asked)
    program = question.catalogue.program_by_id.get(found.program, question.program)
    said = answers.to_text(replace(question.about(program), taught={}, previous=None))
    return not (isinstance(said, Message) and said.is_miss)


async def _answer(
    arrived: Arrived, context: Context, found: Miss, *, said: str = "", means: str = ""
) -> Message:
    """Have the askers told, and what a question means learned; an answered one only learns."""
    services, by, now = context.services, arrived.asker.person, context.services.now()
    chats, is_learned = None, False
    async with applying(arrived, context) as connection:
        is_fresh = connection is not None
        if is_fresh:
            chats = await misses.answer(connection, found.id, by, now, services.zone, said=said, means=means)
            if chats is None and means:
                is_learned = await misses.teach(connection, found.id, by, now, means)
    async with services.database.read() as connection:
        services.teach(await misses.taught(connection))
        if not is_fresh:  # this very message was carried out before
            chats = await misses.count_told(connection, found.id)
    if chats is not None:
        return texts.answered(chats)
    return texts.taught() if is_learned else texts.not_waiting(found.id)


async def _drop(arrived: Arrived, context: Context, found: Miss) -> Message:
    services, by = context.services, arrived.asker.person
    async with applying(arrived, context) as connection:
        if connection is None or await misses.drop(connection, found.id, by, services.now()):
            return texts.dropped()
    return texts.not_waiting(found.id)


async def _forget(arrived: Arrived, context: Context, found: Miss) -> Message:
    async with applying(arrived, context) as connection:
        is_gone = connection is None or await misses.unlearn(connection, found.id)
    async with context.services.database.read() as connection:
        context.services.teach(await misses.taught(connection))
    return texts.unlearned() if is_gone else texts.nothing_taught(found.id)

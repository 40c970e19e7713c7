"""/misses, for editors: what could not be answered, and what people reported as wrong.

Until roles are there, the owners are the editors.
"""

from dataclasses import replace

from telegram.constants import ChatType

from domain.misses import LONGEST_MEANING, LONGEST_TEXT
from handlers import answers
from handlers.alerts.storing import applying
from handlers.arrived import Arrived
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
            said = texts.listing(found, await misses.count(connection))
    elif not (words[0].isascii() and words[0].isdigit() and len(words[0]) < 16):
        said = texts.not_understood()
    else:
        said = await _do(arrived, context, question, int(words[0]), *words[1:])
    await reply(arrived.update, context, said)


async def _do(
    arrived: Arrived, context: Context, question: Question, id: int, verb: str = "", text: str = ""
) -> Message:
    async with context.services.database.read() as connection:
        found = await misses.one(connection, id)
    if found is None:
        return texts.not_waiting(id)
    match verb.lower(), bool(text):
        case "", _:
            return texts.one(found)
        case "drop", False:
            return await _settle(arrived, context, id)
        case "say", True:
            if len(text) > LONGEST_TEXT:
                return texts.too_long(LONGEST_TEXT)
            return await _settle(arrived, context, id, said=text)
        case "means", True:
            if len(text) > LONGEST_MEANING:
                return texts.too_long(LONGEST_MEANING)
            program = question.catalogue.program_by_id.get(found.program, question.program)
            answer = answers.to_text(replace(question.about(program), text=text))
            if isinstance(answer, Message) and answer.is_miss:
                return texts.not_answerable(text)
            return await _settle(arrived, context, id, means=text)
    return texts.not_understood()


async def _settle(arrived: Arrived, context: Context, id: int, *, said: str = "", means: str = "") -> Message:
    services, by, now = context.services, arrived.asker.person, context.services.now()
    async with applying(arrived, context) as connection:
        if connection is None:  # this very message was carried out before
            return texts.answered(0)
        if not said and not means:
            return texts.dropped() if await misses.drop(connection, id, by, now) else texts.not_waiting(id)
        chats = await misses.answer(connection, id, by, now, services.zone, said=said, means=means)
    return texts.not_waiting(id) if chats is None else texts.answered(chats)

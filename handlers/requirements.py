"""/requirements: what is asked for, all of it or one by its number."""

from telegram import Update

from handlers.context import Context
from handlers.question import Question, Said, as_of, ask
from handlers.reply import reply
from messages import requirements as texts
from messages.message import Message, plain
from messages.taps import Target, View


async def requirements(update: Update, context: Context) -> None:
    await reply(update, context, answer(await ask(update, context)))


def answer(question: Question) -> Said:
    asked = as_of(question, View.REQUIREMENTS)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.listing(asked.record)
    known = dict(asked.record.requirements())
    number = int(asked.rest) if asked.rest.isascii() and asked.rest.isdigit() and len(asked.rest) < 5 else 0
    if number not in known:
        return plain(texts.no_such(asked.record, len(known)))
    return texts.one(asked.record, number, known[number])


def opened(question: Question, target: Target) -> Said:
    return texts.listing(question.record(target.day), target.subject)

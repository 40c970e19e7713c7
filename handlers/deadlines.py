"""/deadlines: what is due and what was, for the program or one jurisdiction."""

from telegram import Update

from handlers.context import Context
from handlers.question import Question, Said, as_of, ask, find, jurisdiction
from handlers.reply import reply
from messages import deadlines as texts
from messages.message import Message
from messages.taps import Target, View


async def deadlines(update: Update, context: Context) -> None:
    await reply(update, context, answer(await ask(update, context)))


def answer(question: Question) -> Said:
    asked = as_of(question, View.DEADLINES)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.listing(asked.record)
    found = find(question, asked, View.DEADLINES)
    if isinstance(found, Message):
        return found
    return texts.listing(asked.record, found.jurisdiction, corrected=found.corrected)


def opened(question: Question, target: Target) -> Said | None:
    record = question.record(target.day)
    if not target.subject:
        return texts.listing(record)
    place = jurisdiction(record, target.subject)
    return None if place is None else texts.listing(record, place)

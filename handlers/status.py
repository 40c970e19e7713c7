"""/status: where a jurisdiction stands, or the counted overview."""

from telegram import Update

from domain import status as rules
from handlers.context import Context
from handlers.question import Question, Said, as_of, ask, find, jurisdiction
from handlers.reply import reply
from messages import places as place_texts
from messages import status as texts
from messages.message import Message
from messages.taps import Target, View


async def status(update: Update, context: Context) -> None:
    await reply(update, context, answer(await ask(update, context)))


def answer(question: Question) -> Said:
    asked = as_of(question, View.STATUS)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.overview(rules.overview(asked.record))
    found = find(question, asked, View.STATUS)
    if isinstance(found, Message):
        return found
    return texts.report(rules.report(asked.record, found.jurisdiction), corrected=found.corrected)


def opened(question: Question, target: Target) -> Said | None:
    """The view behind a button; None when what it was about is no longer on record."""
    record = question.record(target.day)
    if not target.subject:
        return texts.overview(rules.overview(record))
    place = jurisdiction(record, target.subject)
    return None if place is None else texts.report(rules.report(record, place))


def other_place(question: Question, target: Target) -> Said:
    return place_texts.ask_name(question.record(target.day))

"""/sources: what was read, for the program or behind one jurisdiction's facts."""

from telegram import Update

from domain.programs import Jurisdiction
from domain.record import Record
from handlers.context import Context
from handlers.question import Question, Said, as_of, ask, find, jurisdiction
from handlers.reply import reply
from messages import sources as texts
from messages.message import Message
from messages.taps import Target, View


async def sources(update: Update, context: Context) -> None:
    await reply(update, context, answer(await ask(update, context)))


def answer(question: Question) -> Said:
    asked = as_of(question, View.SOURCES)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return _listing(asked.record, None, 1)
    found = find(question, asked, View.SOURCES)
    return found if isinstance(found, Message) else _listing(asked.record, found.jurisdiction, 1)


def opened(question: Question, target: Target) -> Said | None:
    record = question.record(target.day)
    if not target.subject:
        return _listing(record, None, target.number)
    place = jurisdiction(record, target.subject)
    return None if place is None else _listing(record, place, target.number)


def _listing(record: Record, place: Jurisdiction | None, page: int) -> Said:
    return texts.listing(record, record.sources_behind(place), page, place)

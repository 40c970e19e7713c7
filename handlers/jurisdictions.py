"""/jurisdictions: the list of places, narrowed by state, year or status, turned page by page."""

from domain.listing import Filter, narrow, read_filter
from domain.record import Record
from handlers.question import Question, Said, as_of
from messages import jurisdictions as texts
from messages import phrases
from messages.message import Message, turn_to
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.JURISDICTIONS)
    if isinstance(asked, Message):
        return asked
    by = read_filter(asked.record, asked.rest)
    return texts.cannot_narrow(asked.record, asked.rest) if by is None else _page(asked.record, by, 1)


def opened(question: Question, target: Target) -> Said:
    return _page(question.record(target.day), Filter.decode(target.subject), target.number)


def _page(record: Record, by: Filter, number: int) -> Message:
    listed = texts.listing(record, narrow(record, by))
    return turn_to(listed, number, phrases.turning(record, View.JURISDICTIONS, by.encode()))

"""/sources: what was read, for the program or behind one jurisdiction's facts."""

from domain.programs import Jurisdiction
from domain.record import Record
from handlers.question import Question, Said, as_of, find, jurisdiction
from messages import phrases
from messages import sources as texts
from messages.message import Message, turn_to
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.SOURCES)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return _page(asked.record, None, 1)
    found = find(question, asked, View.SOURCES)
    return found if isinstance(found, Message) else _page(asked.record, found.jurisdiction, 1)


def opened(question: Question, target: Target) -> Said | None:
    record = question.record(target.day)
    place = jurisdiction(record, target)
    return None if target.subject and place is None else _page(record, place, target.number)


def _page(record: Record, place: Jurisdiction | None, number: int) -> Message:
    listed = texts.listing(record, record.sources_behind(place), place)
    return turn_to(listed, number, phrases.turning(record, View.SOURCES, place.id if place else ""))

"""/deadlines: what is due and what was, for the program or one jurisdiction."""

from handlers.question import Question, Said, as_of, find, jurisdiction
from messages import deadlines as texts
from messages.message import Message
from messages.taps import Target, View


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
    place = jurisdiction(record, target)
    return None if target.subject and place is None else texts.listing(record, place)

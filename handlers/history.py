"""/history: everything dated about one jurisdiction."""

from handlers.question import Question, Said, as_of, find, jurisdiction
from messages import history as texts
from messages.message import Message
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.HISTORY)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.which_place(asked.record, View.HISTORY)
    found = find(question, asked, View.HISTORY)
    if isinstance(found, Message):
        return found
    return texts.history(asked.record, found.jurisdiction, corrected=found.corrected)


def opened(question: Question, target: Target) -> Said | None:
    record = question.record(target.day)
    place = jurisdiction(record, target)
    return None if place is None else texts.history(record, place)

"""/status: where a jurisdiction stands, or the counted overview."""

from domain import places
from domain import status as rules
from handlers.question import Question, Said, as_of, find, jurisdiction
from messages import places as place_texts
from messages import status as texts
from messages.message import Message
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.STATUS)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.overview(rules.overview(asked.record), question.last_place)
    found = find(question, asked, View.STATUS)
    if isinstance(found, Message):
        return found
    return texts.report(rules.report(asked.record, found.jurisdiction), found)


def opened(question: Question, target: Target) -> Said | None:
    """The view behind a button; None when what it was about is no longer on record."""
    record = question.record(target.day)
    place = jurisdiction(record, target)
    if place is not None:
        return texts.report(rules.report(record, place))
    return None if target.subject else texts.overview(rules.overview(record), question.last_place)


def other_places(question: Question, target: Target) -> Said:
    """The further places of a name."""
    record, names = question.record(target.day), question.names[question.program.id]
    return place_texts.others(record, target.subject, places.namesakes(names, target.subject))


def unrecorded(question: Question, target: Target) -> Said | None:
    """A place of the gazetteer that the program has nothing on."""
    place = question.names[question.program.id].gazetteer.place(target.subject)
    if place is None:
        return None
    return place_texts.no_record(question.record(target.day), places.NoRecord((place,)))

"""/program: what the program is, its timeline and voices, and changing to another one."""

from collections.abc import Callable

from domain.programs import Jurisdiction
from domain.record import Record
from handlers.question import Question, Said, as_of, jurisdiction
from messages import phrases
from messages import program as texts
from messages.message import Answer, Message, turn_to
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.PROGRAM)
    return asked if isinstance(asked, Message) else _about(question, asked.record, 1)


def opened(question: Question, target: Target) -> Said:
    return _about(question, question.record(target.day), target.number)


def timeline(question: Question, target: Target) -> Said:
    record = question.record(target.day)
    return turn_to(texts.timeline(record), target.number, phrases.turning(record, View.TIMELINE))


def people(question: Question, target: Target) -> Said:
    record = question.record(target.day)
    return turn_to(texts.people(record), target.number, phrases.turning(record, View.PEOPLE))


def claims(question: Question, target: Target) -> Said | None:
    return _voices(question, target, texts.claims)


def disagreements(question: Question, target: Target) -> Said | None:
    return _voices(question, target, texts.disagreements)


def open_questions(question: Question, target: Target) -> Said | None:
    return _voices(question, target, texts.open_questions)


def _about(question: Question, record: Record, page: int) -> Said:
    others = [program for program in question.catalogue.programs if program is not question.program]
    return turn_to(texts.about(record, others), page, phrases.turning(record, View.PROGRAM))


def _voices(
    question: Question, target: Target, view: Callable[[Record, Jurisdiction | None], Answer]
) -> Said | None:
    """A view of the whole program or of one jurisdiction, a page of it."""
    record = question.record(target.day)
    place = jurisdiction(record, target)
    if target.subject and place is None:
        return None
    return turn_to(view(record, place), target.number, phrases.turning(record, target.view, target.subject))

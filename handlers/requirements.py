"""/requirements: what is asked for, all of it or one by its number."""

from domain.record import Record
from handlers.question import Question, Said, as_of
from messages import requirements as texts
from messages.message import Message, plain
from messages.taps import Target, View


def answer(question: Question) -> Said:
    asked = as_of(question, View.REQUIREMENTS)
    if isinstance(asked, Message):
        return asked
    if not asked.rest:
        return texts.listing(asked.record)
    typed = asked.rest
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    return _one(asked.record, number) or plain(texts.no_such(asked.record, len(asked.record.requirements())))


def opened(question: Question, target: Target) -> Said:
    return texts.listing(question.record(target.day), target.subject)


def opened_one(question: Question, target: Target) -> Said | None:
    return _one(question.record(target.day), target.number, target.subject)


def by_id(question: Question, id: str) -> Said | None:
    """The requirement that a link names."""
    numbers = {requirement.id: number for number, requirement in question.record().requirements()}
    return _one(question.record(), numbers.get(id, 0))


def _one(record: Record, number: int, back_to: str = "") -> Said | None:
    requirement = dict(record.requirements()).get(number)
    return None if requirement is None else texts.one(record, number, requirement, back_to)

"""A question in plain words, or the name of a place: what free text comes to."""

from domain.questions import engine
from domain.questions.answer import Asked, Previous
from domain.questions.index import Indexes
from handlers.question import Question, Said
from messages import questions as texts
from messages.taps import Target


def answer(question: Question, previous: Previous | None = None) -> Said:
    return texts.render(engine.answer(_indexes(question), question.text, _asked(question, previous)))


def opened(question: Question, target: Target) -> Said | None:
    """What a button asks."""
    asked = _asked(question, None)
    asked = Asked(asked.today, asked.zone, target.program, target.day)
    found = engine.opened(_indexes(question), question.program, target.number, target.subject, asked)
    return None if found is None else texts.render(found)


def _asked(question: Question, previous: Previous | None) -> Asked:
    viewer = question.viewer
    return Asked(viewer.today, viewer.zone, question.program.id, question.day, previous)


def _indexes(question: Question) -> Indexes:
    return question.indexes or Indexes(question.catalogue, question.names)

"""A question in plain words, or the name of a place: what free text comes to."""

from dataclasses import replace

from domain.misses import words_of
from domain.questions import engine
from domain.questions.answer import Asked, Outcome
from handlers.question import Question, Said
from messages import questions as texts
from messages.message import Message
from messages.taps import Target

# What the editors are told of.
_MISSES = frozenset({Outcome.ABSTAIN, Outcome.NOT_FOUND})


def meant(question: Question) -> Question:
    """The question in the words that an editor taught for it; those may be a command."""
    means = question.taught.get((question.program.id, words_of(question.text)))
    return replace(question, text=means, taught={}) if means else question


def answer(question: Question) -> Said:
    found = engine.answer(question.indexes, question.text, _asked(question))
    said = replace(texts.render(found, is_noted=question.is_noted), asked=found.previous)
    is_miss = found.outcome in _MISSES and found.day is None
    return replace(said, is_miss=is_miss) if isinstance(said, Message) else said


def opened(question: Question, target: Target) -> Said | None:
    """What a button asks."""
    viewer = question.viewer
    asked = Asked(viewer.today, viewer.zone, target.program, target.day)
    found = engine.opened(question.indexes, question.program, target.number, target.subject, asked)
    return None if found is None else texts.render(found)


def _asked(question: Question) -> Asked:
    viewer = question.viewer
    return Asked(viewer.today, viewer.zone, question.program.id, question.day, question.previous)

"""What a check leaves to do, each with a day and with whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.record import Record
from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Given, Wanted, wanted
from domain.selfcheck.explain import deadline_of, why
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Question


class Todo(StrEnum):
    """Why something is still to do."""

    FIND_OUT = "find_out"  # answered “not sure”
    ANSWER = "answer"  # put off
    NAME = "name"  # another government's, and nobody said which
    RENEW = "renew"  # its evidence has expired


@dataclass(frozen=True, slots=True)
class ToDo:
    question: Question
    what: Todo
    due: date
    who_can_tell: str | None


def to_dos(form: Form, answers: Answers, record: Record, jurisdiction: str | None = None) -> tuple[ToDo, ...]:
    """What is left to do, by date. Due when the first open deadline of a rule it bears on is, or else in
    as many days as the form gives."""
    found = []
    for question in paths.path(form, answers):
        due = _due(form, question, record, jurisdiction)
        found += [
            ToDo(question, what, due, _who(form, question))
            for what in _left(question, answers.get(question.id), record.day)
        ]
    return tuple(sorted(found, key=lambda to_do: to_do.due))


def _left(question: Question, given: Given | None, day: date) -> Iterable[Todo]:
    if given is None:
        return
    if given.value is Answer.UNSURE:
        yield Todo.FIND_OUT
    if given.value is Answer.LATER:
        yield Todo.ANSWER
    if wanted(question, given) is Wanted.WHO:
        yield Todo.NAME
    if any(evidence.is_expired(day) for evidence in given.evidence):
        yield Todo.RENEW


def _due(form: Form, question: Question, record: Record, jurisdiction: str | None) -> date:
    bound = (deadline_of(reason.rule, record, jurisdiction) for reason in why(form, question.id))
    open_ = [deadline.due_date(record.zone) for deadline in bound if deadline and record.is_open(deadline)]
    return min(open_, default=record.day + timedelta(days=form.head.to_do_days))


def _who(form: Form, question: Question) -> str | None:
    of_rules = (reason.rule.who_can_tell for reason in why(form, question.id))
    return question.who_can_tell or next((who for who in of_rules if who), None)

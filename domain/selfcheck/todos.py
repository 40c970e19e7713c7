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


def outstanding(
    form: Form, answers: Answers, then: Record, today: date, jurisdiction: str | None = None
) -> tuple[ToDo, ...]:
    """What a check left to do on its day, and the evidence that has expired since, due on its last day."""
    left = to_dos(form, answers, then, jurisdiction)
    renewing = {to_do.question.id for to_do in left if to_do.what is Todo.RENEW}
    since = [
        ToDo(question, Todo.RENEW, min(expired), _who(form, question))
        for question in paths.path(form, answers)
        if question.id not in renewing and (expired := _expired(answers.get(question.id), today))
    ]
    return tuple(sorted([*left, *since], key=lambda to_do: to_do.due))


def _expired(given: Given | None, today: date) -> list[date]:
    """The last days of the evidence that holds no more."""
    pieces = given.evidence if given else ()
    return [piece.valid_until for piece in pieces if piece.valid_until and piece.is_expired(today)]


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

"""The way through a form: which questions are asked, which is next, and how many are left.

Nothing of this is stored; each follows from the form and the answers. A condition looks only at earlier
questions, so one pass in order finds every branch that is open. An answer off the path is never read: it
waits until its branch opens again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.selfcheck.answers import Answers, Given, Wanted, wanted
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Condition, Question, When, WhenAll

# Answers that leave a question open.
_OPEN = frozenset({Answer.LATER, Answer.CLEARED})


@dataclass(frozen=True, slots=True)
class Progress:
    """“Question 4, at most 13.”"""

    number: int
    at_most: int


class Hindrance(StrEnum):
    """Why a check cannot be submitted."""

    WITHDRAWN = "withdrawn"
    INCOMPLETE = "incomplete"


def path(form: Form, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked, in order, as far as the answers say."""
    state = asked(form, answers)
    return tuple(question for question in form.questions if state[question.id] is True)


def pruned(form: Form, answers: Answers) -> dict[str, Given]:
    """The answers that count: those on the path, in the form's order."""
    return {q.id: answers[q.id] for q in path(form, answers) if q.id in answers}


def next_question(form: Form, answers: Answers) -> Question | None:
    """The first question that waits for an answer; what was put off with “later” does not wait."""
    return next((q for q in path(form, answers) if _waits(q, answers.get(q.id))), None)


def previous(form: Form, answers: Answers, question: str | None) -> Question | None:
    """The question before this one on the path; before the review (None) it is the last one."""
    before = [q for q in path(form, answers) if question is None or _comes_before(form, q.id, question)]
    return before[-1] if before else None


def is_complete(form: Form, answers: Answers) -> bool:
    """Whether the review can be shown: nothing waits for an answer."""
    return next_question(form, answers) is None


def hindrance(form: Form, answers: Answers, *, is_withdrawn: bool) -> Hindrance | None:
    """What stands between the review and the result; a form that was withdrawn comes first."""
    if is_withdrawn:
        return Hindrance.WITHDRAWN
    return None if is_complete(form, answers) else Hindrance.INCOMPLETE


def progress(form: Form, answers: Answers, question: str) -> Progress:
    """Where the question stands on the path, and how many there can be at most."""
    state = asked(form, answers)
    number = 1 + sum(state[q.id] is True and _comes_before(form, q.id, question) for q in form.questions)
    return Progress(number, sum(s is not False for s in state.values()))


def asked(form: Form, answers: Answers) -> dict[str, bool | None]:
    """Whether each question is asked; None while an earlier answer is missing."""
    found: dict[str, bool | None] = {}
    for question in form.questions:
        condition = question.asked_if
        found[question.id] = True if condition is None else holds(condition, answers, found)
    return found


def holds(condition: Condition, answers: Answers, asked: Mapping[str, bool | None]) -> bool | None:
    """Whether a condition holds; None while that is not known. Every part is evaluated (strong Kleene)."""
    if isinstance(condition, When):
        return _is_given(condition, answers, asked)
    if isinstance(condition, WhenAll):
        return _least([holds(part, answers, asked) for part in condition.all])
    return _most([holds(part, answers, asked) for part in condition.any])


def _is_given(condition: When, answers: Answers, asked: Mapping[str, bool | None]) -> bool | None:
    state = asked.get(condition.question)
    if state is not True:
        return state
    given = answers.get(condition.question)
    return None if given is None or given.value in _OPEN else given.value in condition.given


def _least(values: Iterable[bool | None]) -> bool | None:
    seen = set(values)
    return False if False in seen else None if None in seen else True


def _most(values: Iterable[bool | None]) -> bool | None:
    seen = set(values)
    return True if True in seen else None if None in seen else False


def _waits(question: Question, given: Given | None) -> bool:
    if given is None or given.value is Answer.CLEARED:
        return True
    return wanted(question, given) is Wanted.REASON


def _comes_before(form: Form, first: str, second: str) -> bool:
    return form.place_of[first] < form.place_of[second]

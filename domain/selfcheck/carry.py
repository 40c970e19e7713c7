"""Answers to an earlier form, carried over to a newer one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.forms import Form, FormRule
from domain.selfcheck.questionnaire import OPTIONS, Migration, Question


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers as the newer form has them. `left` are the earlier questions whose answer has no place
    there, `new` the questions that nobody was asked yet; `reason` is empty where no migration gives one."""

    answers: Mapping[str, Given]
    is_compatible: bool
    reason: str
    left: tuple[str, ...]
    new: tuple[str, ...]


def carry(old: Form, new: Form, answers: Answers) -> Carried:
    """Keep each answer whose question still means the same, on the path or off it.

    The newer form's migration from the older version says which those are. Without one, a question is the
    same when its id, its words and its reading are.
    """
    migration = _migration(old, new)
    renamed = counterparts(old, new)
    kept = {
        renamed[id]: given
        for id, given in answers.items()
        if id in renamed and _fits(given, new.question_by_id[renamed[id]])
    }
    return Carried(
        answers=kept,
        is_compatible=migration.compatible if migration else _asks_the_same(old, new),
        reason=migration.reason if migration else "",
        left=tuple(id for id in answers if renamed.get(id) not in kept),
        new=tuple(q.id for q in new.questions if q.id not in renamed.values()),
    )


def counterparts(old: Form, new: Form) -> dict[str, str]:
    """Which question of the newer form each earlier one became, where its answers are kept."""
    if (migration := _migration(old, new)) is not None:
        pairs = {pair.was: pair.now for pair in migration.questions}
    else:
        pairs = {
            question.id: question.id
            for question in old.questions
            if question.id in new.question_by_id
            and _asked(question) == _asked(new.question_by_id[question.id])
        }
    return {was: now for was, now in pairs.items() if was in old.question_by_id and now in new.question_by_id}


def _migration(old: Form, new: Form) -> Migration | None:
    if new.head.version == old.head.version:
        return None
    return next((m for m in new.migrations if m.from_version == old.head.version), None)


def _fits(given: Given, question: Question) -> bool:
    """Whether the newer question offers the answer; “later” and “cleared” fit anywhere."""
    return given.value in question.answers or given.value not in OPTIONS


def _asks_the_same(old: Form, new: Form) -> bool:
    """Whether only the words around questions and rules changed."""
    return [_asked(q) for q in old.questions] == [_asked(q) for q in new.questions] and [
        _judged(rule) for rule in old.rules
    ] == [_judged(rule) for rule in new.rules]


def _asked(question: Question) -> Question:
    """The question without what only helps to answer it."""
    return replace(
        question, title="", sources=(), help=None, evidence=None, next_step=None, who_can_tell=None
    )


def _judged(rule: FormRule) -> tuple[object, ...]:
    return rule.id, rule.requirement, rule.level, rule.met_if, rule.sentence

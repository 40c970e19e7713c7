"""What would change a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.assess import Assessment, Row, Verdict, assess
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Finding, Level, Question


@dataclass(frozen=True, slots=True)
class Change:
    """One other answer, with which alone the verdict would be another."""

    question: Question
    answer: Answer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would change the verdict: gaps to close, then what to decide; and single answers that would do."""

    close: tuple[Row, ...]
    decide: tuple[Row, ...]
    single: tuple[Change, ...]


def outlook(form: Form, answers: Answers) -> Outlook:
    """What would change the verdict as it stands."""
    assessment = assess(form, answers)
    musts = [row for row in assessment.rows if form.rule_by_id[row.rule].level is Level.MUST]
    return Outlook(
        close=tuple(row for row in musts if row.finding is Finding.GAP),
        decide=tuple(row for row in musts if row.finding in (Finding.UNKNOWN, Finding.NOT_OURS)),
        single=tuple(_single_changes(form, answers, assessment)),
    )


def _single_changes(form: Form, answers: Answers, now: Assessment) -> Iterable[Change]:
    for question in paths.path(form, answers):
        given = answers.get(question.id)
        for option in question.answers:
            if given is not None and given.value is option:
                continue
            other = {**answers, question.id: Given(option, reason="…")}
            if (verdict := assess(form, other).verdict) is not now.verdict:
                yield Change(question, option, verdict)

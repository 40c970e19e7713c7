"""A finding in full: the answer, the rule and its source, the evidence, what is next, who can tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.programs import Deadline, Source
from domain.record import Record
from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Evidence, Given
from domain.selfcheck.assess import Row, Verdict, assess
from domain.selfcheck.forms import Form, FormRule, looked_at, read_by
from domain.selfcheck.questionnaire import Finding, Level, Question


@dataclass(frozen=True, slots=True)
class Support:
    """One piece of evidence, and whether it had expired on the day."""

    evidence: Evidence
    is_expired: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Everything to say about one rule. `answers` are those that decide its finding."""

    rule: FormRule
    finding: Finding
    answers: tuple[tuple[Question, Given | None], ...]
    sources: tuple[Source, ...]
    support: tuple[Support, ...]
    next_steps: tuple[str, ...]
    who_can_tell: tuple[str, ...]
    deadline: Deadline | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A result in the order in which it is told. `met` counts what needs no more words."""

    verdict: Verdict
    gaps: tuple[Item, ...]
    to_find_out: tuple[Item, ...]
    not_ours: tuple[Item, ...]
    notes: tuple[Item, ...]
    not_applicable: tuple[Item, ...]
    met: int


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that a question bears on: directly, or by opening a question that does."""

    rule: FormRule
    is_direct: bool


def report(form: Form, answers: Answers, record: Record, jurisdiction: str | None = None) -> Report:
    """The result as of the record's day, told for a jurisdiction: only its own deadlines bind it."""
    assessment = assess(form, answers)
    items = [_item(form, row, answers, record, jurisdiction) for row in assessment.rows]
    musts = [item for item in items if item.rule.level is Level.MUST]
    shoulds = [item for item in items if item.rule.level is Level.SHOULD]
    noted = {row.rule for row in assessment.rows if row.has_not_applicable}
    return Report(
        verdict=assessment.verdict,
        gaps=tuple(sorted((i for i in musts if i.finding is Finding.GAP), key=_by_deadline)),
        to_find_out=tuple(i for i in musts if i.finding is Finding.UNKNOWN),
        not_ours=tuple(i for i in musts if i.finding is Finding.NOT_OURS),
        notes=tuple(i for i in shoulds if i.finding not in (Finding.MET, Finding.NOT_APPLICABLE)),
        not_applicable=tuple(i for i in items if i.rule.id in noted),
        met=sum(i.finding is Finding.MET for i in items),
    )


def why(form: Form, question: str) -> tuple[Why, ...]:
    """Why a question is asked: each rule that its answer can reach."""
    reached = _reached_from(form, question)
    return tuple(
        Why(rule, question in read) for rule in form.rules if reached & (read := set(read_by(rule.met_if)))
    )


def _item(form: Form, row: Row, answers: Answers, record: Record, jurisdiction: str | None) -> Item:
    rule = form.rule_by_id[row.rule]
    questions = [form.question_by_id[part.question] for part in row.because]
    deadline = deadline_of(rule, record, jurisdiction)
    return Item(
        rule=rule,
        finding=row.finding,
        answers=tuple((question, answers.get(question.id)) for question in questions),
        sources=record.sources(id for id in rule.sources if id in record.program.source_by_id),
        support=tuple(
            Support(evidence, evidence.is_expired(record.day))
            for question in _read_on_path(form, rule, answers)
            for evidence in answers[question.id].evidence
        ),
        next_steps=_next_steps(rule, row, questions),
        who_can_tell=_each_once(q.who_can_tell or rule.who_can_tell for q in questions),
        deadline=deadline,
        days_left=record.days_left(deadline) if deadline else None,
    )


def _next_steps(rule: FormRule, row: Row, questions: Iterable[Question]) -> tuple[str, ...]:
    if row.finding is Finding.MET:
        return ()
    return _each_once(question.next_step or rule.next_step for question in questions) or (rule.next_step,)


def _read_on_path(form: Form, rule: FormRule, answers: Answers) -> list[Question]:
    read = set(read_by(rule.met_if))
    return [q for q in paths.path(form, answers) if q.id in read and q.id in answers]


def deadline_of(rule: FormRule, record: Record, jurisdiction: str | None) -> Deadline | None:
    """The rule's deadline where it is known on the day and binds the jurisdiction."""
    return next(
        (
            deadline
            for deadline in record.deadlines()
            if deadline.id == rule.deadline
            and (not deadline.jurisdictions or jurisdiction in deadline.jurisdictions)
        ),
        None,
    )


def _reached_from(form: Form, question: str) -> set[str]:
    """The question, and every later one whose being asked depends on it."""
    reached = {question}
    for later in form.questions:
        if reached & set(looked_at(later.asked_if)):
            reached.add(later.id)
    return reached


def _by_deadline(item: Item) -> tuple[bool, int]:
    return item.days_left is None, item.days_left or 0


def _each_once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))

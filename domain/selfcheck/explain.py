"""A finding in full: the answer, the rule and its source, the evidence, what is next, who can tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.programs import Deadline, Source
from domain.record import Record
from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Evidence, Given, Wanted, wanted
from domain.selfcheck.assess import Assessment, Row, Verdict, assess
from domain.selfcheck.forms import Form, FormRule, looked_at, read_by
from domain.selfcheck.questionnaire import Answer, Finding, Level, Question


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


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that a question bears on: directly, or by opening a question that does."""

    rule: FormRule
    is_direct: bool


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


def outlook(form: Form, answers: Answers) -> Outlook:
    """What would change the verdict as it stands."""
    assessment = assess(form, answers)
    musts = [row for row in assessment.rows if form.rule_by_id[row.rule].level is Level.MUST]
    return Outlook(
        close=tuple(row for row in musts if row.finding is Finding.GAP),
        decide=tuple(row for row in musts if row.finding in (Finding.UNKNOWN, Finding.NOT_OURS)),
        single=tuple(_single_changes(form, answers, assessment)),
    )


def _item(form: Form, row: Row, answers: Answers, record: Record, jurisdiction: str | None) -> Item:
    rule = form.rule_by_id[row.rule]
    questions = [form.question_by_id[part.question] for part in row.because]
    deadline = _deadline(rule, record, jurisdiction)
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


def _single_changes(form: Form, answers: Answers, now: Assessment) -> Iterable[Change]:
    for question in paths.path(form, answers):
        given = answers.get(question.id)
        for option in question.answers:
            if given is not None and given.value is option:
                continue
            other = {**answers, question.id: Given(option, reason="…")}
            if (verdict := assess(form, other).verdict) is not now.verdict:
                yield Change(question, option, verdict)


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


def _deadline(rule: FormRule, record: Record, jurisdiction: str | None) -> Deadline | None:
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


def _due(form: Form, question: Question, record: Record, jurisdiction: str | None) -> date:
    bound = (_deadline(reason.rule, record, jurisdiction) for reason in why(form, question.id))
    open_ = [deadline.due_date(record.zone) for deadline in bound if deadline and record.is_open(deadline)]
    return min(open_, default=record.day + timedelta(days=form.head.to_do_days))


def _who(form: Form, question: Question) -> str | None:
    of_rules = (reason.rule.who_can_tell for reason in why(form, question.id))
    return question.who_can_tell or next((who for who in of_rules if who), None)


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

"""What the tests of the self-check share: the bundled forms, the reviewed truth table, and stories."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

from config import files
from domain.selfcheck import forms
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.assess import Verdict
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Finding, Level

PROGRAMS = {file.program.id: file.program for file in files.load_all(files.bundled())}
FORMS: dict[str, Form] = {id: form for id, program in PROGRAMS.items() if (form := forms.of(program))}
TRUTH = Path(__file__).parent / "data" / "selfcheck-truth.tsv"
REVERSED = {"access-4", "hold-3", "s1373-1"}


class Line(NamedTuple):
    """One line of the truth table: with these answers, by question, the rule comes to the finding."""

    program: str
    rule: str
    when: Mapping[str, frozenset[str]]
    finding: Finding

    def fits(self, answers: Answers) -> bool:
        return all(said(answers, question) in allowed for question, allowed in self.when.items())


def said(answers: Answers, question: str) -> str:
    return answers[question].value if question in answers else "none"


def lines() -> list[Line]:
    found = []
    for text in TRUTH.read_text(encoding="utf-8").splitlines():
        if text and not text.startswith("#"):
            program, rule, when, finding, why = text.split("\t")
            assert why
            pairs = (pair.split("=") for pair in when.split("; "))
            allowed = {question: frozenset(words.split(",")) for question, words in pairs}
            found.append(Line(program, rule, allowed, Finding(finding)))
    return found


LINES = lines()


def line_for(program: str, rule: str, answers: Answers) -> Line | None:
    """The line that holds for the answers."""
    of_rule = (line for line in LINES if (line.program, line.rule) == (program, rule))
    return next((line for line in of_rule if line.fits(answers)), None)


def true_findings(form: Form, answers: Answers) -> dict[str, Finding | None]:
    """What the truth table says of every rule."""
    found = {rule.id: line_for(form.program, rule.id, answers) for rule in form.rules}
    return {rule: line.finding if line else None for rule, line in found.items()}


def true_verdict(form: Form, answers: Answers) -> Verdict:
    """The verdict as the design states it, over the truth table's findings."""
    findings = true_findings(form, answers)
    must = {findings[rule.id] for rule in form.rules if rule.level is Level.MUST}
    should = {findings[rule.id] for rule in form.rules if rule.level is Level.SHOULD}
    if Finding.GAP in must:
        return Verdict.NOT_READY
    if must & {Finding.UNKNOWN, Finding.NOT_OURS}:
        return Verdict.UNDETERMINED
    if should - {Finding.MET} or Finding.NOT_APPLICABLE in must:
        return Verdict.READY_WITH_NOTES
    return Verdict.READY


def given(**answers: str) -> dict[str, Given]:
    """Answers by question, with `_` for `-`; a reason stands with each that needs one."""
    return {id.replace("_", "-"): answer(value) for id, value in answers.items()}


def answer(value: str) -> Given:
    needs_reason = value in ("not_ours", "not_applicable")
    return Given(Answer(value), "the county" if needs_reason else "")


def met(form: Form) -> dict[str, Given]:
    """The story in which every rule is met."""
    return {q.id: Given(Answer.NO if q.id in REVERSED else Answer.YES) for q in form.questions}


def slice_of(form: Form, questions: tuple[str, ...]) -> Iterator[dict[str, Given]]:
    """Every combination of no answer and each option."""
    offered = [(None, *form.question_by_id[id].answers) for id in questions]
    for chosen in product(*offered):
        yield {id: answer(value) for id, value in zip(questions, chosen, strict=True) if value}

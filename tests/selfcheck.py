"""What the tests of the self-check share: the bundled forms, the reviewed truth table, and stories."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

from config import files
from domain.selfcheck import forms, paths
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


YES_TO_ALL = "all met"
# Each story answers what it is asked: by question where it says so, else as the all-met story does.
STORIES: dict[str, tuple[str, dict[str, str], Verdict]] = {
    YES_TO_ALL: ("psp", {}, Verdict.READY),
    "another government runs the jail": ("psp", {"scope-1": "no"}, Verdict.UNDETERMINED),
    "nobody knows who runs the jail": ("psp", {"scope-1": "unsure"}, Verdict.UNDETERMINED),
    "some facilities are ours": ("psp", {"scope-1": "partly"}, Verdict.UNDETERMINED),
    "a practice without a text": ("psp", {"access-1": "no"}, Verdict.READY),
    "neither text nor practice": ("psp", {"access-1": "no", "access-2": "no"}, Verdict.NOT_READY),
    "half a text, half a practice": ("psp", {"access-1": "partly", "access-2": "partly", "access-3": "partly"}, Verdict.NOT_READY),
    "a lockup of a few hours": (
        "psp", dict.fromkeys(("access-1", "access-2", "notice-1", "hold-1"), "not_applicable"), Verdict.READY_WITH_NOTES,
    ),
    "the county writes the policies": (
        "psp",
        dict.fromkeys(("access-1", "access-2", "notice-1", "hold-1", "commitment-1", "violence-2", "ready-1", "ready-2"), "not_ours"),
        Verdict.UNDETERMINED,
    ),
    "the county has the details": (
        "psp", dict.fromkeys(("access-3", "notice-2", "notice-3", "notice-4", "hold-2", "hold-4", "commitment-2"), "not_ours"), Verdict.UNDETERMINED,
    ),
    "everything partly": ("psp", {q.id: "partly" for q in FORMS["psp"].questions}, Verdict.NOT_READY),
    "nothing is known": ("psp", {q.id: "unsure" for q in FORMS["psp"].questions[1:]}, Verdict.UNDETERMINED),
    "nothing is known of the details": (
        "psp",
        dict.fromkeys(("access-1", "access-3", "access-4", "notice-2", "notice-3", "notice-4", "hold-2", "hold-3", "hold-4", "commitment-2"), "unsure"),
        Verdict.UNDETERMINED,
    ),
    "no to all but the jail": ("psp", {q.id: "no" for q in FORMS["psp"].questions[1:]}, Verdict.NOT_READY),
    "no to the details": (
        "psp",
        dict.fromkeys(("access-3", "notice-2", "notice-3", "notice-4", "hold-2", "hold-4", "commitment-2"), "no"),
        Verdict.NOT_READY,
    ),
    "the law limits both": ("psp", {"access-4": "yes", "hold-3": "yes"}, Verdict.NOT_READY),
    "good practices are missing": ("psp", {"notice-3": "no", "notice-4": "no", "hold-4": "no", "violence-2": "no", "ready-2": "no"}, Verdict.READY_WITH_NOTES),
    "the conditions met": ("byrne-jag-2017", {}, Verdict.READY),
    "a text restricts the sharing": ("byrne-jag-2017", {"s1373-1": "yes", "s1373-2": "no"}, Verdict.NOT_READY),
    "no to all conditions": ("byrne-jag-2017", {q.id: "no" for q in FORMS["byrne-jag-2017"].questions if q.id != "facility-1"}, Verdict.NOT_READY),
    "the county runs the facility": ("byrne-jag-2017", {"facility-1": "no"}, Verdict.UNDETERMINED),
    "who runs it is unknown": ("byrne-jag-2017", {"facility-1": "unsure", "s1373-1": "unsure", "s1373-2": "unsure"}, Verdict.UNDETERMINED),
    "some of it, partly": ("byrne-jag-2017", {q.id: "partly" for q in FORMS["byrne-jag-2017"].questions}, Verdict.NOT_READY),
    "nobody is held long": ("byrne-jag-2017", {"entry-1": "not_applicable", "warning-1": "not_applicable"}, Verdict.READY_WITH_NOTES),
    "theirs to answer": ("byrne-jag-2017", {"entry-1": "not_ours", "warning-1": "not_ours"}, Verdict.UNDETERMINED),
    "theirs in part": ("byrne-jag-2017", {"entry-2": "not_ours"}, Verdict.UNDETERMINED),
    "nothing known of the conditions": ("byrne-jag-2017", {"entry-2": "unsure", "warning-1": "unsure"}, Verdict.UNDETERMINED),
    "nothing known of access": ("byrne-jag-2017", {"entry-1": "unsure"}, Verdict.UNDETERMINED),
    "facilities left out": ("byrne-jag-2017", {"entry-2": "no"}, Verdict.NOT_READY),
}  # fmt: skip


def tell(form: Form, differing: dict[str, str]) -> dict[str, Given]:
    """Answer each question as it comes; gives what was answered, in that order."""
    answers: dict[str, Given] = {}
    while question := paths.next_question(form, answers):
        assert question.id not in answers, "a question came twice"
        value = differing.get(question.id)
        answers[question.id] = answer(value) if value else met(form)[question.id]
    return answers


# Read from the rules: these stand in shoulds only.
ONLY_SHOULD = {"notice-3", "notice-4", "hold-4", "violence-2", "ready-2"}
# A practice is asked for only where there is no text.
OPENED_BY = {"access-2": {"access-1": "no"}}

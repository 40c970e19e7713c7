"""The engine finds what a person reads in the requirements: every combination, against the reviewed table."""

from itertools import combinations, product

import pytest

from domain.selfcheck import paths
from domain.selfcheck.answers import Given
from domain.selfcheck.assess import Verdict, assess
from domain.selfcheck.questionnaire import Answer, Finding
from tests.selfcheck import (
    FORMS,
    LINES,
    answer,
    line_for,
    met,
    slice_of,
    true_findings,
    true_verdict,
)

RULES = [(program, rule.id) for program, form in FORMS.items() for rule in form.rules]


@pytest.mark.parametrize(("program", "rule"), RULES, ids="-".join)
def test_every_combination_of_a_rules_answers_means_what_the_table_says(program: str, rule: str) -> None:
    form = FORMS[program]
    of_rule = [line for line in LINES if (line.program, line.rule) == (program, rule)]
    questions = tuple(q.id for q in form.questions if any(q.id in line.when for line in of_rule))
    used, wrong = set(), []
    for answers in slice_of(form, questions):
        line = line_for(program, rule, answers)
        assert line is not None, f"the table has no line for {answers}"
        used.add(of_rule.index(line))
        if assess(form, answers).of(rule).finding is not line.finding:
            wrong.append((answers, line))
    assert wrong == []
    assert used == set(range(len(of_rule))), "a line of the table never holds"


@pytest.mark.parametrize("program", FORMS)
def test_the_table_knows_every_rule_and_asks_for_no_other_question(program: str) -> None:
    form = FORMS[program]
    assert {line.rule for line in LINES if line.program == program} == {rule.id for rule in form.rules}
    named = {id for line in LINES if line.program == program for id in line.when}
    assert named == set(form.question_by_id)


@pytest.mark.parametrize("program", FORMS)
def test_each_pair_of_other_answers_means_what_the_table_says(program: str) -> None:
    form = FORMS[program]
    for one, other in combinations(form.questions, 2):
        for first, second in product(one.answers, other.answers):
            answers = met(form) | {one.id: answer(first), other.id: answer(second)}
            found = assess(form, answers)
            told = {row.rule: row.finding for row in found.rows}
            assert told == true_findings(form, answers), (one.id, first, other.id, second)
            assert found.verdict is true_verdict(form, answers), (one.id, first, other.id, second)


@pytest.mark.parametrize("program", FORMS)
@pytest.mark.parametrize("value", [Answer.LATER, Answer.CLEARED])
def test_what_is_put_off_or_taken_back_means_as_little_as_no_answer(program: str, value: Answer) -> None:
    form = FORMS[program]
    for question in form.questions:
        without = {id: g for id, g in met(form).items() if id != question.id}
        assert assess(form, without | {question.id: Given(value)}) == assess(form, without)


def test_not_applicable_without_a_reason_is_no_answer() -> None:
    form = FORMS["psp"]
    bare = met(form) | {"notice-1": Given(Answer.NOT_APPLICABLE, reason="  ")}
    assert assess(form, bare).of("notice").finding is Finding.UNKNOWN
    assert not paths.is_complete(form, bare)
    reasoned = met(form) | {"notice-1": Given(Answer.NOT_APPLICABLE, reason="a lockup of a few hours")}
    assert assess(form, reasoned).of("notice").finding is Finding.NOT_APPLICABLE
    assert paths.is_complete(form, reasoned)


def test_every_gap_is_listed_and_nothing_is_cut_short() -> None:
    form = FORMS["psp"]
    answers = met(form) | {id: answer("no") for id in ("access-3", "hold-2", "notice-2", "ready-1")}
    answers |= {"access-4": answer("yes"), "hold-3": answer("yes")}
    found = assess(form, answers)
    gaps = {part.question for row in found.rows for part in row.because if part.finding is Finding.GAP}
    assert gaps == {"access-3", "access-4", "hold-2", "hold-3", "notice-2", "ready-1"}


def test_a_gap_among_the_shoulds_leaves_notes_only() -> None:
    form = FORMS["psp"]
    assert assess(form, met(form)).verdict is Verdict.READY
    assert assess(form, met(form) | {"hold-4": answer("no")}).verdict is Verdict.READY_WITH_NOTES


def test_what_does_not_apply_is_noted_unless_something_else_meets_the_rule() -> None:
    form = FORMS["psp"]
    practice = met(form) | {"access-1": answer("not_applicable"), "access-2": answer("yes")}
    assert assess(form, practice).verdict is Verdict.READY
    assert assess(form, practice | {"access-2": answer("not_applicable")}).verdict is Verdict.READY_WITH_NOTES

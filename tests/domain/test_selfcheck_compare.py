"""Two sets of answers side by side, and one against newer questions: what changed, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import assess
from domain.selfcheck.compare import RuleChange, Said, compare, recheck
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Finding, Migration, Reads, Renamed
from domain.selfcheck.todos import Todo, outstanding
from tests.domain.test_selfcheck_explain import record
from tests.domain.test_selfcheck_paths import STORIES, tell
from tests.selfcheck import FORMS, answer, given, met, true_findings

PSP = FORMS["psp"]


def changes(was: dict[str, Given], now: dict[str, Given], form: Form = PSP) -> dict[str, RuleChange]:
    return {change.rule.id: change for change in compare(form, was, form, now).changed}


@pytest.mark.parametrize("story", STORIES)
def test_nothing_changes_between_a_story_and_itself(story: str) -> None:
    program, differing, verdict = STORIES[story]
    form = FORMS[program]
    answers = tell(form, differing)
    found = compare(form, answers, form, dict(reversed(answers.items())))
    assert found.changed == ()
    assert found.same == len(form.rules)
    assert found.was.verdict is found.now.verdict is verdict


@pytest.mark.parametrize("program", FORMS)
def test_each_answer_alone_changes_the_findings_that_the_truth_table_says(program: str) -> None:
    form = FORMS[program]
    before = true_findings(form, met(form))
    for question in form.questions:
        for option in question.answers:
            now = met(form) | {question.id: answer(option)}
            told = {c.rule.id: c for c in compare(form, met(form), form, now).changed}
            after = true_findings(form, now)
            moved = {rule for rule in before if before[rule] is not after[rule]}
            assert {id for id, c in told.items() if c.was is not c.now} == moved
            assert all((c.was, c.now) == (before[id], after[id]) for id, c in told.items())


def test_the_verdict_moves_with_the_rules_that_decide_it() -> None:
    found = compare(PSP, met(PSP) | given(hold_1="no"), PSP, met(PSP))
    assert found.moves_the_verdict
    assert [(c.rule.id, c.was, c.now) for c in found.changed if c.was is not c.now] == [
        ("hold", Finding.GAP, Finding.MET),
        ("hold-clock", Finding.GAP, Finding.MET),
    ]
    assert not compare(PSP, met(PSP), PSP, met(PSP)).moves_the_verdict


def test_an_answer_that_changed_is_told_though_the_finding_did_not() -> None:
    found = changes(met(PSP) | given(hold_1="no"), met(PSP) | given(hold_1="partly"))
    told = found["hold"]
    assert told.was is told.now is Finding.GAP
    [one] = [change for change in told.answers if change.question.id == "hold-1"]
    assert one.was == Said(True, Given(Answer.NO))
    assert one.now == Said(True, Given(Answer.PARTLY))


def test_a_question_that_is_no_longer_asked_is_told_as_not_asked() -> None:
    was = met(PSP) | given(access_1="no", access_2="yes")
    found = changes(was, met(PSP) | given(access_2="yes"))  # the answer is kept and not read
    told = {change.question.id: change.now.is_asked for change in found["access"].answers}
    assert told["access-2"] is False
    assert told["access-1"] is True


def test_another_reason_and_other_evidence_are_changes() -> None:
    base = Given(Answer.YES, "see 7.3", (Evidence(EvidenceKind.TEXT, "General Order 7"),))
    scan = Evidence(EvidenceKind.FILE, "order.pdf", file_id="AAA", sha256="ab" * 32)
    for other in (replace(base, reason="see 7.4"), replace(base, evidence=(scan,))):
        assert set(changes(met(PSP) | {"hold-4": base}, met(PSP) | {"hold-4": other})) == {"hold-clock"}
    same = replace(base, evidence=(scan,)), replace(base, evidence=(replace(scan, file_id="BBB"),))
    assert changes(met(PSP) | {"hold-4": same[0]}, met(PSP) | {"hold-4": same[1]}) == {}


# Against newer questions.


def second(**changed: object) -> Form:
    """A second version of the form, whose every answer is kept."""
    same = tuple(Renamed(q.id, q.id) for q in PSP.questions)
    moved = Migration("v2", 1, False, "The list was revised.", same)
    return replace(PSP, head=replace(PSP.head, version=2), migrations=(moved,), **changed)  # type: ignore[arg-type]


def test_a_rule_that_is_new_or_gone_has_no_finding_on_the_other_side() -> None:
    new = replace(PSP.rules[0], id="entry", met_if=Reads("access-2"))
    found = recheck(PSP, second(rules=(*PSP.rules[1:], new)), met(PSP)).comparison
    told = {change.rule.id: (change.was, change.now) for change in found.changed}
    assert told[PSP.rules[0].id] == (Finding.MET, None)
    assert told["entry"][0] is None


def test_a_rule_in_other_words_is_told_though_nothing_else_changed() -> None:
    worded = replace(PSP.rules[0], sentence="Let DHS in at any hour.")
    found = recheck(PSP, second(rules=(worded, *PSP.rules[1:])), met(PSP)).comparison
    assert [(c.rule.id, c.is_reworded, c.was is c.now) for c in found.changed] == [(worded.id, True, True)]


def test_an_answer_under_its_new_id_is_no_change() -> None:
    renamed = tuple(replace(q, id="law") if q.id == "hold-3" else q for q in PSP.questions)
    pairs = tuple(Renamed(q.id, "law" if q.id == "hold-3" else q.id) for q in PSP.questions)
    hold = PSP.rule_by_id["hold"]
    rules = tuple(replace(hold, met_if=Reads("law")) if r.id == "hold" else r for r in PSP.rules)
    newer = replace(
        second(rules=rules, questions=renamed), migrations=(Migration("v2", 1, True, "Ids.", pairs),)
    )
    found = recheck(PSP, newer, met(PSP))
    told = [change for c in found.comparison.changed for change in c.answers]
    assert "law" not in {change.question.id for change in told}
    assert "hold-3" not in {change.question.id for change in told}


def test_what_waits_behind_a_new_question_keeps_its_answer() -> None:
    first, *others = PSP.questions
    newer = second(questions=(replace(first, text="Does your own sheriff run the jail?"), *others))
    same = tuple(Renamed(q.id, q.id) for q in others)
    newer = replace(
        newer, migrations=(Migration("v2", 1, False, "It names the sheriff.", same, new=(first.id,)),)
    )
    answers = met(PSP) | given(hold_1="no")
    found = recheck(PSP, newer, answers)
    told = {(c.question.id, c.is_reworded) for change in found.comparison.changed for c in change.answers}
    assert told == {(first.id, True)}
    assert found.carried.new == (first.id,)
    assert found.comparison.was == assess(PSP, answers)
    assert found.comparison.now.of("hold").finding is Finding.UNKNOWN


# What is left to do later on.


def test_evidence_that_expired_since_is_to_be_renewed_as_of_its_last_day() -> None:
    until = date(2017, 9, 30)
    letter = Evidence(EvidenceKind.TEXT, "General Order 7", valid_until=until)
    answers = met(PSP) | {"hold-4": Given(Answer.YES, evidence=(letter,)), "notice-1": Given(Answer.UNSURE)}
    then = record(date(2017, 8, 10))
    first = outstanding(PSP, answers, then, until)
    assert [to_do.what for to_do in first] == [Todo.FIND_OUT]
    later = outstanding(PSP, answers, then, date(2017, 10, 1))
    assert [(to_do.what, to_do.due) for to_do in later] == [
        (Todo.FIND_OUT, first[0].due),
        (Todo.RENEW, until),
    ]


def test_evidence_that_had_expired_on_the_day_is_one_to_do_for_good() -> None:
    gone = Evidence(EvidenceKind.TEXT, "General Order 7", valid_until=date(2017, 8, 1))
    answers = met(PSP) | {"hold-4": Given(Answer.YES, evidence=(gone,))}
    then = record(date(2017, 8, 10))
    assert outstanding(PSP, answers, then, date(2018, 1, 1)) == outstanding(PSP, answers, then, then.day)
    assert len(outstanding(PSP, answers, then, then.day)) == 1

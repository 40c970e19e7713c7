"""The way through a form: stories told forwards and backwards, and what each question alone can change."""

import pytest

from domain.selfcheck import paths
from domain.selfcheck.answers import Given, Wanted, wanted
from domain.selfcheck.assess import Verdict, assess
from domain.selfcheck.forms import Form
from domain.selfcheck.paths import Hindrance, Progress
from domain.selfcheck.questionnaire import Answer, Finding, Level
from tests.selfcheck import FORMS, ONLY_SHOULD, OPENED_BY, STORIES, answer, given, met, tell, true_verdict


@pytest.mark.parametrize("story", STORIES)
def test_a_story_ends_with_its_verdict(story: str) -> None:
    program, differing, verdict = STORIES[story]
    answers = tell(FORMS[program], differing)
    assert paths.is_complete(FORMS[program], answers)
    assert assess(FORMS[program], answers).verdict is verdict
    assert true_verdict(FORMS[program], answers) is verdict


@pytest.mark.parametrize("story", STORIES)
def test_going_back_through_a_story_meets_the_same_questions(story: str) -> None:
    program, differing, _verdict = STORIES[story]
    form = FORMS[program]
    answers = tell(form, differing)
    seen, at = [], None
    while question := paths.previous(form, answers, at):
        seen.append(question.id)
        at = question.id
    assert seen == list(reversed(answers))


@pytest.mark.parametrize("program", FORMS)
def test_the_stories_visit_every_question_every_option_and_every_verdict(program: str) -> None:
    told = [
        (tell(FORMS[p], differing), verdict) for p, differing, verdict in STORIES.values() if p == program
    ]
    visited = {(id, g.value) for answers, _verdict in told for id, g in answers.items()}
    offered = {(q.id, option) for q in FORMS[program].questions for option in q.answers}
    assert offered - visited == set()
    assert {verdict for _answers, verdict in told} == set(Verdict)


def bears_on_a_must(form: Form, question: str, answers: dict[str, Given]) -> bool:
    """Whether the truth of the question decides a must: a no, or a yes, would make a gap of it."""
    worst = [answers | {question: Given(value)} for value in (Answer.NO, Answer.YES)]
    musts = [rule.id for rule in form.rules if rule.level is Level.MUST]
    return any(assess(form, w).of(m).finding in (Finding.GAP, Finding.NOT_OURS) for w in worst for m in musts)


@pytest.mark.parametrize(("program", "question"), [(p, q.id) for p, f in FORMS.items() for q in f.questions])
def test_one_question_not_sure_leaves_it_undetermined_exactly_when_it_bears_on_a_must(
    program: str, question: str
) -> None:
    form = FORMS[program]
    answers = tell(form, OPENED_BY.get(question, {}))
    assert question in answers
    assert assess(form, answers).verdict is Verdict.READY
    verdict = assess(form, answers | {question: answer("unsure")}).verdict
    if question == "access-1":  # then the practice is asked for
        answers["access-2"] = answer("no")
        verdict = assess(form, answers | {question: answer("unsure")}).verdict
    assert (verdict is Verdict.UNDETERMINED) is (question not in ONLY_SHOULD)
    assert (verdict is Verdict.UNDETERMINED) is bears_on_a_must(form, question, answers)
    assert verdict is not Verdict.NOT_READY


def test_progress_counts_what_is_asked_and_what_may_still_be() -> None:
    form = FORMS["psp"]
    assert paths.progress(form, {}, "scope-1") == Progress(1, 19)
    theirs = given(scope_1="no")
    assert paths.progress(form, theirs, "commitment-1") == Progress(2, 7)
    ours = given(scope_1="yes", access_1="yes")
    assert paths.progress(form, ours, "access-3") == Progress(3, 18)  # the practice is not asked for


def test_later_waits_for_nobody_and_keeps_its_branch_open() -> None:
    form = FORMS["psp"]
    answers = given(scope_1="yes", access_1="later")
    assert paths.next_question(form, answers) == form.question_by_id["access-4"]
    assert paths.progress(form, answers, "access-4").at_most == 19


def test_an_answer_taken_back_is_asked_for_again() -> None:
    form = FORMS["psp"]
    answers = met(form) | given(notice_1="cleared")
    assert paths.next_question(form, answers) == form.question_by_id["notice-1"]
    assert not paths.is_complete(form, answers)


def test_what_was_answered_off_the_path_is_kept_and_never_read() -> None:
    form = FORMS["psp"]
    before = met(form) | given(access_3="no", notice_2="no")
    closed = before | given(scope_1="no")
    assert assess(form, closed) == assess(
        form, {id: g for id, g in closed.items() if id in paths.pruned(form, closed)}
    )
    assert "access-3" not in paths.pruned(form, closed)
    assert paths.pruned(form, closed | given(scope_1="yes")) == paths.pruned(form, before)


def test_the_chain_of_branches_closes_as_a_whole() -> None:
    """The practice was asked for because of the text, and its cover because of the practice."""
    form = FORMS["psp"]
    answers = given(scope_1="no", access_1="no", access_2="yes", access_3="yes")
    assert list(paths.pruned(form, answers)) == ["scope-1"]


def test_a_withdrawn_form_cannot_be_submitted_and_an_unfinished_check_neither() -> None:
    form = FORMS["psp"]
    assert paths.hindrance(form, met(form), is_withdrawn=False) is None
    assert paths.hindrance(form, met(form), is_withdrawn=True) is Hindrance.WITHDRAWN
    assert paths.hindrance(form, given(scope_1="no"), is_withdrawn=False) is Hindrance.INCOMPLETE


def test_another_government_is_asked_for_by_name() -> None:
    form = FORMS["psp"]
    scope, notice = form.question_by_id["scope-1"], form.question_by_id["notice-1"]
    assert wanted(scope, Given(Answer.NO)) is Wanted.WHO
    assert wanted(scope, Given(Answer.NO, "the county")) is None
    assert wanted(scope, Given(Answer.YES)) is None
    assert wanted(notice, Given(Answer.NOT_OURS)) is Wanted.WHO
    assert wanted(notice, Given(Answer.NOT_APPLICABLE)) is Wanted.REASON
    assert wanted(notice, Given(Answer.NO)) is None

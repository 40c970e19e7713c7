"""What the bundled self-checks say: neutral, sourced, dated, and ours where they are ours."""

import json
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter

from config import drawing, files
from config.export import export
from domain.programs import Program, Requirement
from domain.selfcheck import explain, forms
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Level, Polarity
from storage import programs
from tests.messages.test_wording import faults, titles
from tests.selfcheck import FORMS, PROGRAMS

OURS = "editor-checklist"  # our own notes


def texts(program: Program) -> Iterator[tuple[str, str]]:
    """Every piece of text of the self-check, by where it stands."""
    head = program.self_check
    assert head is not None
    yield from (("intro", head.intro), ("standing", head.standing or ""), ("addressee", head.addressee))
    for question in program.questions:
        for name in ("title", "text", "help", "not_applicable_when", "evidence", "next_step", "who_can_tell"):
            yield f"{question.id}.{name}", getattr(question, name) or ""
    for rule in program.rules:
        for name in ("title", "sentence", "next_step", "who_can_tell"):
            yield f"{rule.id}.{name}", getattr(rule, name) or ""


@pytest.mark.parametrize("id", FORMS)
def test_no_text_of_a_self_check_takes_a_side(id: str) -> None:
    known = titles(PROGRAMS[id])
    assert [
        (where, f) for where, text in texts(PROGRAMS[id]) for f in faults(text, known, sourced=True)
    ] == []


@pytest.mark.parametrize("id", FORMS)
def test_every_requirement_is_judged_by_a_must_with_its_own_sources(id: str) -> None:
    program = PROGRAMS[id]
    musts = {rule.requirement: rule for rule in program.rules if rule.level is Level.MUST}
    assert set(musts) == {requirement.id for requirement in program.requirements}
    known = {requirement.id: requirement for requirement in program.requirements}
    for rule in musts.values():
        requirement: Requirement = known[rule.requirement]
        assert set(rule.sources) <= set(requirement.sources)
        assert OURS not in rule.sources
        assert rule.checked == program.facts_checked


@pytest.mark.parametrize("id", FORMS)
def test_a_must_reads_a_question_of_ours_only_for_what_opens_or_limits_it(id: str) -> None:
    """What no source but our notes asks for is good practice, and no must."""
    if id == "byrne-jag-2017":
        assert all(question.written_by_us for question in PROGRAMS[id].questions)
        return
    form = FORMS[id]
    musts = {
        question
        for rule in form.rules
        if rule.level is Level.MUST
        for question in forms.read_by(rule.met_if)
        if form.question_by_id[question].written_by_us
    }
    assert musts == {"scope-1", "access-4", "hold-2", "hold-3"}


def test_a_question_that_no_text_of_dojs_asks_says_that_it_is_ours() -> None:
    """The law itself and reports of what others answered make no question DOJ's."""
    for question in FORMS["psp"].questions:
        has_text_of_doj = any(source.startswith("doj-") for source in question.sources)
        assert question.written_by_us or has_text_of_doj, question.id


def test_the_questions_that_point_the_other_way_are_the_three_that_ask_for_limits() -> None:
    reversed_ = {q.id for form in FORMS.values() for q in form.questions if q.polarity is Polarity.REVERSE}
    assert reversed_ == {"access-4", "hold-3", "s1373-1"}


def test_who_runs_the_jail_opens_the_three_questions_and_names_the_other_government() -> None:
    form = FORMS["psp"]
    assert form.questions[0].id == "scope-1"
    assert form.questions[0].asks_who == (Answer.NO, Answer.PARTLY)
    opened = {reason.rule.requirement for reason in explain.why(form, "scope-1")}
    assert opened == {"psp-access", "psp-notice", "psp-hold"}


def test_the_two_rules_of_48_hours_are_told_apart() -> None:
    by_id = FORMS["psp"].question_by_id
    assert "where possible" in by_id["notice-1"].text
    assert "before a scheduled release" in by_id["notice-1"].text
    assert "where possible" not in by_id["hold-1"].text
    assert "past the scheduled release" in by_id["hold-1"].text
    assert "written DHS request" in by_id["hold-1"].text


def test_the_older_grants_self_check_says_that_its_conditions_ended_and_who_wrote_it() -> None:
    head = PROGRAMS["byrne-jag-2017"].self_check
    assert head is not None
    assert "Reuters reported on 28 April 2021" in (head.standing or "")
    assert "written by Proviso" in head.intro
    assert "reuters-2021-04-28" in head.sources


def test_the_verdict_speaks_about_the_wording_of_a_day() -> None:
    assert {id: form.head.wording_of.exact for id, form in FORMS.items()} == {
        "psp": date(2017, 8, 3),
        "byrne-jag-2017": date(2017, 7, 25),
    }


@pytest.mark.parametrize("id", FORMS)
def test_a_form_survives_being_written_as_a_program_file(id: str) -> None:
    again = forms.of(files.parse(export(PROGRAMS[id]).encode(), "exported.yaml"))
    assert again is not None
    assert again.sha256 == FORMS[id].sha256


@pytest.mark.parametrize("id", FORMS)
def test_a_form_survives_being_stored(id: str) -> None:
    """A check is pinned to its form, so the form is stored, with its trees of conditions."""
    stored = TypeAdapter(Form)
    again = stored.validate_json(stored.dump_json(FORMS[id]))
    assert again == FORMS[id]
    assert again.sha256 == FORMS[id].sha256


def test_a_program_stored_before_there_were_self_checks_is_still_read() -> None:
    body = json.loads(programs.encode(PROGRAMS["psp"]))
    for key in ("self_check", "questions", "rules", "migrations"):
        del body[key]
    older = programs.decode(json.dumps(body))
    assert older.requirements == PROGRAMS["psp"].requirements
    assert forms.of(older) is None


# The picture.


@pytest.mark.parametrize("id", FORMS)
def test_the_picture_shows_every_question_condition_and_rule(id: str) -> None:
    form = FORMS[id]
    picture = ElementTree.fromstring(drawing.draw(form))  # noqa: S314
    said = " ".join("".join(picture.itertext()).split())
    for question in form.questions:
        assert f"{question.id}: {question.title}" in said
        for other in forms.looked_at(question.asked_if):
            assert f"{other} is" in said
    for rule in form.rules:
        assert f"{rule.level} · {rule.id}: {rule.title}" in said
    assert said.count(" is yes or partly") >= 2


def test_the_picture_is_the_same_each_time() -> None:
    assert drawing.draw(FORMS["psp"]) == drawing.draw(FORMS["psp"])


@pytest.mark.parametrize("id", FORMS)
def test_taking_a_questionnaire_back_leaves_its_form_as_it_was(id: str) -> None:
    """So what was answered goes on when the questions come back."""
    written = export(PROGRAMS[id])
    taken_back = written.replace("self_check:\n", "self_check:\n  withdrawn: The letter was replaced.\n")
    program = files.parse(taken_back.encode(), "exported.yaml")
    form = forms.of(program)
    assert program.self_check
    assert program.self_check.withdrawn == "The letter was replaced."
    assert form
    assert form.sha256 == FORMS[id].sha256

"""What is said about a finding: why, on what source, with which evidence, what next, by when, and who can tell."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.record import Record
from domain.selfcheck import explain, forms, outlook, paths, todos
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import Verdict, assess
from domain.selfcheck.carry import carry
from domain.selfcheck.explain import Report
from domain.selfcheck.force import Force, in_force
from domain.selfcheck.questionnaire import Answer, Finding, Migration, Renamed
from domain.selfcheck.results import content_sha256
from domain.selfcheck.todos import Todo
from tests.selfcheck import FORMS, PROGRAMS, answer, given, met

PSP, JAG = FORMS["psp"], FORMS["byrne-jag-2017"]
EASTERN = ZoneInfo("America/New_York")
AUGUST = date(2017, 8, 10)


def record(day: date = AUGUST, program: str = "psp") -> Record:
    return Record(PROGRAMS[program], day, day, EASTERN)


def report(answers: dict[str, Given], day: date = AUGUST, place: str | None = "baltimore-md") -> Report:
    return explain.report(PSP, answers, record(day), place)


def test_a_gap_is_explained_from_the_answer_to_who_can_tell() -> None:
    [item] = report(met(PSP) | given(hold_1="no")).gaps
    assert item.rule.title == "Hold on written request"
    assert [(question.id, g.value) for question, g in item.answers if g] == [("hold-1", "no")]
    assert item.rule.sentence.endswith("so that DHS can take custody?")
    assert item.rule.checked == date(2026, 11, 21)
    assert item.sources
    assert item.next_steps == (
        "Ask counsel whether state law limits such holds, and on what text the present practice rests.",
    )
    assert item.who_can_tell == ("counsel",)
    assert item.deadline is not None
    assert (item.deadline.id, item.days_left) == ("psp-reply-2017", 8)


def test_a_result_is_told_gaps_first_and_what_is_met_only_counted() -> None:
    answers = met(PSP) | given(
        hold_1="no", commitment_1="no", notice_1="unsure", ready_1="not_ours", violence_2="no"
    )
    told = report(answers)
    assert told.verdict is Verdict.NOT_READY
    # The gap with a deadline stands before the one without.
    assert [item.rule.id for item in told.gaps] == ["hold", "commitment"]
    assert [item.rule.id for item in told.to_find_out] == ["notice"]
    assert [item.rule.id for item in told.not_ours] == ["ready"]
    assert [item.rule.id for item in told.notes] == [
        "notice-exceptions",
        "notice-log",
        "hold-clock",
        "violence-figures",
    ]
    assert told.not_applicable == ()
    assert told.met == 3


@pytest.mark.parametrize("program", FORMS)
def test_every_rule_stands_in_exactly_one_place_of_a_report(program: str) -> None:
    form = FORMS[program]
    for option in Answer:
        answers = {q.id: answer(option) for q in form.questions if option in q.answers}
        told = explain.report(form, answers, record(program=program))
        groups = (told.gaps, told.to_find_out, told.not_ours, told.notes)
        listed = [item.rule.id for group in groups for item in group]
        noted = [item.rule.id for item in told.not_applicable if item.finding is Finding.NOT_APPLICABLE]
        assert len(listed) + len(noted) + told.met == len(form.rules)
        assert len({*listed, *noted}) == len(listed) + len(noted)


def test_what_does_not_apply_is_told_with_its_reason() -> None:
    lockup = met(PSP) | {"notice-1": Given(Answer.NOT_APPLICABLE, "a lockup of a few hours")}
    told = report(lockup)
    assert told.verdict is Verdict.READY_WITH_NOTES
    assert [item.rule.id for item in told.not_applicable] == ["notice", "notice-exceptions", "notice-log"]
    assert told.not_applicable[0].answers[0][1] == lockup["notice-1"]


def test_a_deadline_binds_only_those_that_it_names() -> None:
    gap = met(PSP) | given(hold_1="no")
    assert report(gap, place="houston-tx").gaps[0].deadline is None
    assert report(gap, place=None).gaps[0].deadline is None


def test_a_deadline_that_is_not_known_on_the_day_is_not_told() -> None:
    [item] = explain.report(
        PSP,
        met(PSP) | given(hold_1="no"),
        Record(PROGRAMS["psp"], date(2017, 8, 1), AUGUST, EASTERN),
        "baltimore-md",
    ).gaps
    assert item.deadline is None


def test_evidence_counts_on_its_last_day_and_not_the_day_after() -> None:
    memo = Evidence(EvidenceKind.TEXT, "General Order 7", valid_until=date(2017, 12, 31))
    answers = met(PSP) | {"notice-1": Given(Answer.YES, evidence=(memo,))}
    for day, is_expired in ((date(2017, 12, 31), False), (date(2018, 1, 1), True)):
        items = explain.report(PSP, answers | given(notice_2="no"), record(day)).gaps
        assert [support.is_expired for support in items[0].support] == [is_expired]
        to_dos = [to_do.what for to_do in todos.to_dos(PSP, answers, record(day))]
        assert (Todo.RENEW in to_dos) is is_expired


def test_the_same_file_sent_twice_is_one_piece_of_evidence() -> None:
    first = Evidence(EvidenceKind.FILE, "order.pdf", file_id="AAA", sha256="ab" * 32)
    again = replace(first, text="copy.pdf", file_id="BBB")
    assert first.digest == again.digest
    assert first.digest != replace(first, sha256="cd" * 32).digest
    assert first.digest != replace(first, valid_until=date(2018, 1, 1)).digest
    assert first.digest != Evidence(EvidenceKind.TEXT, "ab" * 32).digest


def test_why_we_ask_names_the_rules_that_the_answer_reaches() -> None:
    assert [(reason.rule.id, reason.is_direct) for reason in explain.why(PSP, "notice-1")] == [
        ("notice", True), ("notice-exceptions", True), ("notice-log", True),
    ]  # fmt: skip
    assert [reason.rule.id for reason in explain.why(PSP, "violence-2")] == ["violence-figures"]
    assert {reason.rule.id for reason in explain.why(PSP, "scope-1")} == {
        "access", "notice", "notice-exceptions", "notice-log", "hold", "hold-clock",
    }  # fmt: skip


@pytest.mark.parametrize("program", FORMS)
def test_every_question_has_a_reason_to_be_asked(program: str) -> None:
    for question in FORMS[program].questions:
        reasons = explain.why(FORMS[program], question.id)
        assert reasons
        assert all(reason.rule.sources and reason.rule.sentence for reason in reasons)


def test_what_is_open_becomes_a_to_do_with_a_date_and_a_person() -> None:
    answers = met(PSP) | given(access_3="unsure", violence_2="later")
    answers["ready-1"] = Given(Answer.NOT_OURS)
    to_dos = todos.to_dos(PSP, answers, record(), "baltimore-md")
    assert [(t.question.id, t.what, t.due, t.who_can_tell) for t in to_dos] == [
        ("access-3", Todo.FIND_OUT, date(2017, 8, 18), "the facility's commander"),
        ("violence-2", Todo.ANSWER, date(2017, 8, 24), "records unit"),
        ("ready-1", Todo.NAME, date(2017, 8, 24), "chief of police"),
    ]


def test_a_to_do_is_never_due_in_the_past() -> None:
    late = todos.to_dos(PSP, met(PSP) | given(access_3="unsure"), record(date(2026, 11, 21)), "baltimore-md")
    assert [to_do.due for to_do in late] == [date(2026, 12, 5)]


def test_no_to_do_comes_from_off_the_path() -> None:
    closed = given(access_3="unsure", notice_1="later") | {
        "scope-1": Given(Answer.NO, "the State of Maryland")
    }
    assert todos.to_dos(PSP, closed, record()) == ()
    unnamed = closed | {"scope-1": Given(Answer.NO)}
    assert [to_do.what for to_do in todos.to_dos(PSP, unnamed, record())] == [Todo.NAME]


def test_what_would_change_the_verdict_is_told() -> None:
    answers = met(PSP) | given(hold_2="no", notice_1="unsure")
    told = outlook.outlook(PSP, answers)
    assert [row.rule for row in told.close] == ["hold"]
    assert [row.rule for row in told.decide] == ["notice"]
    changes = {(c.question.id, c.answer): c.verdict for c in told.single}
    assert changes["hold-2", Answer.YES] is Verdict.UNDETERMINED
    assert ("notice-1", Answer.YES) not in changes
    for change in told.single:
        other = answers | {change.question.id: answer(change.answer)}
        assert assess(PSP, other).verdict is change.verdict is not Verdict.NOT_READY


def test_a_form_says_whether_its_rules_are_known_to_apply() -> None:
    assert set(in_force(PSP, record(date(2026, 11, 21))).values()) == {Force.UNKNOWN}
    assert set(in_force(PSP, record(date(2017, 8, 2))).values()) == {Force.NOT_YET}
    assert set(in_force(JAG, record(date(2026, 11, 21), "byrne-jag-2017")).values()) == {Force.ENDED}
    assert set(in_force(JAG, record(date(2018, 1, 1), "byrne-jag-2017")).values()) == {Force.APPLIES}


# Hashes.


def sha(answers: dict[str, Given], checked: date = date(2026, 11, 21)) -> str:
    return content_sha256(PSP, checked, answers, assess(PSP, answers))


def test_a_results_hash_covers_answers_reasons_evidence_and_the_day_of_the_facts() -> None:
    base = met(PSP)
    memo = Evidence(EvidenceKind.TEXT, "General Order 7")
    others = [
        base | given(hold_4="no"),
        base | {"hold-4": Given(Answer.YES, reason="see 7.3")},
        base | {"hold-4": Given(Answer.YES, evidence=(memo,))},
    ]
    assert len({sha(answers) for answers in (base, *others)} | {sha(base, date(2026, 11, 22))}) == 5
    assert sha(base) == sha(dict(reversed(base.items())))


def test_a_results_hash_knows_no_file_ids_and_no_order_of_evidence() -> None:
    scan = Evidence(EvidenceKind.FILE, "order.pdf", file_id="AAA", sha256="ab" * 32)
    memo = Evidence(EvidenceKind.TEXT, "General Order 7")
    one = met(PSP) | {"hold-4": Given(Answer.YES, evidence=(scan, memo))}
    other = met(PSP) | {"hold-4": Given(Answer.YES, evidence=(memo, replace(scan, file_id="BBB")))}
    assert sha(one) == sha(other)


def test_a_new_look_at_the_facts_makes_no_other_form_and_new_words_do() -> None:
    later = tuple(replace(rule, checked=date(2027, 1, 1)) for rule in PSP.rules)
    assert replace(PSP, rules=later).sha256 == PSP.sha256
    migration = Migration("from-1", 1, True, "Nothing changed.")
    assert replace(PSP, migrations=(migration,)).sha256 == PSP.sha256
    worded = (replace(PSP.questions[0], text="Who runs the jail?"), *PSP.questions[1:])
    assert replace(PSP, questions=worded).sha256 != PSP.sha256
    assert replace(PSP, rules=PSP.rules[1:]).sha256 != PSP.sha256


def test_a_form_is_the_same_each_time_it_is_made() -> None:
    again = forms.of(PROGRAMS["psp"])
    assert again == PSP
    assert again is not None
    assert again.sha256 == PSP.sha256
    assert forms.of(replace(PROGRAMS["psp"], self_check=None)) is None


# Carrying answers over.


def test_without_a_migration_new_words_around_a_question_keep_its_answer() -> None:
    worded = (replace(PSP.questions[0], help="Ask the county."), *PSP.questions[1:])
    carried = carry(PSP, replace(PSP, questions=worded), met(PSP))
    assert carried.is_compatible
    assert carried.answers == met(PSP)
    assert (carried.left, carried.new) == ((), ())


def test_without_a_migration_another_question_under_the_same_id_gets_no_answer() -> None:
    asked = (replace(PSP.questions[0], text="Do you run any jail?"), *PSP.questions[1:])
    carried = carry(PSP, replace(PSP, questions=asked), met(PSP))
    assert not carried.is_compatible
    assert carried.left == ("scope-1",)
    assert carried.new == ("scope-1",)
    assert paths.next_question(replace(PSP, questions=asked), carried.answers) == asked[0]


def test_without_a_migration_another_reading_of_the_same_answers_is_not_compatible() -> None:
    stricter = (replace(PSP.rules[0], met_if=PSP.rules[1].met_if), *PSP.rules[1:])
    carried = carry(PSP, replace(PSP, rules=stricter), met(PSP))
    assert not carried.is_compatible
    assert carried.answers == met(PSP)


def test_an_answer_that_the_newer_question_does_not_offer_is_left() -> None:
    fewer = replace(PSP.question_by_id["hold-4"], id="hold-5", answers=(Answer.YES, Answer.NO))
    pairs = (Renamed("hold-4", "hold-5"), Renamed("hold-3", "hold-3"))
    migration = Migration("from-1", 1, True, "Fewer answers.", pairs)
    newer = replace(
        PSP,
        head=replace(PSP.head, version=2),
        questions=(PSP.question_by_id["hold-3"], fewer),
        migrations=(migration,),
    )
    carried = carry(PSP, newer, given(hold_3="no", hold_4="partly"))
    assert (carried.answers, carried.left) == (given(hold_3="no"), ("hold-4",))
    assert carried.reason == "Fewer answers."
    later = carry(PSP, newer, {"hold-4": Given(Answer.LATER)})
    assert later.answers == {"hold-5": Given(Answer.LATER)}

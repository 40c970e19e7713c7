"""Every screen of every self-check, in every language, at a step far on: it fits where it has to."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.record import Record
from domain.selfcheck.answers import Answers, Evidence, EvidenceKind, Given
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.sessions import Asks, Check
from messages import language
from messages.check import begin, cards, notices, overview, results
from messages.check.taps import Act, CheckTap, decode, encode
from messages.markup import units
from messages.message import LIMIT, Message, OpenLink
from tests.conftest import EASTERN, TODAY
from tests.selfcheck import FORMS, PROGRAMS, met

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
LAST_STEP = 36**6
LONG = "The Sheriff & the Board of County Commissioners <of a county with a long name> " * 12
FILE = Evidence(EvidenceKind.FILE, "a plan.pdf", "x" * 80, "ab" * 32, TODAY)


def check_of(program: str) -> Check:
    jurisdiction = max((place.id for place in PROGRAMS[program].jurisdictions), key=len, default="")
    return Check(
        sid="2" * 10,
        chat=1,
        thread=0,
        person=1,
        person_name=LONG[:160],
        program=program,
        jurisdiction=jurisdiction,
        form=FORMS[program].sha256,
        started_at=NOW,
        expires_at=NOW + timedelta(days=30),
        rev=LAST_STEP,
    )


def screens(program: str) -> Iterator[Message]:
    """The start, each card untouched, answered and asking, the menu, the review, and each page of results."""
    form, check = FORMS[program], check_of(program)
    record = Record(PROGRAMS[program], TODAY, TODAY, EASTERN)
    yield begin.start(record, form, check.jurisdiction)
    full: Answers = met(form)
    for question in form.questions:
        at = replace(check, at=question.id)
        yield cards.card(record, form, at, {})
        yield cards.card(record, form, at, {}, with_why=True)
        for option in (*question.answers, Answer.LATER):
            given = Given(option, LONG, (FILE, FILE))
            for asks in (None, *Asks):
                yield cards.card(record, form, replace(at, asks=asks), {**full, question.id: given})
    worst = {q.id: Given(q.answers[-1], LONG, (FILE,)) for q in form.questions}
    for answers in ({}, full, worst):
        yield overview.menu(record, form, check, answers)
        yield overview.review(record, form, check, answers)
        yield from (results.result(record, form, check, answers, page) for page in range(1, 8))
    yield notices.shelved(record, form, check)


@pytest.mark.parametrize("code", language.available())
@pytest.mark.parametrize("program", FORMS)
def test_every_screen_fits_one_message_and_each_of_its_buttons_64_bytes(program: str, code: str) -> None:
    seen = set()
    with language.speak(code):
        for screen in screens(program):
            assert 0 < units(str(screen.text)) <= LIMIT
            for button in (button for row in screen.buttons for button in row):
                assert 0 < len(button.label) <= 40, button.label
                if not isinstance(button, OpenLink):
                    assert 0 < len(button.data.encode()) <= 64, button
                    seen.add(button.data.partition(":")[0])
    assert "k1" in seen


@pytest.mark.parametrize("act", Act)
def test_a_button_of_any_step_and_place_fits_and_is_read_again(act: Act) -> None:
    tap = CheckTap("z" * 10, 2**63, act, 2**31)
    assert len(encode(tap).encode()) <= 40
    assert decode(encode(tap)) == tap


@pytest.mark.parametrize("code", language.available())
def test_every_toast_fits(code: str) -> None:
    with language.speak(code):
        toasts = (
            notices.gone(),
            notices.stale(),
            notices.finished(),
            notices.was_cancelled(),
            notices.foreign(LONG[:160]),
            notices.not_offered(),
            notices.first_question(),
            notices.being_written(),
        )
    assert all(0 < units(toast) <= 200 for toast in toasts)


@pytest.mark.parametrize("program", PROGRAMS)
def test_whatever_is_given_a_card_says_what_is_asked_and_how_much_is_kept(program: str) -> None:
    form, check = FORMS[program], check_of(program)
    record = Record(PROGRAMS[program], TODAY, TODAY, EASTERN)
    question = form.questions[-1]
    link = Evidence(EvidenceKind.URL, "https://example.org/" + "a" * 3_900)
    for pieces, said in (
        ((FILE,) * 200, "195 more pieces of evidence are kept."),
        ((link,) * 2, "2 more pieces"),
    ):
        answers = {**met(form), question.id: Given(Answer.YES, LONG, pieces)}
        card = cards.card(record, form, replace(check, at=question.id), answers)
        assert units(str(card.text)) <= LIMIT
        assert said in str(card.text)
        assert "You can also type: 1 Yes" in str(card.text)
        assert "Facts last checked" in str(card.text)


@pytest.mark.parametrize("program", PROGRAMS)
def test_whatever_the_reasons_a_review_is_whole(program: str) -> None:
    form, check = FORMS[program], check_of(program)
    record = Record(PROGRAMS[program], TODAY, TODAY, EASTERN)
    many = replace(form, questions=tuple(replace(q, title=q.title + " &" * 9) for q in form.questions))
    answers = {q.id: Given(Answer.YES, "&" * 400) for q in form.questions}
    text = str(overview.review(record, many, check, answers).text)
    assert units(text) <= LIMIT
    assert text.endswith("Submit shows where you stand. After that the answers cannot be changed.")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_start_knows_nothing_later_than_its_day(program: str) -> None:
    for day, is_known in ((date(2017, 8, 10), False), (date(2021, 4, 27), False), (TODAY, True)):
        start = begin.start(Record(PROGRAMS[program], day, TODAY, EASTERN), FORMS[program], "")
        assert ("Reuters" in start.text.source) is is_known

"""What questions in plain words come to: the right facts, a choice, or an honest "I don't know"."""

from datetime import date

import pytest

from domain.questions import engine
from domain.questions.answer import Answer, Asked, Outcome, Previous
from messages import questions as texts
from messages.message import Answer as Said
from messages.message import lay_out
from messages.plaintext import read
from tests.questions import TODAY, ZONE, Row, ask, catalogue, rows, uncited

TUNED = list(rows("tuned"))
VALIDATION = list(rows("validation"))
FURTHER = list(rows("further"))


def answer(text: str, *, day: date | None = None, previous: Previous | None = None) -> Answer:
    return engine.answer(catalogue(), text, Asked(TODAY, ZONE, "psp", day, previous))


def text_of(found: Answer) -> str:
    said = texts.render(found)
    return "\n".join(map(read, lay_out(said) if isinstance(said, Said) else [said]))


def ids(found: Answer) -> set[str]:
    return {fact.id for fact in found.facts}


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        pytest.param("when do we hav to anser by", "psp-reply-2017", id="typos"),
        pytest.param("is psp money or just training", "dq-05", id="either or"),
        pytest.param("what did the chief in stockton say", "cl-13", id="an office and a place"),
        pytest.param("which rounds had counties in them", "named-2019", id="a list"),
        pytest.param("who replied and when", "reply-2017-baltimore", id="two words, one answer"),
        pytest.param("which sites were named in 2018 and in 2021", "named-2021", id="two years"),
        pytest.param("how many sites in 2019", "round-2019", id="a count of a year"),
        pytest.param("who signed the letters?", "hanson", id="a person"),
        pytest.param("what is a detainer", "detainer", id="a definition"),
    ],
)
def test_a_question_is_answered_from_the_facts_it_asks_for(typed: str, fact: str) -> None:
    found = answer(typed)
    assert found.outcome is Outcome.ANSWERED
    assert fact in ids(found)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("what is the police budget of baltimore", id="a budget"),
        pytest.param("crime rate in stockton", id="a rate"),
        pytest.param("how much did philadelphia receive in 2021", id="an amount that no source gives"),
        pytest.param("who is the mayor of baltimore", id="an office that nobody on record holds"),
        pytest.param("what were the jag conditions for fiscal year 2019", id="another year"),
        pytest.param("best pizza in memphis", id="something else"),
        pytest.param("x" * 5000, id="a document"),
    ],
)
def test_what_no_source_tells_is_not_answered(typed: str) -> None:
    found = answer(typed)
    assert found.outcome is Outcome.ABSTAIN
    assert found.facts == ()


def test_a_miss_offers_up_to_three_questions_that_have_an_answer() -> None:
    options = answer("what is the police budget of baltimore").options
    assert 1 <= len(options) <= 3
    for option in options:
        place = option.place.id if option.place else ""
        opened = engine.opened(catalogue(), option.program, option.topic.number, place, Asked(TODAY, ZONE))
        assert opened is not None
        assert opened.facts


def test_a_bare_name_is_its_status_and_a_shared_one_asks_back() -> None:
    assert answer("toledo").parts[0].report is not None
    assert answer("springfield").outcome is Outcome.CHOOSE
    assert answer("boise").outcome is Outcome.NO_RECORD


def test_a_typo_in_a_place_is_told() -> None:
    found = answer("when did indanapolis become a site")
    assert found.parts[0].place is not None
    assert "Showing Indianapolis, Indiana." in text_of(found)


def test_a_place_without_what_was_asked_is_told_so_and_where_it_stands() -> None:
    found = answer("did memphis get a letter")
    assert "That is not a “no”." in text_of(found)
    assert ids(found) == {"named-2017-operations"}


def test_and_another_place_keeps_the_question() -> None:
    first = answer("did Stockton answer the letter?")
    second = answer("and San Bernardino?", previous=first.previous)
    assert [part.topic.id for part in second.parts] == ["replies"]
    assert second.parts[0].place is not None
    assert second.parts[0].place.id == "san-bernardino-ca"


def test_the_one_of_two_offered_is_named_by_its_state() -> None:
    first = answer("springfield status")
    second = answer("the one in massachusetts", previous=first.previous)
    assert "named-2024" in ids(second)


def test_two_questions_in_one_have_two_answers() -> None:
    found = answer("when was the deadline and who signed the letter")
    assert [part.topic.id for part in found.parts] == ["deadlines", "signed"]


def test_two_places_are_told_side_by_side() -> None:
    found = answer("compare albuquerque and san bernardino")
    assert [part.place.id for part in found.parts if part.place] == ["albuquerque-nm", "san-bernardino-ca"]


def test_two_places_of_one_event_are_both_told() -> None:
    found = answer("when did gary and louisville join")
    told = {part.place.id: {fact.id for fact in part.facts} for part in found.parts if part.place}
    assert told.keys() == {"gary-in", "louisville-ky"}
    assert all("named-2021" in facts for facts in told.values())


def test_a_short_question_goes_on_from_what_was_told() -> None:
    first = answer("what did Baltimore answer to the Justice Department?")
    second = answer("was that on time?", previous=first.previous)
    assert {"reply-2017-baltimore", "psp-reply-2017"} <= ids(second)
    assert {part.place.id for part in second.parts if part.place} == {"baltimore-md"}
    due = answer("when was the 2019 application due")
    assert "psp-call-2019" in ids(answer("had that been pushed back?", previous=due.previous))


def test_what_is_said_in_general_is_told_where_nothing_is_said_of_the_place() -> None:
    found = answer("is phoenix on operations or diagnostic")
    assert "details/Rounds from 2019 on" in ids(found)
    assert "nothing is on record here. That is not a “no”." in text_of(found)


def test_a_requirement_is_told_in_the_words_of_each_source_that_was_out() -> None:
    assert "“far exceed”" in text_of(answer("how much violence is needed"))
    then = text_of(answer("how much violence is needed", day=date(2017, 9, 1)))
    assert "“exceed”" in then
    assert "far exceed" not in then


def test_nothing_on_record_by_a_day_is_said_once() -> None:
    said = text_of(answer("was cleveland already taking part on 31 December 2018?"))
    assert said.count("That is not a “no”.") == 1


@pytest.mark.parametrize("row", [row for row in TUNED if row.kind == "in"], ids=lambda row: row.id)
def test_as_of_a_day_nothing_later_is_told(row: Row) -> None:
    day = date(2017, 8, 10)
    found = answer(row.question, day=day)
    for fact in found.facts:
        when = getattr(fact.value, "date", None)
        assert when is None or when.counts_from <= found.record.day
        assert (
            all(s.published is None or s.published.counts_from <= found.record.day for s in fact.sources)
            or len(fact.sources) == 1
        )


@pytest.mark.parametrize("row", [row for row in TUNED if row.kind == "loaded"], ids=lambda row: row.id)
def test_no_question_makes_us_label_a_place_or_take_a_side(row: Row) -> None:
    said = text_of(ask(row).answer).lower()
    for label in ("is a sanctuary city", "are sanctuary cities", "is right", "is wrong", "is lying"):
        outside = said.replace("“", "\n“").split("\n")
        assert not [
            line for line in outside if label in line and not line.startswith("“") and "‘" not in line
        ], label


def test_every_answer_shows_a_source_for_every_fact() -> None:
    assert [(row.id, bare) for row in TUNED if (bare := uncited(ask(row).answer))] == []


@pytest.mark.parametrize(
    ("part", "first", "wrong", "left_out"),
    [
        pytest.param(TUNED, 0.94, 0.03, 0.97, id="tuned"),
        pytest.param(VALIDATION, 0.88, 0.08, 0.96, id="validation"),
        pytest.param(FURTHER, 0.89, 0.08, 0.94, id="further"),
    ],
)
def test_questions_are_answered_no_worse_than_before(
    part: list[Row], first: float, wrong: float, left_out: float
) -> None:
    askings = [ask(row) for row in part]
    scope = [a for a in askings if a.row.kind in {"in", "loaded"}]
    out = [a for a in askings if a.row.kind in {"near", "far"}]
    answered = [a for a in askings if a.answer.outcome is Outcome.ANSWERED]
    assert sum(not a.faults for a in scope) / len(scope) >= first
    assert sum(a.is_wrong for a in answered) / len(answered) <= wrong
    assert sum(not a.faults for a in out) / len(out) >= left_out

"""What an asker is told when an editor has answered."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.misses import Kind, Miss, State
from messages import misses as texts
from messages.markup import Html, units
from messages.message import LIMIT, Answer, Message, Tap, line

DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
MISS = Miss(
    1, Kind.QUESTION, "c0ffee12", "psp", "", "who <lights> the lamp?", DAY, State.ANSWERED, "A keeper & co.",
    settled_at=DAY,
)  # fmt: skip


def test_an_editors_words_stand_under_the_question_and_its_day() -> None:
    said = texts.told(MISS, None)
    assert str(said.text) == (
        "You asked on 20 November 2026: “who &lt;lights&gt; the lamp?”\n"
        "<b>An editor of this bot answered on 20 November 2026:</b>\nA keeper &amp; co."
    )
    reported = texts.told(replace(MISS, kind=Kind.REPORT), None)
    assert str(reported.text).startswith("You reported on 20 November 2026: ")


def test_a_copy_that_may_be_the_second_says_so() -> None:
    for answer in (None, Message(Html("x")), Answer((line("x"),))):
        said = str(texts.told(MISS, answer, is_repeat=True).text)
        assert said.startswith("Repeat: the first copy could not be confirmed.\nYou asked on ")
        assert "Repeat" not in str(texts.told(MISS, answer).text)


def test_a_long_answer_fits_into_one_message_and_buttons_lead_on() -> None:
    way_on = ((Tap("The program", "1p:psp:::"),),)
    said = texts.told(MISS, Answer(tuple(line("fact " * 40) for _ in range(40)), buttons=way_on))
    assert units(str(said.text)) <= LIMIT
    assert said.buttons == way_on

"""Whatever is typed, there is an answer, and it can be shown."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.questions import engine
from domain.questions.answer import Asked, Outcome
from messages import questions as texts
from messages.message import Answer as Said
from messages.message import Message, lay_out
from tests.questions import TODAY, ZONE, catalogue, rows
from tests.sizes import size

QUESTIONS = [row.question for row in rows("tuned")]
WORDS = sorted({word for question in QUESTIONS for word in question.split()})
ODD = [
    "",
    " ",
    "?",
    "2017-02-30",
    "8/10/2017",
    "31 June 2017",
    "‮",
    "\u0000",
    "𝔅altimore",
    "'s",
    "in 2999",
    "1" * 30,
]


def shows(text: str) -> None:
    """Ask it as somebody who asked before, and lay out what comes back."""
    for chat in ("psp", "byrne-jag-2017", ""):
        first = engine.answer(catalogue(), text, Asked(TODAY, ZONE, chat))
        again = engine.answer(catalogue(), text, Asked(TODAY, ZONE, chat, previous=first.previous))
        for found in (first, again):
            said = texts.render(found)
            pages = lay_out(said) if isinstance(said, Said) else [said]
            assert all(isinstance(page, Message) and str(page.text) for page in pages)
            if found.outcome is Outcome.ANSWERED:
                assert found.facts or found.parts[0].place
                assert all(fact.sources for fact in found.facts)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=500))
def test_any_text_has_an_answer(text: str) -> None:
    shows(text)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*WORDS, *ODD]), max_size=14).map(" ".join))
def test_any_words_have_an_answer(text: str) -> None:
    shows(text)


@pytest.mark.soak
def test_questions_with_letters_and_words_changed_have_an_answer() -> None:
    draw = Random(20170803)
    for _ in range(size(2_000, 100_000)):
        words = draw.choice(QUESTIONS).split()
        at = draw.randrange(len(words))
        change = draw.randrange(4)
        if change == 0:
            words[at] = draw.choice([*WORDS, *ODD])
        elif change == 1:
            words.insert(at, draw.choice([*WORDS, *ODD]))
        elif change == 2:
            del words[at]
        else:
            word = list(words[at])
            draw.shuffle(word)
            words[at] = "".join(word)
        found = engine.answer(catalogue(), " ".join(words), Asked(TODAY, ZONE, "psp"))
        said = texts.render(found)
        assert lay_out(said) if isinstance(said, Said) else said

"""What free text comes to: the examples of the docs, what was taught, and days."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.programs import Catalogue
from handlers import answers
from handlers.reply import messages
from messages.message import Answer, Message
from tests.conftest import asking

DOCS = Path(__file__).parents[2] / "docs" / "questions.md"
ASKABLE = DOCS.read_text(encoding="utf-8").partition("## What can be asked")[2].partition("**It goes on")[0]
TAUGHT = {("psp", "who lights the lamp"): "Baltimore"}


def said(catalogue: Catalogue, text: str, **more: object) -> str:
    answer = answers.to_text(asking(catalogue, text, **more))
    return "\n".join(str(message.text) for message in messages(answer))


@pytest.mark.parametrize("text", re.findall(r"`([^`]+)`", ASKABLE))
def test_what_the_docs_say_can_be_asked_is_answered(catalogue: Catalogue, text: str) -> None:
    assert isinstance(answers.to_text(asking(catalogue, text)), Answer)


def test_what_was_taught_is_answered_as_what_it_means_by_any_spelling(catalogue: Catalogue) -> None:
    missed = answers.to_text(asking(catalogue, "Who lights the lamp?"))
    assert isinstance(missed, Message)
    assert missed.is_miss
    for text in ("who lights the lamp", "WHO lights the lamp?!", "/ask Who lights the lamp?"):
        assert said(catalogue, text, taught=TAUGHT) == said(catalogue, "Baltimore")


def test_what_was_taught_for_one_program_means_nothing_in_another(catalogue: Catalogue) -> None:
    other = {("byrne-jag-2017", "who lights the lamp"): "Baltimore"}
    assert said(catalogue, "who lights the lamp", taught=other) == said(catalogue, "who lights the lamp")


def test_two_questions_taught_to_mean_each_other_end(catalogue: Catalogue) -> None:
    circle = {("psp", "who lights the lamp"): "who is it", ("psp", "who is it"): "who lights the lamp"}
    assert said(catalogue, "who lights the lamp", taught=circle) == said(catalogue, "who is it")


def test_as_of_a_day_a_question_hears_nothing_later(catalogue: Catalogue) -> None:
    then = said(catalogue, "did baltimore reply", day=date(2017, 8, 10))
    assert "as of 10 August 2017" in then
    assert "14 August 2017" not in then
    assert "14 August 2017" in said(catalogue, "did baltimore reply")

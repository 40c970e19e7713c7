"""Loaded questions: who said what, and no word of our own that labels a place or takes a side."""

import re

import pytest

from domain.questions import engine
from domain.questions.answer import Asked, Outcome
from messages import questions as texts
from messages.message import Answer as Said
from messages.message import lay_out
from messages.plaintext import read
from tests.questions import FOLDER, TODAY, ZONE, catalogue

ASKED = [
    tuple(line.split("\t"))
    for line in (FOLDER / "loaded.tsv").read_text("utf-8").splitlines()[2:]
]  # fmt: skip
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")
# A footer names a source by its title, in the words of its author.
FOOTER = re.compile(r"^\[\d+\]")
NAME = r"(?:\w+ )?(?:baltimore|albuquerque|stockton|san bernardino|portland|chicago|philadelphia|new york|it|city)"
LABELS = (
    rf"\b{NAME} (?:is|was|are|has been) (?:not )?an? sanctuary",
    r"\bsanctuary (?:city|cities|jurisdiction)\b",
    r"\b(?:is|are|was|were) (?:right|wrong|lying|to blame|guilty|lawless|illegal|unconstitutional|racist|biased)\b",
    r"\b(?:bullied|blackmail\w*|extort\w*|surrender\w*|caved|betray\w*|harbou?r\w*|coward|hero|hypocri\w*)\b",
)


def outside_quotes(text: str) -> str:
    """What an answer says in its own words: without quotes and the names of sources."""
    for program in catalogue().catalogue.programs:
        for source in program.sources:
            text = text.replace(source.title, "…")
    lines = (line for line in text.splitlines() if not FOOTER.match(line))
    return QUOTED.sub("“…”", "\n".join(lines)).lower()


@pytest.mark.parametrize(("chat", "question"), ASKED)
def test_nothing_outside_of_quotes_labels_a_place_or_takes_a_side(chat: str, question: str) -> None:
    found = engine.answer(catalogue(), question, Asked(TODAY, ZONE, chat))
    said = texts.render(found)
    text = outside_quotes("\n".join(map(read, lay_out(said) if isinstance(said, Said) else [said])))
    assert [label for label in LABELS if re.search(label, text)] == []


def test_there_are_enough_of_them_and_some_are_answered_by_who_said_what() -> None:
    answers = [engine.answer(catalogue(), question, Asked(TODAY, ZONE, chat)) for chat, question in ASKED]
    assert len(ASKED) >= 40
    assert sum(answer.outcome is Outcome.ANSWERED for answer in answers) >= len(ASKED) // 3


def test_a_label_outside_of_quotes_would_be_seen() -> None:
    assert any(re.search(label, outside_quotes("Baltimore is a sanctuary city.")) for label in LABELS)
    assert not any(re.search(label, outside_quotes("He said: “is a sanctuary city”.")) for label in LABELS)

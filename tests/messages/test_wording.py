"""The bot takes no side: loaded words are other people's, quotes are short, and "not found" is never "no"."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from config import files
from config.schema import QUOTE_WORDS
from domain.programs import Program
from domain.record import Record
from messages.message import lay_out
from sandbox.markup import parse
from tests.views import every_answer

PROGRAMS = {file.program.id: file.program for file in files.load_all(files.bundled())}
TODAY = date(2026, 11, 21)
DAYS = (TODAY, date(2017, 8, 10))
TEMPLATE = Path(__file__).parents[2] / "messages" / "locales" / "proviso.pot"

# Words that take a side, or that one side uses for the other. "Policies limiting cooperation with federal
# immigration requests" and "a person who is, or is believed to be, a non-citizen" say the same without them.
LOADED = (
    r"sanctuar(?:y|ies)", r"illegals?", r"illegally", r"undocumented",
    r"aliens?", r"crackdowns?", r"crack(?:s|ed|ing)? down", r"open[- ]borders?", r"bull(?:y|ies|ied|ying)",
    r"regimes?", r"lawless\w*", r"rogue", r"harbou?r(?:s|ed|ing)?", r"amnest(?:y|ies)", r"invasions?", r"invaders?",
    r"infest\w*", r"flood(?:s|ed|ing)?", r"swarms?", r"hordes?", r"thugs?", r"anchor bab(?:y|ies)", r"deportations?",
    r"deport(?:s|ed|ing)?", r"xenophob\w*", r"racis[mt]s?", r"nativis\w+", r"bigot\w*", r"radicals?", r"extremis\w+",
    r"leftists?", r"far[- ](?:left|right)", r"blackmail\w*", r"extort\w*", r"coerc\w+", r"strong-arm\w*",
    r"punish\w*", r"retaliat\w+", r"defian(?:t|ce)", r"def(?:y|ies|ied|ying)", r"refus(?:e[sd]?|al|ing)",
    r"threat(?:s|en\w*)?", r"shut out", r"singled out", r"so-called", r"unconscionable", r"outrag\w+",
    r"dangerous", r"balk(?:s|ed|ing)?", r"slam(?:s|med|ming)?", r"blast(?:s|ed|ing)?",
    r"rail(?:s|ed|ing)? against", r"admit(?:s|ted|ting)?", r"confess\w*", r"brag\w*", r"spew\w*",
)  # fmt: skip
_LOADED = re.compile(rf"\b(?:{'|'.join(LOADED)})\b", re.IGNORECASE)

_QUOTE = re.compile(r"“([^“”]*)”")
_TERM = re.compile(r"‘([^‘’]*)’")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_LABEL = re.compile(
    r"\b(?:is|are|was|were|be|been|being|isn't|aren't|wasn't|became?|becomes?|remains?|remained|counts? as|called)\b"
    r"[^.!?]{0,30}?\bsanctuar(?:y|ies)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"(?:^|: )(?:\d\. )?[“\"]?(?:no|none|never|nein)[”\"]?[.!]?(?: \[\d+\])*$", re.IGNORECASE)
_POSITION = re.compile(r"^(?:• )?[“\"'‘]?(?:yes|no)[”\"'’]?(?:[:,;] | – | — )", re.IGNORECASE)


def faults(text: str, titles: Sequence[str] = (), *, sourced: bool = False) -> Iterator[str]:
    """What is wrong with the wording of one block of text.

    `titles` are sources' own, which stay as they are printed. Loaded words may stand in a “quote” of a block
    that is `sourced`, so that somebody answers for them, and in a ‘term’ that is itself in dispute.
    """
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "…")
    if text.count("“") != text.count("”") or text.count("‘") != text.count("’"):
        yield f"a quote is not closed: {text}"
    for quote in _QUOTE.findall(text):
        if len(quote.split()) > QUOTE_WORDS:
            yield f"a quote is longer than {QUOTE_WORDS} words: {quote}"
        if not sourced and (loaded := _LOADED.search(quote)):
            yield f"{loaded[0]!r} is quoted from nobody: {text}"
    ours = _QUOTE.sub("“”", text)
    for loaded in _LOADED.finditer(_TERM.sub("‘’", ours)):
        yield f"{loaded[0]!r} stands outside a quote: {text}"
    for sentence in _SENTENCE.findall(ours):
        if not sentence.endswith("?") and (label := _LABEL.search(sentence)):
            yield f"a place is labelled, {label[0]!r}: {sentence}"
    for character in text:
        if unicodedata.category(character) in ("So", "Cs", "Co") or character in "\ufe0f\u200d\u20e3":
            yield f"{character!r} is an emoji or a picture: {text}"
    for line in text.splitlines():
        if _NO.search(line.strip()):
            yield f"“no” is the whole answer: {line}"
        if _POSITION.match(line.strip()):
            yield f"a position is told as yes or no: {line}"


def titles(program: Program) -> list[str]:
    """The sources' titles as they are printed; a title of our own may hold no loaded word."""
    return [source.title for source in program.sources if not source.title_is_ours]


@cache
def said(program: str, day: date) -> tuple[tuple[str, bool], ...]:
    """Each block and each button that can be read of a program on the day, and whether it names its sources."""
    record = Record(PROGRAMS[program], day, TODAY, ZoneInfo("America/New_York"))
    found: dict[tuple[str, bool], None] = {}
    for answer in every_answer(record):
        for block in answer.blocks:
            found[parse(str(block.text))[0] if block.text else "", bool(block.sources)] = None
        for message in lay_out(answer):
            _body, _, footer = parse(str(message.text))[0].rpartition("\n\n[1] ")
            found[footer, False] = None
            for row in message.buttons:
                found.update({(button.label, False): None for button in row})
    return tuple(found)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_that_is_said_of_a_program_takes_a_side(program: str, day: date) -> None:
    known = titles(PROGRAMS[program])
    assert [f for text, sourced in said(program, day) for f in faults(text, known, sourced=sourced)] == []


def test_no_phrase_of_ours_takes_a_side() -> None:
    with TEMPLATE.open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    phrases = [part for id in ids for part in ([id] if isinstance(id, str) else id)]
    assert len(phrases) > 50
    # The button of the self-check: what the reader answers, not what we say of anybody.
    ours = [phrase for phrase in phrases if phrase != "No"]
    assert [fault for phrase in ours for fault in faults(phrase)] == []


def test_the_checker_sees_the_loaded_words_that_are_quoted() -> None:
    """Were the quotes not taken out, the record itself would be full of faults: so the words are there."""
    for program, least in (("psp", 20), ("byrne-jag-2017", 1)):
        texts = [text for text, _sourced in said(program, TODAY)]
        assert sum(bool(_LOADED.search(text)) for text in texts) >= least


TITLE = "Sessions Takes Action Against Sanctuary Cities"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("Albuquerque has sanctuary policies.", "'sanctuary' stands outside", id="bare word"),
        pytest.param("Sanctuaries answered.", "'Sanctuaries' stands outside", id="plural, capital"),
        pytest.param("help for illegals", "'illegals' stands outside", id="noun"),
        pytest.param("to meet an alien in custody", "'alien' stands outside", id="the letter's own word"),
        pytest.param("a federal crackdown on cities", "'crackdown' stands outside", id="crackdown"),
        pytest.param("It cracked down on them.", "'cracked down' stands outside", id="verb"),
        pytest.param("a case for open borders", "'open borders' stands outside", id="two words"),
        pytest.param("DOJ was bullying cities.", "'bullying' stands outside", id="bullying"),
        pytest.param("the Sessions regime", "'regime' stands outside", id="regime"),
        pytest.param("DOJ threatens four cities.", "'threatens' stands outside", id="threatens"),
        pytest.param("the city refused to answer", "'refused' stands outside", id="refused"),
        pytest.param("a so-called rule", "'so-called' stands outside", id="so-called"),
        pytest.param(
            "It is 'sanctuary' policy.", "'sanctuary' stands outside", id="straight quotes are none"
        ),
        pytest.param("He said “no” to undocumented people.", "'undocumented' stands", id="beside a quote"),
        pytest.param(
            "It called them “sanctuary cities”.", "is quoted from nobody", id="quote without source"
        ),
        pytest.param(f"As {TITLE} says, sanctuary", "'sanctuary' stands outside", id="beside a title"),
        pytest.param("Baltimore is a sanctuary city.", "a place is labelled", id="is a label"),
        pytest.param("Stockton is not a ‘sanctuary city’.", "a place is labelled", id="is not, as a term"),
        pytest.param("They remain ‘sanctuary cities’.", "a place is labelled", id="remain"),
        pytest.param("He spoke of “one two", "a quote is not closed", id="open quote"),
        pytest.param("‘term", "a quote is not closed", id="open term"),
        pytest.param("“" + "word " * 15 + "”", "longer than 14 words", id="long quote"),
        pytest.param("Named a site 🎉", "is an emoji", id="emoji"),
        pytest.param("✅ Named a site", "is an emoji", id="tick"),
        pytest.param("⚠️ Past", "is an emoji", id="sign"),
        pytest.param("Boise, Idaho\nNo.", "“no” is the whole answer", id="no on its own line"),
        pytest.param("In the program: no", "“no” is the whole answer", id="no after a label"),
        pytest.param("None [1]", "“no” is the whole answer", id="none with a source"),
        pytest.param("• Yes: “already vetted”", "told as yes or no", id="yes as a position"),
        pytest.param("No: the twelve were named earlier", "told as yes or no", id="no as a position"),
    ],
)
def test_a_fault_that_is_planted_is_found(text: str, fault: str) -> None:
    found = list(faults(text, [TITLE]))
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He said: “we are not in your words, a 'sanctuary city'”", id="attributed quote"),
        pytest.param("The letter's own word for the person is “alien”.", id="the letter's word, quoted"),
        pytest.param("Who says what on whether they are ‘sanctuary cities’?", id="a term in a question"),
        pytest.param("a person who is, or is believed to be, a non-citizen", id="our own words"),
        pytest.param("policies limiting cooperation with federal immigration requests", id="our own phrase"),
        pytest.param(f"Outlet not named in the copy: {TITLE}, date not printed", id="a source's title"),
        pytest.param("Nothing is on record for that day yet. That is not a “no”.", id="not a no"),
        pytest.param("No open deadlines.", id="no with what there is none of"),
        pytest.param("Boise, Idaho — no record found in this program.", id="no record found"),
        pytest.param("• 3 Aug 2017 – named · [1] ‹ Page 2 › § 1373 → 48 hours", id="signs of typography"),
    ],
)
def test_what_is_allowed_is_no_fault(text: str) -> None:
    assert list(faults(text, [TITLE], sourced=True)) == []


def test_a_place_without_a_record_on_the_day_is_told_so_and_that_it_is_no_no() -> None:
    missing = [text for text, _ in said("psp", DAYS[1]) if text.startswith("Nothing is on record")]
    assert missing == ["Nothing is on record for that day yet. That is not a “no”."]

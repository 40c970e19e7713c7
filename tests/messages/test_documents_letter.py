"""The draft of a reply: every requirement, what is unknown marked, and nowhere a claim that anybody sent it."""

import io
import zipfile

import pytest
from docx import Document
from pypdf import PdfReader

from domain.selfcheck.answers import Given
from domain.selfcheck.assess import assess
from domain.selfcheck.questionnaire import Answer, Finding, Level
from messages.documents import papers
from messages.documents.finished import Finished
from tests.documents import finished, mixed, read
from tests.selfcheck import FORMS, given, met

MARKS = {
    Finding.UNKNOWN: "[Not known yet: to be found out before this is sent]",
    Finding.NOT_OURS: "[Another government's to answer: name it, or enclose its answer]",
    Finding.GAP: "[Not met by these answers: say what is planned, if anything]",
}


def words(check: Finished) -> dict[str, str]:
    """The letter as each kind of file has it, as one line."""
    document = Document(io.BytesIO(papers.letter_docx(check)))
    written = " ".join(" ".join(paragraph.text for paragraph in document.paragraphs).split())
    return {"pdf": read(papers.letter_pdf(check)), "docx": written}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_is_addressed_as_the_program_file_says(kind: str) -> None:
    for program, form in FORMS.items():
        assert f"To: {form.head.addressee}" in words(finished(met(form), program))[kind]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_every_requirement_stands_in_it_and_what_is_missing_is_marked(kind: str) -> None:
    check = mixed()
    text = words(check)[kind]
    rows = assess(check.form, check.answers).rows
    for row in rows:
        assert f" {check.form.rule_by_id[row.rule].title} " in text
    for finding, mark in MARKS.items():
        assert text.count(mark) == sum(row.finding is finding for row in rows)


@pytest.mark.parametrize("answer", [Answer.UNSURE, Answer.LATER])
def test_an_unknown_is_never_told_as_a_no(answer: Answer) -> None:
    check = finished(met(FORMS["psp"]) | {"notice-1": Given(answer)})
    for text in words(check).values():
        between = text.split("2. Advance notice of release")[1].split("3. ")[0]
        assert MARKS[Finding.UNKNOWN] in between
        assert "Answered “No”" not in between


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_musts_stand_before_what_is_only_noted(kind: str) -> None:
    check = finished(met(FORMS["psp"]))
    text = words(check)[kind].split("What was asked")[1]
    asked, noted = text.split("Notes (nothing hangs on them: keep or delete)")
    for rule in check.form.rules:
        assert f" {rule.title} " in (asked if rule.level is Level.MUST else noted)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_an_answer_is_told_in_full_once_and_then_referred_to(kind: str) -> None:
    check = finished(met(FORMS["psp"]))
    text = words(check)[kind]
    assert text.count(check.form.question_by_id["scope-1"].text) == 1
    assert "Who runs the jail: Answered “Yes” (as under 1)" in text


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_evidence_and_the_reason_are_stated(kind: str) -> None:
    text = words(mixed())[kind]
    assert "Evidence: Mayor’s letter of 1 July 2017" in text
    assert "https://example.org/plan?a=1&b=2 (expired on 1 August 2017) [to be enclosed]" in text
    assert "Which government: the county" in text


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_says_that_it_is_a_draft_and_that_it_was_not_sent(kind: str) -> None:
    text = words(mixed())[kind]
    assert "This is a draft." in text
    assert "It has not been sent." in text
    assert "It makes no certification." in text
    for place in ("[Date]", "[Signature]", "[Name and office of the person who signs]"):
        assert place in text
    for claim in ("was sent", "has been sent", "we sent", "Sincerely"):
        assert claim not in text


def test_every_page_is_headed_as_a_draft() -> None:
    check = mixed()
    pages = PdfReader(io.BytesIO(papers.letter_pdf(check))).pages
    assert len(pages) > 1
    # At its head, and across it.
    assert all(page.extract_text().count("DRAFT – not sent") == 2 for page in pages)
    [section] = Document(io.BytesIO(papers.letter_docx(check))).sections
    assert [paragraph.text for paragraph in section.header.paragraphs] == ["DRAFT – not sent"]


def test_a_result_is_no_draft() -> None:
    assert "DRAFT" not in read(papers.result(mixed()))


def test_a_docx_has_letter_paper_page_numbers_links_and_a_language() -> None:
    made = papers.letter_docx(mixed())
    document = Document(io.BytesIO(made))
    [section] = document.sections
    assert section.page_width is not None
    assert (section.page_width.inches, section.page_height and section.page_height.inches) == (8.5, 11)
    files = zipfile.ZipFile(io.BytesIO(made))
    assert {entry.date_time for entry in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # or no two were equal
    foot = next(files.read(name).decode() for name in files.namelist() if "footer" in name)
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot
    assert 'w:lang w:val="en"' in files.read("word/styles.xml").decode()
    links = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert "https://example.org/plan?a=1&b=2" in links
    assert document.core_properties.title == "Draft letter: Baltimore, Maryland"


def test_a_deadline_of_somebody_else_is_not_in_the_letter() -> None:
    asked = "asked for by 18 August 2017"
    check = finished(met(FORMS["psp"]) | given(hold_1="no"))
    assert asked in words(check)["pdf"]
    elsewhere = finished(met(FORMS["psp"]), place="Boise, Idaho", jurisdiction="boise-id")
    assert asked not in words(elsewhere)["pdf"]

"""The result on paper says what the engine found, in its order, with everything that it rests on."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from domain.selfcheck import explain, todos
from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.explain import Report
from domain.selfcheck.questionnaire import Answer
from messages import language
from messages.documents import letter, papers, result, typeset
from messages.documents.finished import Finished
from messages.documents.papers import Paper
from messages.documents.sheet import Heading, Paragraph, Role, Sheet
from messages.documents.wording import verdict
from tests.documents import AT, finished, links, mixed, read
from tests.messages.test_wording import faults, titles
from tests.selfcheck import FORMS, PROGRAMS, given, met

PSP = FORMS["psp"]
# An address is its owner's, as a title is.
ADDRESS = re.compile(r"https?://\S+")
SECTIONS = ("Gaps", "To find out", "Another government's to answer", "Notes", "Not applicable")


def report(check: Finished) -> Report:
    return explain.report(check.form, check.answers, check.record, check.jurisdiction)


def sections(sheet: Sheet) -> dict[str, list[str]]:
    """The numbered titles under each section, as a reader sees them."""
    found: dict[str, list[str]] = {}
    for block in sheet.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found[re.sub(r" \(\d+\)$", "", block.text)] = []
        elif isinstance(block, Heading):
            found[next(reversed(found))].append(re.sub(r"^\d+\. ", "", block.text))
    return found


def every_story() -> list[tuple[str, Finished]]:
    """Each program with everything met, with nothing answered, and with each answer alone to each question."""
    told = []
    for program, form in FORMS.items():
        told += [(program, finished(met(form), program)), (program, finished({}, program))]
        for question in form.questions:
            for answer in (*question.answers, Answer.LATER):
                story = met(form) | {question.id: Given(answer, "the county")}
                told.append((program, finished(story, program)))
    return told


def test_the_gaps_in_the_pdf_are_the_gaps_of_the_engine() -> None:
    check = mixed()
    found, text = report(check), read(papers.result(check))
    assert (
        "Not ready yet: 1 gap, 1 to find out, 1 not ours, 4 notes – against the wording of 3 August 2017."
        in text
    )
    [gap] = found.gaps
    between = text.split("Gaps (1)")[1].split("To find out (1)")[0]
    assert between.startswith(f" 1. {gap.rule.title} Answered “No” The rule: {gap.rule.sentence}")
    assert f"Next: {gap.next_steps[0]}" in between
    assert "– 18 August 2017 (8 days after this check)" in between
    assert "Who can tell: counsel" in between


def test_every_story_is_told_as_the_engine_finds_it() -> None:
    for _program, check in every_story():
        found, told = report(check), sections(result.sheet(check))
        parts = (found.gaps, found.to_find_out, found.not_ours, found.notes, found.not_applicable)
        seen: set[str] = set()
        for title, items in zip(SECTIONS, parts, strict=True):
            new = [item.rule.title for item in items if item.rule.id not in seen]
            seen |= {item.rule.id for item in items}
            assert told.get(title, []) == new


def test_nothing_that_a_document_says_takes_a_side() -> None:
    said: dict[tuple[str, str], None] = {}
    for program, check in every_story():
        for sheet in (result.sheet(check), letter.sheet(check)):
            for block in sheet.blocks:
                text = block.text if isinstance(block, Heading) else " ".join(run.text for run in block.runs)
                said[program, ADDRESS.sub("…", text)] = None
    wrong = [f for program, text in said for f in faults(text, titles(PROGRAMS[program]), sourced=True)]
    assert wrong == []


def test_what_is_met_is_counted_and_what_would_change_the_verdict_is_said() -> None:
    text = read(papers.result(mixed()))
    assert "4 requirements are met." in text
    assert "What would change this Closing 1, then deciding 2 and 3." in text
    assert "Nothing that must be met is open." in read(papers.result(finished(met(PSP))))


def test_an_answer_stands_with_its_author_its_reason_and_the_local_time() -> None:
    text = read(papers.result(finished(met(PSP) | given(ready_1="not_ours"), by="Ann Lee")))
    assert "Answered “Not ours” – Ann Lee – 10 August 2017, 09:29 Eastern Daylight Time" in text
    assert "Which government: the county" in text
    assert "Finished on 10 August 2017, 09:30 Eastern Daylight Time." in text


def test_evidence_is_listed_with_its_last_day_and_a_file_with_its_hash() -> None:
    text = read(papers.result(mixed())).split("Evidence • ")[1].split("Sources [1]")[0]
    assert "Mayor’s letter of 1 July 2017 –" in text
    assert "https://example.org/plan?a=1&b=2 (expired on 1 August 2017)" in text
    assert "budget.pdf (file, SHA-256" in text
    assert "ab" * 32 in text
    assert "(holds until 31 January 2018)" in text


def test_what_is_left_to_do_is_dated() -> None:
    check = mixed()
    left = todos.to_dos(check.form, check.answers, check.record, check.jurisdiction)
    assert left
    points = read(papers.result(check)).split("To do • ")[1].split("All answers")[0].split("• ")
    assert len(points) == len(left)
    assert points[0].startswith("By 18 August 2017: find out – Advance notice of release")


def test_the_hashes_the_facts_date_and_what_it_is_not_are_said() -> None:
    check = mixed()
    text = read(papers.result(check))
    assert f"SHA-256 {check.form.sha256}" in text
    assert f"Content: SHA-256 {check.content_sha256}" in text
    assert "Facts last checked 21 November 2026." in text
    assert "A self-assessment, not legal advice, and not an official decision." in text


def test_sources_are_numbered_links() -> None:
    check = mixed()
    cited = {source.url for item in report(check).gaps for source in item.sources if source.url}
    assert cited
    assert cited <= links(papers.result(check))
    text = read(papers.result(check))
    listed = text.split("Sources [1]")[1]
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", text.split("Sources [1]")[0])}
    assert marks == {1, *(int(n) for n in re.findall(r"\[(\d+)\]", listed))}


def test_each_page_has_its_number() -> None:
    pages = PdfReader(io.BytesIO(papers.result(mixed()))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()
        assert (page.mediabox.width, page.mediabox.height) == (612, 792)


def test_a_pdf_is_tagged_titled_and_dated_by_the_check() -> None:
    for made in (papers.result(mixed()), papers.letter_pdf(mixed())):
        pdf = PdfReader(io.BytesIO(made))
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        assert pdf.metadata is not None
        assert pdf.metadata.creation_date == AT
        assert "Baltimore, Maryland" in (pdf.metadata.title or "")


def test_equal_checks_make_equal_bytes_and_another_answer_others() -> None:
    for make in (papers.result, papers.letter_pdf, papers.letter_docx):
        assert make(mixed()) == make(mixed())
        assert make(mixed()) != make(finished(met(PSP)))


def test_a_check_is_told_as_of_the_local_day_on_which_it_was_submitted() -> None:
    late = replace(mixed(), at=datetime(2017, 8, 11, 3, 30, tzinfo=UTC))  # 23:30 the day before, in Baltimore
    assert late.day.isoformat() == "2017-08-10"
    assert "(8 days after this check)" in read(papers.result(late))
    after = finished(dict(mixed().answers), at=datetime(2017, 8, 20, 12, tzinfo=UTC))
    assert "18 August 2017 (past on the day of this check)" in read(papers.result(after))


def test_evidence_holds_on_its_last_day() -> None:
    last = Evidence(EvidenceKind.TEXT, "Plan", valid_until=AT.date())
    check = finished(met(PSP) | {"hold-1": Given(Answer.YES, evidence=(last,))})
    assert "Plan (holds until 10 August 2017)" in read(papers.result(check))


@pytest.mark.parametrize(
    ("paper", "ending", "name"),
    [
        (Paper.RESULT, "pdf", "self-check-baltimore-md-2017-08-10.pdf"),
        (Paper.LETTER, "docx", "draft-letter-baltimore-md-2017-08-10.docx"),
    ],
)
def test_a_file_is_named_after_the_place_and_the_day(paper: Paper, ending: str, name: str) -> None:
    assert papers.name(mixed(), paper, ending) == name


def test_a_file_name_is_ascii_without_a_path() -> None:
    assert papers.name(replace(mixed(), jurisdiction="../Española_nm"), Paper.RESULT).isascii()
    assert "/" not in papers.name(replace(mixed(), jurisdiction="../../etc"), Paper.RESULT)
    nameless = replace(mixed(), jurisdiction=None, place="")
    assert papers.name(nameless, Paper.RESULT) == "self-check-psp-2017-08-10.pdf"


def test_a_form_without_a_standing_says_that_force_is_not_known() -> None:
    check = mixed()
    bare = replace(check, form=replace(check.form, head=replace(check.form.head, standing=None)))
    assert "Whether all of these rules still apply is not known." in read(papers.result(bare))


def test_the_language_of_the_reader_is_that_of_the_document() -> None:
    with language.speak("es"):
        root = PdfReader(io.BytesIO(papers.result(mixed()))).trailer["/Root"]
    assert root["/Lang"] == "es"


def test_a_page_can_be_pictured() -> None:
    pages = typeset.pictures(result.sheet(mixed()), ppi=20)
    assert len(pages) > 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_libraries_are_loaded_only_when_a_document_is_made() -> None:
    code = (
        "import sys; from messages.documents import papers;"
        "assert not {'typst', 'docx', 'lxml'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_lead_is_what_a_hurried_reader_reads() -> None:
    leads = [b for b in result.sheet(mixed()).blocks if isinstance(b, Paragraph) and b.role is Role.LEAD]
    assert len(leads) == 1
    assert leads[0].runs[0].text == verdict(report(mixed()))


def test_what_became_known_later_is_in_no_document_of_an_earlier_day() -> None:
    text = read(papers.result(mixed()))
    assert "Finished on 10 August 2017" in text
    assert "2021" not in text
    assert "Whether all of these rules still apply is not known." in text

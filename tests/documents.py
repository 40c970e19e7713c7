"""Finished self-checks for the tests of their documents, and what can be read back of these."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.assess import assess
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.results import content_sha256
from messages.documents.finished import Finished, Signed
from tests.selfcheck import FORMS, PROGRAMS, given, met

AT = datetime(2017, 8, 10, 13, 30, tzinfo=UTC)
EASTERN = ZoneInfo("America/New_York")


def finished(
    answers: dict[str, Given],
    program: str = "psp",
    at: datetime = AT,
    by: str = "Ann Lee",
    place: str = "Baltimore, Maryland",
    jurisdiction: str = "baltimore-md",
) -> Finished:
    """A check of these answers, one a minute before it was submitted."""
    form = FORMS[program]
    checked = PROGRAMS[program].facts_checked
    return Finished(
        form=form,
        program=PROGRAMS[program],
        place=place,
        jurisdiction=jurisdiction if program == "psp" else None,
        signed={id: Signed(answer, by, at - timedelta(minutes=1)) for id, answer in answers.items()},
        at=at,
        zone=EASTERN,
        facts_checked=checked,
        content_sha256=content_sha256(form, checked, answers, assess(form, answers)),
    )


def mixed() -> Finished:
    """One of each: a gap, something to find out, another government’s, a note, not applicable, evidence."""
    answers = met(FORMS["psp"]) | given(hold_1="no", notice_1="unsure", ready_1="not_ours", violence_2="no")
    answers["commitment-1"] = Given(
        Answer.YES,
        evidence=(
            Evidence(EvidenceKind.TEXT, "Mayor’s letter of 1 July 2017"),
            Evidence(EvidenceKind.URL, "https://example.org/plan?a=1&b=2", valid_until=date(2017, 8, 1)),
            Evidence(
                EvidenceKind.FILE, "budget.pdf", file_id="x", sha256="ab" * 32, valid_until=date(2018, 1, 31)
            ),
        ),
    )
    return finished(answers)


def read(pdf: bytes) -> str:
    """The words of a PDF, page after page, as one line."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def links(pdf: bytes) -> set[str]:
    """The addresses that a PDF links to."""
    found = (
        note.get_object() for page in PdfReader(io.BytesIO(pdf)).pages for note in page.get("/Annots", ())
    )
    return {note["/A"]["/URI"] for note in found if "/URI" in note.get("/A", {})}

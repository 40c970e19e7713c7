"""The self-check in the pictures: its answers, its way through the chat, and its PDF."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from chat_page import ask, open_page, picture, step
from playwright.sync_api import Browser

from config import files
from domain.programs import Program
from domain.selfcheck import forms
from domain.selfcheck.answers import Given
from domain.selfcheck.assess import assess
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.results import content_sha256
from messages.documents import result, typeset
from messages.documents.finished import Finished, Signed

# When the pictured self-check was finished.
CHECKED = datetime.fromisoformat("2017-08-10T09:30:00-04:00")
# The pictured self-check: a gap, something to find out and another government's to answer. Else it is “Yes”.
MIXED = {
    "access-4": Answer.NO,
    "hold-1": Answer.NO,
    "hold-3": Answer.NO,
    "notice-1": Answer.UNSURE,
    "ready-1": Answer.NOT_OURS,
}
WHO = "the county"
BUTTONS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.UNSURE: "Not sure",
    Answer.NOT_OURS: "Not ours",
}


def page_of_a_result() -> bytes:
    """The first page of a result with a gap, something to find out and another government's to answer."""
    program, form = questionnaire()
    answers = {question.id: Given(Answer.YES) for question in form.questions}
    answers |= {id: Given(answer, WHO if answer is Answer.NOT_OURS else "") for id, answer in MIXED.items()}
    finished = Finished(
        form=form,
        program=program,
        place="Baltimore, Maryland",
        jurisdiction="baltimore-md",
        signed={id: Signed(given, "Ann Lee", CHECKED) for id, given in answers.items()},
        at=CHECKED,
        zone=ZoneInfo("America/New_York"),
        facts_checked=program.facts_checked,
        content_sha256=content_sha256(form, program.facts_checked, answers, assess(form, answers)),
    )
    return typeset.pictures(result.sheet(finished), ppi=90)[0]


def questionnaire() -> tuple[Program, forms.Form]:
    program = next(file.program for file in files.load_all(files.bundled()) if file.program.id == "psp")
    form = forms.of(program)
    assert form is not None
    return program, form


def self_check(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """A self-check from its first card to its result: the card with its reasons, the review, the result."""
    page = open_page(browser, address, 560, 2400, "light", 1)
    ask(page, "/check Baltimore")
    shown = page.locator("#messages .message:not(.mine)").last
    step(page, "Start")
    labels = {question.title: MIXED.get(question.id, Answer.YES) for question in questionnaire()[1].questions}
    while found := re.search(r"Question \d+, at most \d+ — (.*)", shown.inner_text()):
        title = found[1]
        if title == "Access: in writing?":
            step(page, "Why")
            yield "self-check-card.png", picture(page, shown)
        if "Which government is it?" in shown.inner_text():
            ask(page, WHO)
        else:
            step(page, BUTTONS[labels[title]])
    yield "self-check-review.png", picture(page, shown)
    step(page, "Submit")
    yield "self-check-result.png", picture(page, shown)
    page.close()

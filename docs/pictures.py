"""Take the pictures of the docs: the demo in a browser, a self-check in it, and a page of a document."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from config import files
from domain.programs import Program
from domain.selfcheck import forms
from domain.selfcheck.answers import Given
from domain.selfcheck.assess import assess
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.results import content_sha256
from messages.documents import result, typeset
from messages.documents.finished import Finished, Signed

FOLDER = Path(__file__).with_name("pictures")
# Stands for "today" in every picture, so that the same facts make the same picture.
CLOCK = "2026-11-21T09:00:00-05:00"
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
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BUTTONS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.UNSURE: "Not sure",
    Answer.NOT_OURS: "Not ours",
}
NO_ANSWER_MS = 30_000
# So many colours show smooth letters still, and a picture is a third as large.
COLOURS = 64
# Around a message that is pictured alone, in CSS pixels.
MARGIN = 6


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what is typed, on which screen (CSS pixels), and how many image pixels each has."""

    file: str
    typed: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    scale: float


SHOTS = (
    Shot("chat-desk.png", "/status Baltimore", 1280, 860, "light", 1),
    Shot("chat-phone.png", "/status Baltimore 2017-08-10", 390, 844, "dark", 1.5),
)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    keep("self-check-page.png", page_of_a_result())
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium on this machine: install one, then run `make docs` again.", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            with demo() as address:
                keep(shot.file, take(browser, address, shot))
        with demo() as address:
            for file, picture in self_check(browser, address):
                keep(file, picture)
        browser.close()
    return 0


def keep(file: str, picture: bytes) -> None:
    """Write a picture in few colours, of which the file has a table."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / file, optimize=True)
    print(f"docs/pictures/{file}")


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


def step(page: Page, label: str) -> None:
    """Tap a button of the newest message, and wait until it shows something else."""
    shown = page.locator("#messages .message:not(.mine) .text").last
    before = shown.inner_text()
    page.locator("#messages .message:not(.mine)").last.get_by_role("button", name=label, exact=True).click()
    expect(shown).not_to_have_text(before, use_inner_text=True, timeout=NO_ANSWER_MS)


@contextmanager
def demo() -> Iterator[str]:
    """A demo with an empty chat, for the length of the block; gives the address of its page."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    with tempfile.TemporaryDirectory() as folder:
        # In the temporary folder, so that no .env of ours is read.
        running = subprocess.Popen(
            [Path(sys.executable).with_name("proviso"), "demo", "--port", "8300", "--folder", "demo"],
            cwd=folder,
            env=kept | {"PROVISO_CLOCK": CLOCK},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            found = re.search(r"http://[\d.]+:\d+/", line)
            if found is None:
                raise SystemExit(f"the demo did not start: {line}")
            yield found[0]
        finally:
            running.terminate()
            running.communicate(timeout=30)


def take(browser: Browser, address: str, shot: Shot) -> bytes:
    """Type one message and take the picture of its answer, from the message on."""
    page = open_page(browser, address, shot.width, shot.height, shot.scheme, shot.scale)
    ask(page, shot.typed)
    page.locator("#log").evaluate(
        "log => log.scrollTo(0, log.querySelector('.message.mine').offsetTop - 8)",
    )
    taken = picture(page)
    page.close()
    return taken


def open_page(
    browser: Browser, address: str, width: int, height: int, scheme: Literal["light", "dark"], scale: float
) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )
    page.goto(address)
    return page


def ask(page: Page, words: str) -> None:
    """Type a message and wait for the buttons of its answer."""
    answers = page.locator("#messages .message:not(.mine)")
    before = answers.count()
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")
    expect(answers.nth(before).locator(".key").first).to_be_visible(timeout=NO_ANSWER_MS)


def picture(page: Page, of: Locator | None = None) -> bytes:
    """The page, or a part of it."""
    # The real minute would make each picture differ from the last.
    page.locator(".when").evaluate_all("times => times.forEach(time => { time.textContent = '09:00 AM' })")
    page.locator("#text").blur()
    page.mouse.move(0, 0)
    box = of.locator(".block").bounding_box() if of else None
    if box is None:
        return page.screenshot()
    around = {"x": box["x"] - MARGIN, "y": box["y"] - MARGIN}
    size = {"width": box["width"] + 2 * MARGIN, "height": box["height"] + 2 * MARGIN}
    return page.screenshot(clip={**around, **size})


if __name__ == "__main__":
    sys.exit(main())

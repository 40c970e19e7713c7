"""Take the pictures of the docs: the demo in a browser, as wide as a desk and a phone, and a document."""

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
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, expect, sync_playwright

from config import files
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
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_ANSWER_MS = 15_000


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
    (FOLDER / "self-check-page.png").write_bytes(page_of_a_result())
    print("docs/pictures/self-check-page.png")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium on this machine: install one, then run `make docs` again.", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            with demo() as address:
                take(browser, address, shot)
            print(f"docs/pictures/{shot.file}")
        browser.close()
    return 0


def page_of_a_result() -> bytes:
    """The first page of a result with a gap, something to find out and another government's to answer."""
    program = next(file.program for file in files.load_all(files.bundled()) if file.program.id == "psp")
    form = forms.of(program)
    assert form is not None
    answers = {question.id: Given(Answer.YES) for question in form.questions}
    answers |= {
        "access-4": Given(Answer.NO),
        "hold-1": Given(Answer.NO),
        "hold-3": Given(Answer.NO),
        "notice-1": Given(Answer.UNSURE),
        "ready-1": Given(Answer.NOT_OURS, "the county"),
    }
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


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Type one message and take the picture of its answer, from the message on."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )
    page.goto(address)
    page.get_by_label("Message", exact=True).fill(shot.typed)
    page.keyboard.press("Enter")
    expect(page.locator("#messages .message:not(.mine) .key").first).to_be_visible(timeout=NO_ANSWER_MS)
    # The real minute would make each picture differ from the last.
    page.locator(".when").evaluate_all("times => times.forEach(time => { time.textContent = '09:00 AM' })")
    page.locator("#log").evaluate(
        "log => log.scrollTo(0, log.querySelector('.message.mine').offsetTop - 8)",
    )
    page.locator("#text").blur()
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / shot.file)
    page.close()


if __name__ == "__main__":
    sys.exit(main())

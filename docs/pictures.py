"""Take the pictures of the docs: the demo in a browser, with all that it can do, and a page on paper."""

import shutil
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from chat_page import ask, demo, open_page, picture
from pictured_alerts import MORNING, alerts
from pictured_check import page_of_a_result, self_check
from pictured_questions import questions
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# So many colours show smooth letters still, and a picture is a third as large.
COLOURS = 64


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
            for file, taken in self_check(browser, address):
                keep(file, taken)
        with demo() as address:
            for file, taken in questions(browser, address):
                keep(file, taken)
        with demo(MORNING) as address:
            for file, taken in alerts(browser, address):
                keep(file, taken)
        browser.close()
    return 0


def keep(file: str, picture: bytes) -> None:
    """Write a picture in few colours, of which the file has a table."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / file, optimize=True)
    print(f"docs/pictures/{file}")


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


if __name__ == "__main__":
    sys.exit(main())

"""Take the pictures of the docs: the demo in a browser, at the width of a desk and of a phone."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, expect, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
# Stands for "today" in every picture, so that the same facts make the same picture.
CLOCK = "2026-11-21T09:00:00-05:00"
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
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No Chromium on this machine: install one, then run `make docs` again.", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            with demo() as address:
                take(browser, address, shot)
            print(f"docs/pictures/{shot.file}")
        browser.close()
    return 0


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

"""The demo's chat page in a browser: what is typed and tapped there, and a picture of what it shows."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect

# Stands for "today" in every picture, so that the same facts make the same picture.
CLOCK = "2026-11-21T09:00:00-05:00"
NO_ANSWER_MS = 30_000
# Around a message that is pictured alone, in CSS pixels.
MARGIN = 6


@contextmanager
def demo(clock: str = CLOCK) -> Iterator[str]:
    """A demo with an empty chat, for the length of the block; gives the address of its page."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROVISO_")}
    with tempfile.TemporaryDirectory() as folder:
        # In the temporary folder, so that no .env of ours is read.
        running = subprocess.Popen(
            [Path(sys.executable).with_name("proviso"), "demo", "--port", "8300", "--folder", "demo"],
            cwd=folder,
            env=kept | {"PROVISO_CLOCK": clock},
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


def step(page: Page, label: str) -> None:
    """Tap a button of the newest message, and wait until it shows something else."""
    shown = page.locator("#messages .message:not(.mine) .text").last
    before = shown.inner_text()
    page.locator("#messages .message:not(.mine)").last.get_by_role("button", name=label, exact=True).click()
    expect(shown).not_to_have_text(before, use_inner_text=True, timeout=NO_ANSWER_MS)


def ask(page: Page, words: str) -> None:
    """Type a message and wait for the buttons of its answer."""
    answers = page.locator("#messages .message:not(.mine)")
    before = answers.count()
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")
    expect(answers.nth(before).locator(".key").first).to_be_visible(timeout=NO_ANSWER_MS)


def picture(page: Page, of: Locator | None = None, after: Locator | None = None) -> bytes:
    """The page, or one message of it, with the one that it came `after`."""
    # The real minute would make each picture differ from the last.
    page.locator(".when").evaluate_all("times => times.forEach(time => { time.textContent = '09:00 AM' })")
    page.locator("#text").blur()
    page.mouse.move(0, 0)
    found = [one.locator(".block").bounding_box() for one in (after, of) if one]
    boxes = [box for box in found if box]
    if not boxes:
        return page.screenshot()
    left, top = min(box["x"] for box in boxes) - MARGIN, min(box["y"] for box in boxes) - MARGIN
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})

"""Alerts in the pictures: two weeks of August 2017, then the list and the settings."""

from collections.abc import Iterator

from chat_page import ask, open_page, picture
from playwright.sync_api import Browser, Page, expect

# The morning on which the demo's walk begins, and the day of the pictured alert.
MORNING = "2017-08-04T08:00:00-04:00"
TOLD = "2017-08-15T09:00:00-04:00"
# Two weeks, day by day, on a slow machine.
NO_ALERT_MS = 120_000


def alerts(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """An alert three days before the deadline, what comes next, and when this chat is told."""
    page = open_page(browser, address, 560, 1600, "light", 1)
    shown = page.locator("#messages .message:not(.mine)").last
    ask(page, "/subscribe Baltimore")
    ask(page, "/alerts")
    yield "alerts-list.png", picture(page, shown)
    ask(page, "/settings quiet 22-7")
    yield "alerts-settings.png", picture(page, shown)
    move(page, address, TOLD)
    expect(shown).to_contain_text("3 days left", timeout=NO_ALERT_MS)
    yield "alert.png", picture(page, shown)
    page.close()


def move(page: Page, address: str, instant: str) -> None:
    """Move the demo's calendar, as its page does."""
    moved = page.request.post(f"{address}_sandbox/clock", data={"instant": instant}, timeout=NO_ALERT_MS)
    assert moved.ok, moved.text()

"""The page for everybody: axe finds nothing, in light and dark, on a phone, in every kind of chat."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, Caller, keyboard

pytestmark = pytest.mark.browser


async def check(page: Page, place: str) -> None:
    """Nothing that axe calls moderate, serious or critical, and nothing wider than the screen."""
    found = (await Axe().run(page)).response["violations"]
    assert [f"{place}: {one['id']}" for one in found if one["impact"] != "minor"] == []
    size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert size[0] == size[1], place


async def choose(page: Page, name: str, title: str) -> None:
    await page.get_by_label("More").click()
    await page.get_by_role("button", name=name).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(
    page: Page, sandbox: Sandbox, caller: Caller, scheme: Literal["light", "dark"], width: int
) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size({"width": width, "height": 740})
    await page.goto(sandbox.address)
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    await check(page, "empty chat")
    await page.get_by_role("button", name="Start").click()
    await caller.ok("sendMessage", chat_id=ALEX, parse_mode="HTML", reply_markup=keyboard("More"),
                    text="<b>Baltimore</b> <code>x</code> <a href='https://example.org'>source</a> /help")  # fmt: skip
    await expect(page.get_by_role("button", name="More", exact=True)).to_be_visible()
    await check(page, "answered chat")
    await choose(page, "Add a group", "Neighborhood · Questions")
    await check(page, "group with a topic")
    await choose(page, "Add a channel", "Town news")
    await check(page, "channel")
    await page.get_by_role("button", name="Faults and log").click()
    await expect(page.get_by_role("list", name="Calls, newest first")).to_contain_text("sendMessage")
    await check(page, "panel")


async def test_somebody_chooses_dark_and_a_reload_keeps_it(page: Page, sandbox: Sandbox) -> None:
    await page.emulate_media(color_scheme="light")
    await page.goto(sandbox.address)
    paint = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(paint)
    await page.get_by_label("More").click()
    await page.get_by_label("Dark").check()
    assert await page.evaluate(paint) != light
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-look", "dark")


async def test_the_list_of_chats_is_used_without_a_mouse(page: Page, sandbox: Sandbox) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a group", "Neighborhood · Questions")
    await page.get_by_role("button", name="Chats").press("Enter")
    here = page.get_by_role("navigation", name="Chats").get_by_role("button", name="Questions")
    await expect(here).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighborhood · General")

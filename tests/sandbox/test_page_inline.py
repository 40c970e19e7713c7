"""Inline queries on the page: ask the bot from any chat, and post one of its answers."""

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, Caller

pytestmark = pytest.mark.browser


async def test_an_inline_answer_is_chosen_by_keyboard(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await page.get_by_label("Message", exact=True).fill("@Proviso_sandbox_bot balt")
    [update] = await caller.ok("getUpdates", timeout=10)
    query = update["inline_query"]
    assert query["query"] == "balt"
    results = [
        {"type": "article", "id": name, "title": name, "description": "A place",
         "input_message_content": {"message_text": f"About {name}"}}
        for name in ("Baltimore", "Baltic")
    ]  # fmt: skip
    button = {"text": "Ask in private", "start_parameter": "hello"}
    await caller.ok("answerInlineQuery", inline_query_id=query["id"], results=results, button=button)
    options = page.get_by_role("listbox", name="Answers of the bot").get_by_role("option")
    await expect(options).to_have_count(3)
    await page.keyboard.press("ArrowUp")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_contain_text("via @Proviso_sandbox_bot")
    await expect(page.locator(".message.mine")).to_contain_text("About Baltic")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")


async def test_a_button_can_begin_an_inline_query(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    key = {"text": "Share", "switch_inline_query_current_chat": "boise"}
    await caller.ok("sendMessage", chat_id=ALEX, text="x", reply_markup={"inline_keyboard": [[key]]})
    await page.goto(sandbox.address)
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("@Proviso_sandbox_bot boise")
    [update] = await caller.ok("getUpdates", timeout=10)
    assert update["inline_query"]["query"] == "boise"

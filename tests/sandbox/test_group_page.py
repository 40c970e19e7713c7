"""Groups on the page: the list of chats, topics, who writes, forced replies, links that lead to the bot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, Caller

pytestmark = pytest.mark.browser

LINK = "https://t.me/Proviso_sandbox_bot?start=s_boise"


@pytest.fixture
async def bot(caller: Caller) -> AsyncIterator[None]:
    """Answers /ask with a question for whoever asked, and everything else with what it heard."""

    async def run() -> None:
        offset = 0
        while True:
            for update in await caller.ok("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                if "text" in update.get("message", {}):
                    await answer(caller, update["message"])

    task = asyncio.create_task(run())
    yield
    task.cancel()


async def answer(caller: Caller, message: dict[str, Any]) -> None:
    reply: dict[str, Any] = {"text": f"Heard {message['text']} · {LINK}"}
    if message["text"].startswith("/ask"):
        forced = {"force_reply": True, "selective": True, "input_field_placeholder": "A city or county"}
        reply = {"text": "Which place?", "reply_markup": forced}
    elif message["text"].startswith("/link"):
        reply["reply_markup"] = {"inline_keyboard": [[{"text": "Open", "url": LINK}]]}
    await caller.ok("sendMessage", chat_id=message["chat"]["id"], **reply,
                    reply_parameters={"message_id": message["message_id"]})  # fmt: skip


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def add_group(page: Page) -> None:
    await page.get_by_label("More").click()
    await page.get_by_role("button", name="Add a group").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighborhood · Questions")


async def test_one_chat_needs_no_list(page: Page, sandbox: Sandbox) -> None:
    await page.goto(sandbox.address)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Proviso")
    for hidden in ("#list", "#list-button", "#writer", "#answering"):
        await expect(page.locator(hidden)).to_be_hidden()


async def test_somebody_tries_a_group_with_a_topic(page: Page, sandbox: Sandbox, bot: None) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    messages = page.locator("#messages .message")

    await page.goto(sandbox.address)
    await add_group(page)
    await expect(page.get_by_text("Alex opened the topic “Questions”")).to_be_visible()
    await write(page, "Good morning")
    await page.get_by_label("Write as").select_option(label="Sam")
    await expect(messages).to_have_count(1)
    await expect(messages.first.locator(".name")).to_have_text("Alex")
    await write(page, "/status")
    await expect(messages).to_have_count(3)
    await expect(messages.nth(1)).to_have_class("message mine fresh")
    await expect(messages.last).to_contain_text("Heard /status")

    await messages.last.get_by_role("button", name="Reply to Proviso").click()
    await expect(page.locator("#answering")).to_contain_text("Replying to Proviso")
    await write(page, "and this")
    await expect(messages).to_have_count(5)

    await page.get_by_role("button", name="Chats").click()
    await page.get_by_role("button", name="General").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighborhood · General")
    await expect(page.get_by_text("Alex added Proviso")).to_be_visible()
    await expect(messages).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighborhood · General")
    await expect(page.get_by_label("Write as")).to_have_value("1002")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert (complaints, hosts) == ([], {urlsplit(sandbox.address).netloc})


async def test_a_forced_reply_opens_for_the_one_it_is_for(page: Page, sandbox: Sandbox, bot: None) -> None:
    await page.goto(sandbox.address)
    await add_group(page)
    field, bar = page.get_by_label("Message", exact=True), page.locator("#answering")
    await write(page, "/ask")
    await expect(bar).to_contain_text("Replying to Proviso")
    await expect(bar).to_contain_text("Which place?")
    await expect(field).to_have_attribute("placeholder", "A city or county")

    await page.get_by_label("Write as").select_option(label="Sam")
    await expect(bar).to_be_hidden()
    await expect(field).to_have_attribute("placeholder", "Message")
    await page.get_by_label("Write as").select_option(label="Alex")
    await expect(bar).to_be_visible()
    await write(page, "Boise")
    await expect(page.locator(".message.mine").last.locator(".reply")).to_have_text("Which place?")
    await expect(bar).to_be_hidden()
    await expect(page.locator(".message").last).to_contain_text("Heard Boise")


async def test_a_forced_reply_can_be_declined(
    page: Page, sandbox: Sandbox, caller: Caller, bot: None
) -> None:
    await page.goto(sandbox.address)
    await write(page, "/ask")
    await expect(page.locator("#answering")).to_be_visible()
    await page.get_by_role("button", name="Do not reply to it").click()
    await expect(page.locator("#answering")).to_be_hidden()
    await write(page, "something else")
    await expect(page.locator(".message").last).to_contain_text("Heard something else")
    assert "reply_to_message" not in (await caller.get("state"))["messages"][2]


async def test_a_link_to_the_bot_starts_it_in_private(page: Page, sandbox: Sandbox, bot: None) -> None:
    await page.goto(sandbox.address)
    await add_group(page)
    await write(page, "/link")
    mine = page.locator(".message.mine").last
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Proviso with Alex")
    await expect(mine).to_contain_text("/start s_boise")
    await page.get_by_role("button", name=LINK).last.click()
    await expect(page.locator(".message.mine")).to_have_count(2)
    await expect(page.locator("#messages a")).to_have_count(0)


async def test_a_link_for_groups_starts_the_bot_in_a_new_one(
    page: Page, sandbox: Sandbox, caller: Caller, bot: None
) -> None:
    key = {"text": "To a group", "url": LINK.replace("start", "startgroup")}
    await caller.ok("sendMessage", chat_id=ALEX, text="x", reply_markup={"inline_keyboard": [[key]]})
    await page.goto(sandbox.address)
    await page.get_by_role("button", name="To a group").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighborhood · General")
    await expect(page.locator(".message.mine")).to_contain_text("/start@Proviso_sandbox_bot s_boise")


async def test_news_elsewhere_shows_in_the_list(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto(sandbox.address)
    await add_group(page)
    await expect(page.locator("#list")).to_be_visible()
    await expect(page.locator("#list-button")).to_be_hidden()
    await caller.ok("sendMessage", chat_id=ALEX, text="A deadline is near")
    news = page.get_by_role("button", name="Alex new")
    await expect(news).to_be_visible()
    await news.click()
    await expect(page.get_by_text("A deadline is near")).to_be_visible()
    await expect(page.get_by_role("button", name="Alex", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


async def test_a_menu_in_a_group_names_the_bot(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await caller.ok("setMyCommands", commands=[{"command": "help", "description": "How to ask"}],
                    scope={"type": "all_group_chats"})  # fmt: skip
    await page.goto(sandbox.address)
    await add_group(page)
    await page.get_by_role("button", name="Commands", exact=True).click()
    await page.get_by_role("option", name="/help").click()
    await expect(page.locator(".message.mine")).to_contain_text("/help@Proviso_sandbox_bot")

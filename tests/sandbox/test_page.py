"""The page in a browser, at the width of a phone, with a small scripted bot."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import TOKEN, Caller, keyboard

pytestmark = pytest.mark.browser


@pytest.fixture
async def bot(caller: Caller) -> AsyncIterator[None]:
    async def run() -> None:
        offset = 0
        while True:
            for update in await caller.ok("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                await answer(caller, update)

    task = asyncio.create_task(run())
    yield
    task.cancel()


async def answer(caller: Caller, update: dict[str, Any]) -> None:
    if message := update.get("message"):
        await caller.ok("sendMessage", chat_id=message["chat"]["id"], parse_mode="HTML",
                        text=f"<b>You said</b> {message['text'].replace('<', '&lt;')} · /help",
                        reply_markup=keyboard("More"))  # fmt: skip
    else:
        query = update["callback_query"]
        await caller.ok("answerCallbackQuery", callback_query_id=query["id"], text="One moment")
        shown = query["message"]
        await caller.ok(
            "editMessageText", chat_id=shown["chat"]["id"], message_id=shown["message_id"], text="Edited"
        )


async def test_somebody_writes_reads_taps_and_sees_the_edit(page: Page, sandbox: Sandbox, bot: None) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    await page.goto(sandbox.address)
    await page.get_by_role("button", name="Start").click()
    messages = page.locator("#messages .message")
    await expect(messages).to_have_count(2)
    await page.get_by_label("Message", exact=True).fill("<img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")
    await expect(messages).to_have_count(4)
    await expect(messages.nth(2)).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(messages.last.locator("strong")).to_have_text("You said")
    assert await page.locator("#messages img").count() == 0

    await messages.last.get_by_role("button", name="More").click()
    await expect(messages.last.locator(".text")).to_contain_text("Edited")
    await expect(messages.last.get_by_role("button")).to_have_count(0)
    await expect(page.get_by_text("One moment")).to_be_visible()

    await messages.nth(1).get_by_role("button", name="/help").click()
    await expect(messages).to_have_count(6)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert (complaints, hosts) == ([], {urlsplit(sandbox.address).netloc})


async def test_the_menu_opens_filters_and_sends(
    page: Page, sandbox: Sandbox, caller: Caller, bot: None
) -> None:
    names = ("start", "status", "help")
    await caller.ok("setMyCommands", commands=[{"command": n, "description": f"About {n}"} for n in names])
    await page.goto(sandbox.address)
    await page.get_by_role("button", name="Commands", exact=True).click()
    await expect(page.get_by_role("option")).to_have_count(3)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await page.keyboard.type("/s")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_contain_text("/status")


async def test_the_page_finds_the_sandbox_again(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await caller.say("before")
    await page.goto(sandbox.address)
    await expect(page.locator(".message")).to_have_count(1)
    port = int(sandbox.address.rpartition(":")[2])
    await sandbox.stop()
    await expect(page.get_by_text("Connection lost, trying again")).to_be_visible()
    await sandbox.start(port=port)
    await expect(page.get_by_text("Connection lost, trying again")).to_be_hidden()
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    async with caller.session.post(
        f"{sandbox.address}/bot{TOKEN}/sendMessage", json={"chat_id": 1001, "text": "again"}
    ):
        await expect(page.locator(".message")).to_contain_text("again")


async def test_a_reader_further_up_is_not_moved(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    for number in range(30):
        await caller.ok("sendMessage", chat_id=1001, text=f"Line {number}")
    await page.goto(sandbox.address)
    await expect(page.get_by_text("Line 29")).to_be_in_viewport()
    await page.locator("#log").evaluate("log => log.scrollTo(0, 100)")
    await expect(page.locator("#newest")).to_be_visible()
    await caller.ok("sendMessage", chat_id=1001, text="Newest")
    await expect(page.get_by_text("Newest")).to_be_attached()
    assert await page.locator("#log").evaluate("log => log.scrollTop") == 100
    await page.locator("#newest").click()
    await expect(page.get_by_text("Newest")).to_be_in_viewport()

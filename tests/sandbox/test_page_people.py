"""People and chats on the page: somebody new, a channel, who leads, who leaves, a group that grows."""

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import BOT, Caller

pytestmark = [pytest.mark.browser, pytest.mark.in_full_only]


async def choose(page: Page, name: str) -> None:
    await page.get_by_label("More").click()
    await page.get_by_role("button", name=name).click()


async def status(caller: Caller, title: str, user: int) -> str | None:
    chats = (await caller.get("state"))["chats"]
    members = next(chat["members"] for chat in chats if chat.get("title") == title)
    return next((member["status"] for member in members if member["user_id"] == user), None)


async def test_somebody_new_has_a_private_chat(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a person")
    sheet = page.get_by_role("dialog", name="Add a person")
    await sheet.get_by_label("Name").fill("Rosa")
    await sheet.get_by_label("Language").select_option(label="Spanish")
    await sheet.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Proviso with Rosa")
    await page.get_by_role("button", name="Start").click()
    await expect(page.locator(".message.mine")).to_contain_text("/start")
    [update] = await caller.ok("getUpdates")
    assert update["message"]["from"]["language_code"] == "es"


async def test_only_administrators_write_in_a_channel(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a channel")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Town news")
    await page.get_by_label("Message", exact=True).fill("The council meets")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("Town news")
    assert any("channel_post" in update for update in await caller.ok("getUpdates"))
    await page.get_by_label("You are").select_option(label="Sam")
    await expect(page.get_by_text("You read this channel")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()


async def test_the_bot_is_made_administrator_and_removed(
    page: Page, sandbox: Sandbox, caller: Caller
) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a small group")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Neighbors")
    await choose(page, "About this chat")
    await page.get_by_role("button", name="Make administrator: Proviso").click()
    await expect(page.get_by_role("button", name="Take rights: Proviso")).to_be_visible()
    assert await status(caller, "Neighbors", BOT) == "administrator"
    await page.get_by_role("button", name="Remove: Proviso").click()
    await expect(page.get_by_role("button", name="Add: Proviso")).to_be_visible()
    assert await status(caller, "Neighbors", BOT) is None


async def test_somebody_leaves_and_comes_back(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a small group")
    await page.get_by_label("Write as").select_option(label="Sam")
    await choose(page, "About this chat")
    await page.get_by_role("button", name="Leave: Sam").click()
    await page.get_by_role("button", name="Add: Sam").click()
    await expect(page.get_by_text("you act as Alex")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Sam left")).to_be_visible()
    await expect(page.get_by_text("Alex added Sam")).to_be_visible()


async def test_a_group_that_becomes_a_supergroup_goes_on_there(
    page: Page, sandbox: Sandbox, caller: Caller
) -> None:
    await page.goto(sandbox.address)
    await choose(page, "Add a small group")
    await choose(page, "About this chat")
    await page.get_by_role("button", name="Make it a supergroup").click()
    await expect(page.get_by_text("The group became a supergroup")).to_be_visible()
    await page.get_by_label("Message", exact=True).fill("Here now")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_contain_text("Here now")
    await page.get_by_role("button", name="Chats").click()
    await expect(page.get_by_role("button", name="Neighbors")).to_have_count(1)


async def test_a_person_blocks_the_bot(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await choose(page, "About this chat")
    await page.get_by_role("button", name="Block the bot").click()
    await expect(page.get_by_role("button", name="Unblock the bot")).to_be_visible()
    assert "bot was blocked" in await caller.refused("sendMessage", chat_id=1001, text="x")

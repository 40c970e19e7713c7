"""Files and places on the page: sent by a person, shown, and fetched again."""

from pathlib import Path
from zlib import compress, crc32

import aiohttp
import pytest
from playwright.async_api import FilePayload, Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, Caller

pytestmark = [pytest.mark.browser, pytest.mark.in_full_only]


def picture(name: str, shade: int) -> FilePayload:
    """A gray PNG of 60 × 40."""

    def part(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)

    head = (60).to_bytes(4) + (40).to_bytes(4) + bytes((8, 0, 0, 0, 0))
    rows = (b"\0" + bytes((shade,)) * 60) * 40
    data = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", compress(rows)) + part(b"IEND", b"")
    return {"name": name, "mimeType": "image/png", "buffer": data}


async def heard(caller: Caller) -> list[dict[str, object]]:
    return [update["message"] for update in await caller.ok("getUpdates") if "message" in update]


async def test_several_pictures_are_one_album_with_one_caption(
    page: Page, sandbox: Sandbox, caller: Caller
) -> None:
    await page.goto(sandbox.address)
    await page.locator("#files").set_input_files([picture("a.png", 40), picture("b.png", 200)])
    await expect(page.get_by_role("list", name="Files to send").get_by_role("listitem")).to_have_count(2)
    await page.get_by_label("Message", exact=True).fill("Two signs")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_have_count(1)
    await expect(page.locator(".message img")).to_have_count(2)
    await expect(page.locator(".message .text")).to_contain_text("Two signs")
    await expect(page.locator("#tray")).to_be_hidden()
    for number in range(2):
        await expect(page.locator(".message img").nth(number)).to_have_js_property("naturalWidth", 60)
    first, second = await heard(caller)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("Two signs", False)


async def test_a_picture_can_go_as_a_file_and_be_left_out(
    page: Page, sandbox: Sandbox, caller: Caller
) -> None:
    await page.goto(sandbox.address)
    await page.locator("#files").set_input_files([picture("a.png", 40), picture("b.png", 200)])
    await page.get_by_role("button", name="Leave out a.png").click()
    await page.get_by_label("Send pictures as files").check()
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message .file")).to_contain_text("b.png")
    [message] = await heard(caller)
    assert "document" in message


async def test_a_document_of_the_bot_can_be_fetched(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    form = aiohttp.FormData({"chat_id": str(ALEX), "caption": "The record"})
    form.add_field("document", b"%PDF-1.7 record", filename="record.pdf", content_type="application/pdf")
    async with caller.session.post(f"{caller.url}/sendDocument", data=form) as response:
        assert response.status == 200
    await page.goto(sandbox.address)
    link = page.get_by_role("link", name="record.pdf")
    await expect(link).to_contain_text("15 bytes")
    async with page.expect_download() as started:
        await link.click()
    fetched = await started.value
    assert fetched.suggested_filename == "record.pdf"
    assert Path(await fetched.path()).read_bytes() == b"%PDF-1.7 record"


async def test_a_place_is_two_numbers(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await page.goto(sandbox.address)
    await page.get_by_label("Attach", exact=True).click()
    await page.get_by_role("button", name="A location").click()
    sheet = page.get_by_role("dialog", name="Send a location")
    await sheet.get_by_role("button", name="Baltimore").click()
    await expect(sheet.get_by_label("Longitude")).to_have_value("-76.61")
    await sheet.get_by_role("button", name="Send").click()
    await expect(page.locator(".message .spot")).to_contain_text("39.29° N, 76.61° W")
    [message] = await heard(caller)
    assert message["location"] == {"latitude": 39.29, "longitude": -76.61}


async def test_a_keyboard_of_the_bot_asks_for_a_place(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    rows = [[{"text": "Where I am", "request_location": True}], [{"text": "Baltimore"}]]
    await caller.ok("sendMessage", chat_id=ALEX, text="Where?", reply_markup={"keyboard": rows})
    await page.goto(sandbox.address)
    keyboard = page.get_by_role("group", name="Keyboard of the bot")
    await keyboard.get_by_role("button", name="Where I am").click()
    await expect(page.get_by_role("dialog", name="Send a location")).to_be_visible()
    await page.keyboard.press("Escape")
    await keyboard.get_by_role("button", name="Baltimore").click()
    await expect(page.locator(".message.mine")).to_contain_text("Baltimore")
    await caller.ok("sendMessage", chat_id=ALEX, text="Thanks", reply_markup={"remove_keyboard": True})
    await expect(keyboard).to_be_hidden()

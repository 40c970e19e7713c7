"""The panel of faults and calls, and the calendar."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller

pytestmark = [pytest.mark.browser, pytest.mark.in_full_only]


async def open_panel(page: Page, sandbox: Sandbox) -> None:
    await page.goto(sandbox.address)
    await page.get_by_role("button", name="Faults and log").click()


async def test_a_fault_is_ordered_met_and_gone(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await open_panel(page, sandbox)
    await page.get_by_label("Retry after").fill("7")
    await page.get_by_label("Method").select_option("sendMessage")
    await page.get_by_role("button", name="Add", exact=True).click()
    waiting = page.get_by_role("list", name="Faults waiting").get_by_role("listitem")
    await expect(waiting).to_contain_text("sendMessage · 1 left")
    assert (
        await caller.refused("sendMessage", chat_id=ALEX, text="x") == "429 Too Many Requests: retry after 7"
    )
    await expect(waiting).to_have_count(0)
    newest = page.get_by_role("list", name="Calls, newest first").get_by_role("listitem").first
    await expect(newest).to_contain_text("sendMessage429")
    await expect(newest).to_contain_text("refused on request")


async def test_a_fault_until_cleared_is_cleared(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await open_panel(page, sandbox)
    await page.get_by_label("What happens").select_option("Done, but answered late")
    await page.get_by_role("combobox", name="Chat", exact=True).select_option("This chat")
    await page.get_by_label("Times").select_option("Until cleared")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("every call in Alex · until cleared")).to_be_visible()
    [fault] = (await caller.get("faults"))["faults"]
    assert (fault["kind"], fault["seconds"], fault["chat_id"]) == ("slow", 5, ALEX)
    await page.get_by_role("button", name="Clear: Answered 5 s late").click()
    await expect(page.locator("#faults")).to_be_hidden()
    assert (await caller.get("faults"))["faults"] == []


async def test_flood_limits_and_accepted_sends(page: Page, sandbox: Sandbox, caller: Caller) -> None:
    await open_panel(page, sandbox)
    await page.get_by_role("switch", name="flood limits").check()
    await caller.ok("sendMessage", chat_id=ALEX, text="Accepted words")
    await page.get_by_text("Accepted sends").click()
    calls = page.get_by_role("list", name="Calls, newest first")
    await expect(calls.get_by_role("listitem")).to_have_count(1)
    await expect(calls).to_contain_text("Accepted words")
    assert (await caller.get("state"))["limits"] == {"is_on": True}


async def test_a_phone_shows_the_panel_alone_and_gives_the_focus_back(page: Page, sandbox: Sandbox) -> None:
    await open_panel(page, sandbox)
    await expect(page.locator("#panel-title")).to_be_focused()
    assert await page.locator("#chat").evaluate("chat => chat.inert")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Faults and log")).to_be_focused()
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary", name="Faults and log")).to_be_visible()
    assert not await page.locator("#chat").evaluate("chat => chat.inert")


async def test_without_a_clock_there_is_no_calendar(page: Page, sandbox: Sandbox) -> None:
    await page.goto(sandbox.address)
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    await expect(page.locator("#clock-button")).to_be_hidden()


class TestCalendar:
    @pytest.fixture
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        """One whose calendar moves only when the test lets it."""
        self.may_move = asyncio.Event()

        async def set_clock(instant: datetime | None) -> datetime:
            await self.may_move.wait()
            if instant and instant.year > 2030:
                raise ValueError("the record ends in 2030")
            return instant or datetime(2026, 11, 21, 9, tzinfo=UTC)

        server = Sandbox(token=TOKEN, set_clock=set_clock)
        await server.start()
        yield server
        self.may_move.set()
        await server.stop()

    async def test_the_calendar_says_that_it_moves_and_where_it_is(
        self, page: Page, sandbox: Sandbox
    ) -> None:
        await page.goto(sandbox.address)
        await page.get_by_role("button", name="calendar").click()
        sheet = page.get_by_role("dialog", name="calendar")
        await sheet.get_by_role("button", name="4 August 2017").click()
        await expect(sheet.get_by_text("The calendar is moving")).to_be_visible()
        await expect(sheet.get_by_role("button", name="Set the calendar")).to_be_disabled()
        self.may_move.set()
        await expect(sheet).to_be_hidden()
        await expect(page.locator("#clock-shown")).to_have_text("Fri, Aug 4, 2017, 08:00 AM")

    async def test_a_date_that_is_refused_is_said_where_it_was_typed(
        self, page: Page, sandbox: Sandbox
    ) -> None:
        self.may_move.set()
        await page.goto(sandbox.address)
        await page.get_by_role("button", name="calendar").click()
        await page.get_by_label("Date and time").fill("2031-01-01T08:00")
        await page.get_by_role("button", name="Set the calendar").click()
        await expect(page.get_by_role("alert").get_by_text("the record ends in 2030")).to_be_visible()

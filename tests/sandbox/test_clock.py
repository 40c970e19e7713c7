"""The clock of whoever runs the sandbox, set over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.caller import TOKEN, Caller

WASHINGTON = "2017-08-04T08:00:00-04:00"


class Wanted:
    """What the sandbox asked for; setting takes as long as the gate is closed."""

    def __init__(self) -> None:
        self.instants: list[datetime | None] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def set_clock(self, instant: datetime | None) -> datetime:
        await self.gate.wait()
        if instant and instant.year < 1970:
            raise ValueError("nothing is known of that time")
        self.instants.append(instant)
        return instant or datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def wanted() -> Wanted:
    return Wanted()


@pytest.fixture
async def clocked(wanted: Wanted) -> AsyncIterator[Caller]:
    sandbox = Sandbox(token=TOKEN, set_clock=wanted.set_clock)
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        yield Caller(sandbox.address, session)
    await sandbox.stop()


async def test_an_instant_is_handed_on_and_shown(clocked: Caller, wanted: Wanted) -> None:
    presets = [{"label": "4 August 2017, 8:00 in Washington", "instant": WASHINGTON},
               {"label": "Now", "instant": "now"}]  # fmt: skip
    assert (await clocked.get("state"))["clock"] == {"instant": None, "presets": presets}
    assert await clocked.post("clock", instant=WASHINGTON) == (200, {"instant": WASHINGTON})
    assert wanted.instants == [datetime.fromisoformat(WASHINGTON)]
    assert (await clocked.get("state"))["clock"]["instant"] == WASHINGTON


async def test_now_is_the_real_clock(clocked: Caller, wanted: Wanted) -> None:
    assert await clocked.post("clock", instant="now") == (200, {"instant": "2026-01-02T00:00:00+00:00"})
    assert wanted.instants == [None]


async def test_the_answer_comes_when_everything_due_has_run(clocked: Caller, wanted: Wanted) -> None:
    wanted.gate.clear()
    setting = asyncio.create_task(clocked.post("clock", instant=WASHINGTON))
    await asyncio.sleep(0.1)
    assert not setting.done()
    assert (await clocked.get("state"))["clock"]["instant"] is None
    wanted.gate.set()
    assert (await setting)[0] == 200


async def test_setting_goes_on_when_the_page_is_closed(clocked: Caller, wanted: Wanted) -> None:
    wanted.gate.clear()
    setting = asyncio.create_task(clocked.post("clock", instant=WASHINGTON))
    await asyncio.sleep(0.1)
    setting.cancel()
    await asyncio.sleep(0.1)
    wanted.gate.set()
    await asyncio.sleep(0.1)
    assert (await clocked.get("state"))["clock"]["instant"] == WASHINGTON


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("tomorrow", "instant must be like 2017-08-04T08:00:00-04:00, or now"),
        ("2017-08-04T08:00:00", "instant must say its offset, like 2017-08-04T08:00:00-04:00"),
        ("2017-08-04T25:00:00Z", "instant must be like 2017-08-04T08:00:00-04:00, or now"),
        ("1960-01-01T00:00:00Z", "nothing is known of that time"),
    ],
)
async def test_nonsense_is_refused_in_words(clocked: Caller, instant: str, words: str) -> None:
    assert await clocked.post("clock", instant=instant) == (400, {"error": words})


async def test_without_a_clock_there_is_nothing_to_set(caller: Caller) -> None:
    status, answer = await caller.post("clock", instant="now")
    assert (status, answer) == (404, {"error": "nobody here has a clock to set"})
    assert (await caller.get("state"))["clock"] is None

"""Ticks go on whatever happens to them or to the machine's clock; moving the calendar's leaves no day out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import apscheduler.schedulers.base
import pytest
from telegram.ext import Application, JobQueue

from bot.metrics import Metrics
from bot.rounds import Rounds, midnights, move_clock
from bot.ticks import Tick
from bot.time import CalendarClock, host_now

EASTERN = ZoneInfo("America/New_York")


class Wall:
    """The machine's wall clock, which can be stepped; the scheduler reads it too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.step = timedelta(0)
        wall = self

        class Stepped(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return datetime.now(tz) + wall.step

        monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Stepped)

    def now(self) -> datetime:
        return host_now() + self.step


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


@asynccontextmanager
async def running(ticks: list[Tick], wall: Wall, watch: float = 0.2) -> AsyncIterator[Rounds]:
    application = Application.builder().token("1:x").updater(None).job_queue(JobQueue()).build()
    assert application.job_queue is not None
    services: Any = None  # none of these ticks asks for it
    rounds = Rounds(application.job_queue, services, ticks, Metrics(), watch=watch, wall=wall.now)
    task = asyncio.create_task(rounds.run())
    try:
        yield rounds
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def nothing_due(_after: datetime) -> None:
    return None


async def until(done: Callable[[], bool], seconds: float = 10) -> None:
    began = monotonic()
    while not done():
        assert monotonic() - began < seconds
        await asyncio.sleep(0.01)


def counting(runs: list[float], seconds: float = 0.1) -> Tick:
    async def run(_services: Any) -> None:
        runs.append(monotonic())

    return Tick("counted", seconds, run)


async def test_a_tick_runs_at_once_and_again(wall: Wall) -> None:
    runs: list[float] = []
    async with running([counting(runs)], wall):
        await until(lambda: len(runs) >= 3)


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_stepped_clock_does_not_silence_the_ticks(wall: Wall, hours: int) -> None:
    runs: list[float] = []
    async with running([counting(runs)], wall):
        await until(lambda: len(runs) >= 2)
        wall.step = timedelta(hours=hours)
        before = len(runs)
        await until(lambda: len(runs) >= before + 5)


async def test_without_the_watchdog_a_clock_set_back_would_silence_them(wall: Wall) -> None:
    """Why there is one: this is what the scheduler does by itself."""
    runs: list[float] = []
    async with running([counting(runs)], wall, watch=60):
        await until(lambda: len(runs) >= 2)
        wall.step = timedelta(hours=-2)
        await asyncio.sleep(0.3)
        before = len(runs)
        await asyncio.sleep(1)
        assert len(runs) == before


async def test_a_tick_that_fails_is_tried_at_its_next_turn_and_stops_no_other(wall: Wall) -> None:
    runs: list[float] = []
    failures: list[float] = []

    async def fail(_services: Any) -> None:
        failures.append(monotonic())
        raise RuntimeError("meant to fail")

    failing = Tick("failing", 0.1, fail)
    async with running([failing, counting(runs)], wall) as rounds:
        await until(lambda: len(runs) >= 3 and len(failures) >= 3)
        assert rounds.problem() is None


async def test_a_tick_that_does_not_finish_is_named(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_services: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.rounds._GRACE_S", 0.0)
    async with running([Tick("hanging", 0.1, hang)], wall) as rounds:
        await until(lambda: rounds.problem() is not None)
        assert "hanging last finished" in str(rounds.problem())


async def test_moving_the_clock_stops_at_every_instant_at_which_something_is_due() -> None:
    clock = CalendarClock(datetime(2017, 8, 4, 12, tzinfo=UTC))
    due = [datetime(2017, 8, 4, hour, tzinfo=UTC) for hour in (13, 15)] + [datetime(2019, 1, 1, tzinfo=UTC)]
    stops: list[str] = []

    async def note(_services: Any) -> None:
        stops.append(clock.now().isoformat()[:16])

    async def do(tick: Tick) -> None:
        services: Any = None
        await tick.run(services)

    async def next_due(after: datetime) -> datetime | None:
        return next((instant for instant in due if instant > after), None)

    tick = Tick("noted", 3600, note, follows_calendar=True)
    await move_clock(clock, datetime(2017, 8, 4, 16, tzinfo=UTC), [tick], do, EASTERN, next_due)
    assert stops == [f"2017-08-04T{hour}:00" for hour in (12, 13, 15, 16)]
    stops.clear()
    await move_clock(clock, datetime(2026, 8, 4, 16, tzinfo=UTC), [tick], do, EASTERN, next_due)
    assert stops == ["2017-08-04T16:00", "2019-01-01T00:00", "2026-08-04T16:00"]


def test_midnights_are_local_and_none_is_left_out_when_the_clocks_change() -> None:
    found = midnights(datetime(2017, 11, 3, 12, tzinfo=UTC), datetime(2017, 11, 7, 12, tzinfo=UTC), EASTERN)
    assert [instant.astimezone(EASTERN).isoformat()[:16] for instant in found] == [
        f"2017-11-0{day}T00:00" for day in (4, 5, 6, 7)
    ]
    assert found[1] - found[0] == timedelta(hours=24)
    assert found[2] - found[1] == timedelta(hours=25)


async def test_moving_the_clock_runs_what_follows_the_calendar_day_by_day() -> None:
    clock = CalendarClock(datetime(2017, 8, 4, 12, tzinfo=UTC))
    days: list[str] = []

    async def note(_services: Any) -> None:
        days.append(clock.now().astimezone(EASTERN).isoformat()[:16])

    async def do(tick: Tick) -> None:
        services: Any = None
        await tick.run(services)

    tick = Tick("noted", 3600, note, follows_calendar=True)
    target = datetime(2017, 8, 7, 12, 30, tzinfo=UTC)
    shown = await move_clock(clock, target, [tick], do, EASTERN, nothing_due)
    assert abs(shown - target) < timedelta(seconds=5)
    assert days == [
        "2017-08-04T08:00",
        "2017-08-05T00:00",
        "2017-08-06T00:00",
        "2017-08-07T00:00",
        "2017-08-07T08:30",
    ]
    days.clear()
    back = await move_clock(clock, datetime(2017, 8, 4, 12, tzinfo=UTC), [tick], do, EASTERN, nothing_due)
    assert back < shown
    assert days == ["2017-08-07T08:30", "2017-08-04T08:00"]
    assert abs(
        await move_clock(clock, None, [counting([])], do, EASTERN, nothing_due) - host_now()
    ) < timedelta(seconds=5)


async def test_a_tick_under_way_comes_to_its_end_before_the_rounds_do(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow(_services: Any) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        ended.set()

    async with running([Tick("slow", 60, slow)], wall):
        await begun.wait()
    assert ended.is_set()
    assert "exception" not in caplog.text


async def test_the_first_turn_of_a_tick_is_at_the_start_however_long_its_interval(wall: Wall) -> None:
    ran = asyncio.Event()

    async def once(_services: Any) -> None:
        ran.set()

    async with running([Tick("daily", 86_400, once)], wall):
        await asyncio.wait_for(ran.wait(), 10)

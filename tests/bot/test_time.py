from datetime import UTC, datetime, timedelta

import pytest

from bot.time import CalendarClock, host_now

SHOWN = datetime(2017, 8, 4, 12, tzinfo=UTC)


def test_without_settings_the_calendar_is_the_hosts() -> None:
    assert abs(CalendarClock().now() - host_now()) < timedelta(seconds=1)


def test_a_clock_starts_at_the_instant_it_is_given() -> None:
    assert timedelta(0) <= CalendarClock(SHOWN).now() - SHOWN < timedelta(seconds=1)


def test_a_shared_clock_counts_from_the_real_instant() -> None:
    clock = CalendarClock(SHOWN, host_now() - timedelta(hours=2))
    assert clock.now() - SHOWN == pytest.approx(timedelta(hours=2), abs=timedelta(seconds=1))


def test_a_fast_clock_runs_as_many_times_faster() -> None:
    clock = CalendarClock(SHOWN, host_now() - timedelta(hours=1), speed=24)
    assert clock.now() - SHOWN == pytest.approx(timedelta(days=1), abs=timedelta(seconds=30))


def test_a_clock_that_is_set_runs_on_from_there_and_back_to_the_real_time() -> None:
    clock = CalendarClock()
    clock.set(SHOWN)
    assert timedelta(0) <= clock.now() - SHOWN < timedelta(seconds=1)
    clock.set(None)
    assert abs(clock.now() - host_now()) < timedelta(seconds=1)

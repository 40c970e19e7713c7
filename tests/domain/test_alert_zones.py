"""Every half hour of two years, in every time zone: an alert at that hour comes on each local day, and once.

What is expected is not worked out by our rules but read off the clocks: a walk through UTC, a quarter of an
hour at a time, notes when the clock on the wall first shows each half hour, or is past it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from domain.alerts import times
from domain.alerts.subscription import ChatSettings
from tests.sizes import IS_SOAK

# Whole and half hours, changes at midnight, a change of half an hour, no changes, both ends of the world.
NAMED = (
    "America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
    "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Kathmandu",
    "Pacific/Kiritimati", "Pacific/Niue",
)  # fmt: skip
EVERY = tuple(sorted(available_timezones() - {"localtime", "Factory"}))
PARTS = [EVERY[n::12] for n in range(12)] if IS_SOAK else [NAMED]

FIRST, DAYS = date(2026, 1, 1), 730
HALF_HOURS = [time(n // 2, n % 2 * 30) for n in range(48)]
HALF, QUARTER = timedelta(minutes=30), timedelta(minutes=15)


@pytest.mark.soak
@pytest.mark.parametrize("names", PARTS, ids=lambda names: f"{names[0]} and {len(names) - 1} more")
def test_an_alert_at_any_half_hour_comes_once_on_every_day_of_two_years(
    names: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    told = skipped = doubled = elsewhere = 0
    for name in names:
        zone = ZoneInfo(name)
        shown = read_off(zone)
        for at in HALF_HOURS:
            came = one_after_another(ChatSettings(zone, at))
            days = [day for day, _ in came]
            told += len(days)
            doubled += len(days) - len(set(days))
            skipped += DAYS - len(set(days))
            elsewhere += sum(due != shown[datetime.combine(day, at)] for day, due in came)
    record_property(
        "counted",
        f"{len(names)} zones, {DAYS} days, {len(HALF_HOURS)} half hours: {told} alerts, {skipped} skipped, "
        f"{doubled} doubled, {elsewhere} at another instant than the clocks show",
    )
    assert (told, skipped, doubled, elsewhere) == (len(names) * DAYS * len(HALF_HOURS), 0, 0, 0)


@pytest.mark.soak
@pytest.mark.parametrize("names", PARTS, ids=lambda names: f"{names[0]} and {len(names) - 1} more")
def test_quiet_nights_neither_skip_nor_double_a_day(names: tuple[str, ...]) -> None:
    night = time(22), time(8)
    for name in names:
        for at in (time(0), time(2), time(9), time(23)):
            hours = ChatSettings(ZoneInfo(name), at, *night)
            came = one_after_another(hours)
            assert [day for day, _ in came] == [FIRST + timedelta(days=n) for n in range(DAYS)], (name, at)
            assert not any(times.is_quiet(due.astimezone(hours.zone).time(), hours) for _, due in came)


def one_after_another(hours: ChatSettings) -> list[tuple[date, datetime]]:
    """What comes daily at a chat's hour, each looked for from the moment the last one came."""
    now = datetime.combine(FIRST - timedelta(days=3), time(12), UTC)
    end = FIRST + timedelta(days=DAYS)
    came = []
    while True:
        day, now = times.digest_after(now, hours, weekly=False)
        if day >= end:
            return came
        if day >= FIRST:
            came.append((day, now))


def read_off(zone: ZoneInfo) -> dict[datetime, datetime]:
    """When the clock on the wall first shows each local half hour, or has gone past it."""
    now = datetime.combine(FIRST - timedelta(days=2), time(0), UTC)
    end = now + timedelta(days=DAYS + 4)
    wanted = datetime.combine(FIRST, time(0))
    found = {}
    while now < end:
        wall = now.astimezone(zone).replace(tzinfo=None)
        while wanted <= wall:
            found[wanted] = now
            wanted += HALF
        now += QUARTER
    return found

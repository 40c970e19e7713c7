"""Every half hour of two years, in every time zone: an alert at that hour comes on each local day, and once.

What is expected is not worked out by our rules but read off the clocks: a walk through UTC notes what each
zone's clock shows, and from that when it first shows each half hour, or is past it.
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
PARTS = [EVERY[:300], EVERY[300:]] if IS_SOAK else [NAMED]

FIRST, DAYS = date(2026, 1, 1), 730
HALF_HOURS = [time(n // 2, n % 2 * 30) for n in range(48)]
HALF, NINE = timedelta(minutes=30), time(9)
BEGIN = datetime.combine(FIRST, time(0), UTC) - timedelta(days=2)
END = BEGIN + timedelta(days=DAYS + 4)
# From an instant on, so far from UTC.
Stretch = tuple[datetime, timedelta]


@pytest.mark.soak
@pytest.mark.parametrize("names", PARTS, ids=lambda names: f"{names[0]} and {len(names) - 1} more")
def test_an_alert_at_any_half_hour_comes_once_on_every_day_of_two_years(
    names: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    """Of zones whose clocks show the same all the time one is gone through; the others at nine o'clock only."""
    told = skipped = doubled = elsewhere = 0
    clocks: dict[tuple[Stretch, ...], dict[datetime, datetime]] = {}
    for name in names:
        zone = ZoneInfo(name)
        stretches = walk(zone)
        hours = [NINE] if stretches in clocks else HALF_HOURS
        if stretches not in clocks:
            clocks[stretches] = read_off(stretches)
        shown = clocks[stretches]
        for at in hours:
            came = one_after_another(ChatSettings(zone, at))
            days = [day for day, _ in came]
            told += len(days)
            doubled += len(days) - len(set(days))
            skipped += DAYS - len(set(days))
            elsewhere += sum(due != shown[datetime.combine(day, at)] for day, due in came)
    record_property(
        "counted",
        f"{len(names)} zones with {len(clocks)} different clocks, {DAYS} days, {len(HALF_HOURS)} half hours: "
        f"{told} alerts, {skipped} skipped, {doubled} doubled, {elsewhere} at another instant than the clocks show",
    )
    gone_through = len(clocks) * len(HALF_HOURS) + len(names) - len(clocks)
    assert (told, skipped, doubled, elsewhere) == (gone_through * DAYS, 0, 0, 0)


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
    came: list[tuple[date, datetime]] = []
    while True:
        day, now = times.digest_after(now, hours, weekly=False)
        if day >= end:
            return came
        if day >= FIRST:
            came.append((day, now))


def walk(zone: ZoneInfo) -> tuple[Stretch, ...]:
    """From when on a clock is how far from UTC: hour by hour, and minute by minute where that changes."""
    now = BEGIN
    found = [(now, offset_at(now, zone))]
    while now < END:
        later = now + timedelta(hours=1)
        if offset_at(later, zone) != found[-1][1]:
            minutes = (now + timedelta(minutes=n) for n in range(1, 61))
            changed = next(minute for minute in minutes if offset_at(minute, zone) != found[-1][1])
            found.append((changed, offset_at(changed, zone)))
        now = later
    return tuple(found)


def offset_at(now: datetime, zone: ZoneInfo) -> timedelta:
    """What a clock shows, less what UTC's does."""
    return now.astimezone(zone).replace(tzinfo=UTC) - now


def read_off(stretches: tuple[Stretch, ...]) -> dict[datetime, datetime]:
    """When the clock on the wall first shows each local half hour, or has gone past it."""
    wanted = datetime.combine(FIRST, time(0))
    found = {}
    for (begins, offset), (ends, _) in zip(stretches, [*stretches[1:], (END, timedelta(0))], strict=True):
        until = (ends + offset).replace(tzinfo=None)
        while wanted < until:
            found[wanted] = max(begins, wanted.replace(tzinfo=UTC) - offset)
            wanted += HALF
    return found

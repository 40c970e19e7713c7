"""When an alert is due: every zone's days, gaps and folds, quiet hours, and what is left when one comes late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts import times
from domain.alerts.subscription import LEADS, ChatSettings
from domain.alerts.times import Timing
from domain.dates import DateMeaning
from domain.programs import Deadline, DueInstant
from tests.domain.test_alert_zones import EVERY, HALF_HOURS, NAMED

EASTERN = ZoneInfo("America/New_York")
NIGHT = (time(22), time(8))
Quiet = tuple[time, time]


def hours_in(zone: str | ZoneInfo, hour: int = 9, quiet: Quiet | None = None) -> ChatSettings:
    begins, ends = quiet or (None, None)
    return ChatSettings(ZoneInfo(zone) if isinstance(zone, str) else zone, time(hour), begins, ends)


def deadline(due: date | DueInstant) -> Deadline:
    return Deadline("d", "Answer", "Asked to answer", due, DateMeaning.HAPPENED, ("s",))


LETTER = deadline(date(2017, 8, 18))
CALL = deadline(DueInstant(datetime(2019, 4, 18, 23, 59), "America/New_York"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        pytest.param("2026-03-08", "02:30", "America/New_York", "2026-03-08T03:00:00-04:00", id="gap"),
        pytest.param("2026-11-01", "01:30", "America/New_York", "2026-11-01T01:30:00-04:00", id="fold"),
        pytest.param("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-04T02:30:00+11:00", id="half"),
        pytest.param("2026-09-06", "00:00", "America/Santiago", "2026-09-06T01:00:00-03:00", id="midnight"),
        pytest.param("2011-12-30", "09:00", "Pacific/Apia", "2011-12-31T00:00:00+14:00", id="no such day"),
    ],
)
def test_a_skipped_time_is_the_first_after_the_gap_and_a_doubled_one_the_first_pass(
    day: str, at: str, zone: str, instant: str
) -> None:
    found = times.resolve(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert found == utc(instant)


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("due", [LETTER, CALL], ids=["a date", "an instant"])
def test_nobody_in_the_world_is_due_before_the_deadline_is_looked_at(due: Deadline, lead: int) -> None:
    for name in EVERY:
        for hour in (0, 9, 23):
            assert times.reminder(due, lead, hours_in(ZoneInfo(name), hour)).not_before >= times.fire_at(
                due, lead
            )


def test_a_reminder_comes_at_the_alert_hour_of_its_local_day() -> None:
    for name, offset in (("America/New_York", "-04:00"), ("America/Los_Angeles", "-07:00")):
        timing = times.reminder(LETTER, 3, hours_in(ZoneInfo(name)))
        assert timing == Timing(utc(f"2017-08-15T09:00:00{offset}"), utc(f"2017-08-19T00:00:00{offset}"))


def test_an_exact_time_is_reminded_of_on_the_readers_own_day_and_before_it_is_over() -> None:
    paris = hours_in(ZoneInfo("Europe/Paris"))  # 05:59 on the day after
    timing = times.reminder(CALL, 0, paris)
    assert timing.not_before == utc("2019-04-19T03:59:00+02:00")
    assert timing.expires_at == CALL.due.instant  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("hour", "quiet", "lead", "not_before", "silent"),
    [
        (7, NIGHT, 3, "2017-08-15T08:00:00-04:00", False),
        (9, NIGHT, 3, "2017-08-15T09:00:00-04:00", False),
        (23, NIGHT, 3, "2017-08-15T23:00:00-04:00", True),  # put off it would say two days
        (9, (time(8), time(20)), 0, "2017-08-18T20:00:00-04:00", False),
        (9, (time(8), time(0)), 0, "2017-08-18T09:00:00-04:00", True),  # put off it would be past
    ],
)
def test_quiet_hours_put_a_reminder_off_or_take_its_sound(
    hour: int, quiet: Quiet, lead: int, not_before: str, silent: bool
) -> None:
    timing = times.reminder(LETTER, lead, hours_in(EASTERN, hour, quiet))
    assert (timing.not_before, timing.silent) == (utc(not_before), silent)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2017-08-04T08:00:00-04:00", [(14, 4), (7, 11), (3, 15), (1, 17), (0, 18)], id="before"),
        pytest.param("2017-08-04T10:00:00-04:00", [(14, 4), (7, 11), (3, 15), (1, 17), (0, 18)], id="late"),
        pytest.param("2017-08-12T10:00:00-04:00", [(7, 12), (3, 15), (1, 17), (0, 18)], id="two passed"),
        pytest.param("2017-08-18T23:00:00-04:00", [(0, 18)], id="the last hour"),
        pytest.param("2017-08-19T00:00:00-04:00", [], id="past"),
    ],
)
def test_a_late_subscriber_gets_the_newest_passed_reminder_at_once(
    now: str, told: list[tuple[int, int]]
) -> None:
    found = times.reminders(LETTER, LEADS, hours_in(EASTERN), utc(now))
    assert [(lead, timing.not_before.astimezone(EASTERN).day) for lead, timing in found] == told
    assert all(timing.not_before >= utc(now) for _, timing in found)


def test_what_was_missed_comes_to_the_most_urgent() -> None:
    down_until = utc("2017-08-17T12:00:00-04:00")
    [first, last] = times.reminders(LETTER, LEADS, hours_in(EASTERN), down_until)
    assert first == (1, Timing(down_until, utc("2017-08-18T09:00:00-04:00")))
    assert last[0] == 0


def test_a_late_reminder_waits_for_the_morning_unless_the_next_one_comes_then() -> None:
    hours = hours_in(EASTERN, 8, NIGHT)
    night = utc("2017-08-15T23:00:00-04:00")
    assert times.reminders(LETTER, (3, 0), hours, night)[0][1].not_before == utc("2017-08-16T08:00:00-04:00")
    [(_, timing), _, _] = times.reminders(LETTER, (3, 2, 0), hours, night)
    assert timing == Timing(night, utc("2017-08-16T08:00:00-04:00"), silent=True)


def test_news_waits_for_the_end_of_the_quiet_hours() -> None:
    hours = hours_in(EASTERN, 9, NIGHT)
    night, useful = utc("2017-08-14T23:00:00-04:00"), timedelta(days=7)
    assert times.soon(night, hours, useful).not_before == utc("2017-08-15T08:00:00-04:00")
    assert times.on_day(date(2017, 8, 14), hours, useful).not_before == utc("2017-08-14T09:00:00-04:00")


def test_a_weekly_digest_comes_on_mondays() -> None:
    day, due = times.digest_after(utc("2017-08-08T12:00:00-04:00"), hours_in(EASTERN), weekly=True)
    assert (day, due) == (date(2017, 8, 14), utc("2017-08-14T09:00:00-04:00"))


def test_a_digest_takes_what_it_can_tell_in_time() -> None:
    hours = hours_in(EASTERN)
    found = {
        lead: times.digest_for(timing, hours, weekly=True)
        for lead, timing in times.reminders(LETTER, LEADS, hours, utc("2017-08-04T08:00:00-04:00"))
    }
    mondays = {lead: digest and digest[0].day for lead, digest in found.items()}
    assert mondays == {14: 7, 7: 14, 3: None, 1: None, 0: None}
    daily = times.digest_for(times.reminder(LETTER, 0, hours), hours, weekly=False)
    assert daily == (date(2017, 8, 18), utc("2017-08-18T09:00:00-04:00"))


def test_the_end_of_quiet_hours_in_a_doubled_hour_lies_ahead() -> None:
    hours = hours_in(EASTERN, 9, (time(22), time(1, 15)))
    second_pass = utc("2026-11-01T01:10:00-05:00")
    assert times.after_quiet(second_pass, hours) == utc("2026-11-01T01:15:00-05:00")


def test_quiet_hours_that_begin_when_they_end_are_none() -> None:
    hours = hours_in(EASTERN, 9, (time(9), time(9)))
    assert times.after_quiet(utc("2026-11-01T09:00:00-05:00"), hours) == utc("2026-11-01T09:00:00-05:00")


half_hours = st.sampled_from(HALF_HOURS)
some_hours = st.builds(
    hours_in, st.sampled_from(NAMED), st.integers(0, 23), st.none() | st.tuples(half_hours, half_hours)
)
dues = st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.builds(
    DueInstant,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.sampled_from(NAMED),
)
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@settings(deadline=None)
@given(dues, st.sets(st.integers(0, 30), max_size=6), some_hours, moments)
def test_reminders_never_come_early_late_loud_at_night_or_two_at_once(
    due: date | DueInstant, leads: set[int], hours: ChatSettings, now: datetime
) -> None:
    about = deadline(due)
    found = times.reminders(about, leads, hours, now)
    instants = [timing.not_before for _, timing in found]
    assert instants == sorted(set(instants))
    for lead, timing in found:
        assert now <= timing.not_before < timing.expires_at <= times.ends(about, hours.zone)
        local = timing.not_before.astimezone(hours.zone)
        assert (about.due_date(hours.zone) - local.date()).days <= lead
        assert timing.silent or not times.is_quiet(local.time(), hours)


@given(moments, some_hours)
def test_quiet_hours_end_within_a_day_and_outside_of_themselves(now: datetime, hours: ChatSettings) -> None:
    after = times.after_quiet(now, hours)
    assert now <= after <= now + timedelta(hours=25)
    assert not times.is_quiet(after.astimezone(hours.zone).time(), hours)

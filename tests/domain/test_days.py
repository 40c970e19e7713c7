from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days import EitherDay, NoSuchDay, OnDay, split_day

TENTH = date(2017, 8, 10)


@pytest.mark.parametrize(
    "typed",
    [
        "Baltimore 2017-08-10",
        "Baltimore 10 August 2017",
        "Baltimore August 10, 2017",
        "Baltimore aug 10 2017",
        "Baltimore, as of 10th August, 2017.",
        "Baltimore on 10 AUG 2017",
        "Baltimore\n2017-8-10",
    ],
)
def test_a_trailing_day_is_read_in_every_accepted_form(typed: str) -> None:
    assert split_day(typed) == OnDay("Baltimore", TENTH)


@pytest.mark.parametrize("typed", ["Baltimore", "Route 66", "10 Quux 2017", "x2017-08-10", "2017", ""])
def test_what_is_no_day_stays_in_the_text(typed: str) -> None:
    assert split_day(typed) == OnDay(typed, None)


def test_a_day_alone_leaves_no_text() -> None:
    assert split_day("2017-08-10") == OnDay("", TENTH)


def test_a_slashed_day_that_reads_two_ways_is_asked_about() -> None:
    assert split_day("Baltimore 8/10/2017") == EitherDay("Baltimore", (TENTH, date(2017, 10, 8)))


def test_a_slashed_day_that_reads_one_way_is_taken() -> None:
    assert split_day("Baltimore 8/25/2017") == OnDay("Baltimore", date(2017, 8, 25))
    assert split_day("Baltimore 8/8/2017") == OnDay("Baltimore", date(2017, 8, 8))


@pytest.mark.parametrize("typed", ["2017-02-30", "31 June 2017", "13/13/2017", "0000-01-01"])
def test_a_day_that_the_calendar_does_not_have_is_named(typed: str) -> None:
    assert split_day(f"Baltimore {typed}") == NoSuchDay(typed)


@given(st.text())
def test_any_text_is_split_without_an_error(text: str) -> None:
    assert isinstance(split_day(text), OnDay | EitherDay | NoSuchDay)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_written_out_is_read_back(day: date) -> None:
    assert split_day(f"Baltimore {day.isoformat()}") == OnDay("Baltimore", day)
    assert split_day(f"Baltimore {day.day} {day:%B} {day.year}") == OnDay("Baltimore", day)

from datetime import date

import pytest

from domain.dates import PartialDate, earliest


@pytest.mark.parametrize(
    ("printed", "counts_from"),
    [
        pytest.param("2017-08-03", date(2017, 8, 3), id="a day from itself"),
        pytest.param("2017-08", date(2017, 8, 31), id="a month from its last day"),
        pytest.param("2016-02", date(2016, 2, 29), id="a leap month too"),
        pytest.param("2024", date(2024, 12, 31), id="a year from its last day"),
    ],
)
def test_a_partial_date_counts_from_the_last_day_of_its_period(printed: str, counts_from: date) -> None:
    assert PartialDate.parse(printed).counts_from == counts_from
    assert str(PartialDate.parse(printed)) == printed


@pytest.mark.parametrize(
    "text", ["2017-8-3", "2017-13", "2017-02-30", "August 2017", "", "20170803", "2017-08-03x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="needs a month"):
        PartialDate(2017, None, 3)


def test_the_earliest_date_is_the_one_that_counts_first() -> None:
    dates = [PartialDate.parse("2017"), None, PartialDate.parse("2017-08"), PartialDate.parse("2017-08-30")]
    assert earliest(dates) == PartialDate.parse("2017-08-30")
    assert earliest([None]) is None

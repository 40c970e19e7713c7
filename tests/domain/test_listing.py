from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Filter, narrow, read_filter
from domain.programs import Program
from domain.record import Record

OnDay = Callable[..., Record]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Filter()),
        ("CA", Filter("CA")),
        ("new york", Filter("NY")),
        ("New Mexico 2017", Filter("NM", "2017")),
        ("sites", Filter(status="site")),
        ("asked in", None),
        ("Site 2019 tx", Filter("TX", "2019", "site")),
        ("counties 2019", Filter(year="2019", kind="county")),
        ("county", Filter(kind="county")),
        ("nonsense", None),
        ("20199", None),
    ],
)
def test_a_filter_is_read_as_people_type_it(psp_on: OnDay, typed: str, expected: Filter | None) -> None:
    found = read_filter(psp_on(), typed)
    assert found == (Filter("IN", status="asked") if typed == "asked in" else expected)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_none(psp: Program, typed: str) -> None:
    from tests.conftest import EASTERN, TODAY

    found = read_filter(Record(psp, TODAY, TODAY, EASTERN), typed)
    assert found is None or Filter.decode(found.encode()) == found


def test_a_filter_fits_into_a_button_and_comes_back() -> None:
    every = Filter("CA", "2019", "mentioned", "county")
    assert len(every.encode()) <= 32
    assert Filter.decode(every.encode()) == every
    assert Filter.decode("") == Filter()


def test_on_an_earlier_day_only_what_was_on_record_is_listed(psp_on: OnDay) -> None:
    assert len(narrow(psp_on("2017-08-10"), Filter()).jurisdictions) == 17
    assert len(narrow(psp_on("2017-06-19"), Filter()).jurisdictions) == 0
    assert len(narrow(psp_on(), Filter()).jurisdictions) == len(psp_on().program.jurisdictions)

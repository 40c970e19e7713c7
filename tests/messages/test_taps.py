from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Filter
from domain.programs import Program
from messages.check import taps as check_taps
from messages.check.taps import Act, CheckTap
from messages.taps import Target, View, decode, encode

IDS = st.from_regex(r"\A[a-z0-9]{1,16}(-[a-z0-9]{1,15})?\Z")


@given(
    st.sampled_from(View),
    st.from_regex(r"\A[a-z0-9]{1,14}\Z"),
    IDS,
    st.none() | st.dates(),
    st.integers(0, 40_000),
)
def test_what_a_button_carries_comes_back_and_fits(
    view: View, program: str, subject: str, day: date | None, number: int
) -> None:
    target = Target(view, program, subject, day, number)
    assert len(encode(target).encode()) <= 64
    assert decode(encode(target)) == target


@given(st.text(max_size=70))
def test_foreign_data_is_refused_without_an_error(data: str) -> None:
    found = decode(data)
    assert found is None or data.startswith("1")


@pytest.mark.parametrize(
    "data",
    ["", "1s", "1s:psp:x:", "2s:psp:x::", "1Z:psp:x::", "1s:psp:x:-1:", "1s:psp:x:zzzzzzz:", "1s:psp:x::-5"],
)
def test_broken_data_is_refused(data: str) -> None:
    assert decode(data) is None


def test_the_longest_ids_of_the_bundled_program_fit(psp: Program) -> None:
    for place in psp.jurisdictions:
        assert len(encode(Target(View.SOURCES, psp.id, place.id, date.max, 999)).encode()) <= 64


def test_the_longest_ids_that_the_schema_takes_fit() -> None:
    longest = Target(View.REPORT, "p" * 14, f"{View.REQUIREMENT}.{'j' * 32}", date.max, 999)
    assert len(encode(longest).encode()) <= 64
    filtered = Target(
        View.JURISDICTIONS, "p" * 14, Filter("CA", "2017", "s" * 16, "territory").encode(), date.max, 999
    )
    assert len(encode(filtered).encode()) <= 64


SIDS = st.from_regex(r"\A[2-9a-z]{10,12}\Z")


@given(SIDS, st.integers(0, 40_000), st.sampled_from(Act), st.integers(0, 999), st.just("") | SIDS)
def test_what_a_button_of_a_self_check_carries_comes_back_and_fits(
    sid: str, rev: int, act: Act, number: int, other: str
) -> None:
    tap = CheckTap(sid, rev, act, number, other)
    data = check_taps.encode(tap)
    assert len(data.encode()) <= 64
    assert check_taps.decode(data) == tap
    assert decode(data) is None


@pytest.mark.parametrize(
    "data", ["k1:abcdefghij:0", "k1:abcdefghij:0:v:x:y", "k1:abcdefghij:0:?", "k1:a:-1:v"]
)
def test_broken_data_of_a_self_check_is_refused(data: str) -> None:
    assert check_taps.decode(data) is None

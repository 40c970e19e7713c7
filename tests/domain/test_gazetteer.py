"""The form in which names are compared, and looking a place up by it."""

import pytest

from domain.gazetteer import Gazetteer, Place, key
from domain.spelling import Spelling
from domain.states import split_misspelt_state, split_state

FRANKLINS = (Place("Franklin", "TN", 83_000), Place("Franklin", "WI", 36_000))
TWO = Gazetteer({"franklin": FRANKLINS, "baltimore county": (Place("Baltimore County", "MD"),)})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("St. Louis", "saint louis"),
        ("Saint Louis", "saint louis"),
        ("Mt. Vernon", "mount vernon"),
        ("Ft Worth", "fort worth"),
        ("Butte MT", "butte mt"),
        ("the Bronx", "bronx"),
        ("The City of Baltimore", "baltimore"),
        ("State of California", "california"),
        ("Coeur d’Alene", "coeur dalene"),
        ("Winston-Salem", "winston salem"),
        ("Kapaʻa", "kapaa"),
        ("Doña Ana County", "dona ana county"),
        ("City of", "city of"),
        ("The", ""),
    ],
)
def test_ways_of_writing_a_name_have_one_form(written: str, expected: str) -> None:
    assert key(written) == expected


def test_a_name_is_looked_up_in_a_state_or_in_all() -> None:
    assert TWO.named("franklin") == FRANKLINS
    assert TWO.named("franklin", "WI") == FRANKLINS[1:]
    assert TWO.named("franklin", "MD") == ()


def test_a_place_is_known_by_its_id() -> None:
    county = TWO.place("baltimore-county-md")
    assert county is not None
    assert county.full_name == "Baltimore County, Maryland"
    assert county.id == "baltimore-county-md"
    assert TWO.place("franklin-wi") == FRANKLINS[1]
    for unknown in ("franklin", "franklin-xx", "", "-", "nowhere-md"):
        assert TWO.place(unknown) is None


@pytest.mark.parametrize(
    ("typed", "distance"),
    [("franklin", 0), ("frnaklin", 1), ("franklinn", 1), ("ranklin", 1), ("rfanklin", 1), ("frankli", 1)],
)
def test_one_slip_is_near(typed: str, distance: int) -> None:
    assert Spelling(["franklin", "frankfort"]).near(typed, 1) == {"franklin": distance}


def test_two_slips_are_near_unless_they_hit_both_ends() -> None:
    names = Spelling(["franklin"])
    assert names.near("frxnxlin", 2) == {"franklin": 2}
    assert names.near("xranklix", 2) == {}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("springfield il", ("springfield", "IL")),
        ("jackson n mex", ("jackson", "NM")),
        ("charleston west virginia", ("charleston", "WV")),
        ("washington", ("washington", None)),
        ("", ("", None)),
    ],
)
def test_a_state_is_taken_off_the_end(typed: str, expected: tuple[str, str | None]) -> None:
    assert split_state(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("springfield ilinois", ("springfield", "IL")),
        ("charleston west virgina", ("charleston", "WV")),
        ("gary ib", ("gary ib", None)),
        ("virgnia", ("virgnia", None)),
    ],
)
def test_a_misspelt_state_is_taken_off_the_end(typed: str, expected: tuple[str, str | None]) -> None:
    assert split_misspelt_state(typed) == expected

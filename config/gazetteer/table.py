"""The gazetteer's text files. Of places, one a line: `name, state, population, keys`, with tabs between.

The keys of a name stand only where they are more, or other, than the name in small letters. The other file
has the time zone of most places of each state, and of each of its places with another. Lines that start with
# say where the data comes from.
"""

from collections.abc import Iterable
from importlib import resources

from domain.gazetteer import Gazetteer, Place

FILE = "places.tsv"
ZONES = "zones.tsv"
Row = tuple[Place, tuple[str, ...]]


def packaged() -> Gazetteer:
    """The gazetteer that travels with Proviso."""
    folder = resources.files("config.gazetteer")
    return read((folder / FILE).read_text("utf-8"), (folder / ZONES).read_text("utf-8"))


def read(text: str, zones: str = "") -> Gazetteer:
    """Read the files' text; the places go from the largest to the smallest."""
    by_name: dict[str, tuple[Place, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, state, population, keys = line.split("\t")
        place = Place(name, state, int(population))
        for key in keys.split(",") if keys else (name.lower(),):
            by_name[key] = (*by_name.get(key, ()), place)
    told = (line.split("\t") for line in zones.splitlines() if not line.startswith("#"))
    return Gazetteer(by_name, dict(told))


def write(rows: Iterable[Row], about: Iterable[str]) -> str:
    """The file's text, the same for the same rows in any order."""
    lines = sorted(rows, key=lambda row: (-row[0].population, row[0].name, row[0].state_code))
    return "".join(f"{line}\n" for line in (*(f"# {line}" for line in about), *map(_line, lines)))


def _line(row: Row) -> str:
    place, keys = row
    written = "" if keys == (place.name.lower(),) else ",".join(keys)
    return f"{place.name}\t{place.state_code}\t{place.population}\t{written}"

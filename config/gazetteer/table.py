"""The gazetteer's text file: one place a line, `name, state, population, keys`, with tabs between.

The keys of a name stand only where they are more, or other, than the name in small letters. Lines that start
with # say where the data comes from.
"""

from collections.abc import Iterable
from importlib import resources

from domain.gazetteer import Gazetteer, Place

FILE = "places.tsv"
Row = tuple[Place, tuple[str, ...]]


def packaged() -> Gazetteer:
    """The gazetteer that travels with Proviso."""
    return read((resources.files("config.gazetteer") / FILE).read_text("utf-8"))


def read(text: str) -> Gazetteer:
    """Read the file's text; its lines go from the largest place to the smallest."""
    by_name: dict[str, tuple[Place, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, state, population, keys = line.split("\t")
        place = Place(name, state, int(population))
        for key in keys.split(",") if keys else (name.lower(),):
            by_name[key] = (*by_name.get(key, ()), place)
    return Gazetteer(by_name)


def write(rows: Iterable[Row], about: Iterable[str]) -> str:
    """The file's text, the same for the same rows in any order."""
    lines = sorted(rows, key=lambda row: (-row[0].population, row[0].name, row[0].state_code))
    return "".join(f"{line}\n" for line in (*(f"# {line}" for line in about), *map(_line, lines)))


def _line(row: Row) -> str:
    place, keys = row
    written = "" if keys == (place.name.lower(),) else ",".join(keys)
    return f"{place.name}\t{place.state_code}\t{place.population}\t{written}"

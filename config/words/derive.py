"""Write the list of ordinary English words anew: `python -m config.words.derive`. For developers only.

A word of the list is never put right as a slip, and never taken for a place that the record knows nothing of.
"""

import gzip
import json
from importlib import metadata, resources
from pathlib import Path

from config.gazetteer import table
from domain.questions import words

MOST = 30_000
# Names of places so large are names first, but for those that are words before anything else.
LARGE = 100_000
_WORDS_FIRST = frozenset(
    """
    mobile orange surprise independence enterprise paradise reading corona pearl rich federal garden green
    """.split()
)


def text() -> str:
    """The commonest words of a frequency list, in the order of the alphabet."""
    packed = (resources.files("spellchecker") / "resources" / "en.json.gz").read_bytes()
    often: dict[str, int] = json.loads(gzip.decompress(packed))
    plain = (word for word in often if word.isascii() and word.isalpha() and len(word) > 1)
    common = sorted(plain, key=lambda word: (-often[word], word))[:MOST]
    held = sorted(word for word in common if word in _WORDS_FIRST or not _is_place(word))
    about = (
        f"{len(held):,} of the commonest English words, without the names of large US places.",
        f"Source: pyspellchecker {metadata.version('pyspellchecker')} (MIT), its English frequency list.",
        "Made by config/words/derive.py. Not for editing by hand.",
    )
    return "".join(f"{line}\n" for line in (*(f"# {line}" for line in about), *held))


_PLACES = table.packaged().by_name


def _is_place(word: str) -> bool:
    return any(place.population >= LARGE for place in _PLACES.get(word, ()))


if __name__ == "__main__":
    Path(str(resources.files("domain.questions") / "data" / words.FILE)).write_text(text(), encoding="utf-8")

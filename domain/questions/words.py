"""The ordinary words of English, packaged: what is one of them is no slip and no unknown name."""

from functools import cache
from importlib import resources

FILE = "words.txt"


@cache
def ordinary() -> frozenset[str]:
    """How the list was made is told in config/words/derive.py."""
    text = (resources.files("domain.questions") / "data" / FILE).read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))

"""Words as people type them, brought to one form for comparing."""

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’‘ʻʼ′`´]")
# Marks, controls and half characters: what cannot be seen, or changes only how a letter looks.
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
# How questions begin.
_ASKS = frozenset(
    "who whom whose what when where why which how is are was were am do does did has have had can could will"  # noqa: SIM905
    " would should may must".split()
)
# Longest name in the gazetteer is far below this; longer text is not a name.
LONGEST_NAME = 80


def normalise(text: str) -> str:
    """NFKC, case folded, without format and combining marks, punctuation as single spaces."""
    kept = text if text.isascii() and text.isprintable() else _decomposed(text)
    folded = _APOSTROPHES.sub("", kept.casefold())
    return _NOT_WORD.sub(" ", folded).replace("_", " ").strip()


def asks(text: str) -> bool:
    """Whether words look like a question, by their mark or by how they begin."""
    return "?" in text or normalise(text).partition(" ")[0] in _ASKS


def _decomposed(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(c for c in decomposed if c.isspace() or unicodedata.category(c) not in _DROPPED)


def printable(text: str, limit: int) -> str:
    """What somebody typed, safe to repeat: one line, no control or direction marks, at most `limit` long."""
    kept = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"

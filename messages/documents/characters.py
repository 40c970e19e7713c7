"""Characters that may stand in a document, and those that its fonts have."""

import unicodedata
from bisect import bisect_right

# What stands where the fonts have nothing: emoji, Chinese, Japanese, Korean, Thai and other scripts.
NOT_DRAWN = "□"

# What the fonts inside typst have, as far as whole alphabets go: Latin, Greek, Cyrillic, Armenian, Hebrew,
# Arabic with Persian, Devanagari, Georgian, Cherokee, signs. A test holds it against the library.
COVERED = (
    (0x0020, 0x04FF), (0x0531, 0x05F4), (0x0606, 0x060C), (0x061B, 0x061B), (0x061F, 0x061F),
    (0x0621, 0x063A), (0x0640, 0x0656), (0x0660, 0x066D), (0x0679, 0x067B), (0x067E, 0x0680),
    (0x0683, 0x0684), (0x0686, 0x0687), (0x0691, 0x0691), (0x0698, 0x0698), (0x06A4, 0x06A4),
    (0x06A9, 0x06A9), (0x06AF, 0x06AF), (0x06BE, 0x06BE), (0x06CC, 0x06CC), (0x06F0, 0x06F9),
    (0x0900, 0x097F), (0x10D0, 0x10FF), (0x13A0, 0x13FD), (0x1D00, 0x2040), (0x2044, 0x2052),
    (0x2054, 0x211E), (0x2122, 0x2122), (0x2126, 0x2151), (0x2153, 0x2184), (0x2190, 0x23FF),
    (0x2460, 0x2606), (0x2609, 0x262F), (0x2701, 0x2704), (0x2706, 0x2709), (0x270C, 0x2714),
    (0x2717, 0x2726), (0x2C60, 0x2CFF), (0xFB00, 0xFB4F), (0xFE00, 0xFE0F), (0xFFFD, 0xFFFD),
    (0x1D400, 0x1D7FF),
)  # fmt: skip
_STARTS = [first for first, _last in COVERED]

# Cannot be seen, but some scripts are not spelled right without them.
_JOINERS = "\u200c\u200d"


def one_line(text: str) -> str:
    """The text on one line, without what cannot be seen.

    A line break could pass for a paragraph of ours; characters that hide, or that turn the direction of
    what follows, could make a page read otherwise than it is stored.
    """
    return " ".join("".join(map(_seen, text)).split())


def drawn(text: str) -> str:
    """The text as the fonts can show it: □ for each character that they lack."""
    return "".join(character if _is_covered(character) else NOT_DRAWN for character in text)


def _seen(character: str) -> str:
    match unicodedata.category(character):
        case "Cc":
            return " "
        case "Cf":
            return character if character in _JOINERS else ""
        case "Cs" | "Cn":  # half a character, or none: no file format takes them
            return "\ufffd"
        case _:
            return character


def _is_covered(character: str) -> bool:
    place = bisect_right(_STARTS, ord(character)) - 1
    return place >= 0 and ord(character) <= COVERED[place][1]

"""What a button carries: which view to show, of what, as of which day. At most 64 bytes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_VERSION = "1"
# What Telegram takes, in bytes.
LONGEST = 64
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class View(StrEnum):
    """The views that a button can open."""

    STATUS = "s"
    OVERVIEW = "v"
    HISTORY = "y"
    REQUIREMENTS = "r"
    REQUIREMENT = "n"
    DEADLINES = "d"
    SOURCES = "o"
    JURISDICTIONS = "j"
    PROGRAM = "p"
    TIMELINE = "t"
    PEOPLE = "a"
    CLAIMS = "c"
    DISAGREEMENTS = "g"
    OPEN_QUESTIONS = "q"
    OTHER_PLACE = "x"
    PLACE = "l"
    USE = "u"
    REPORT = "e"
    CHECK = "k"
    BEGIN = "b"
    RESULTS = "i"
    SUBSCRIBE = "w"
    UNSUBSCRIBE = "f"
    ALERTS = "z"
    SETTINGS = "m"
    HELP = "h"
    ANSWER = "A"


@dataclass(frozen=True, slots=True)
class Target:
    """A view of a program; `subject` is a jurisdiction's id, `number` a page or a requirement."""

    view: View
    program: str
    subject: str = ""
    day: date | None = None
    number: int = 0


def encode(target: Target) -> str:
    """The button data; ids are short enough by the program file's schema."""
    day = base36(target.day.toordinal()) if target.day else ""
    number = base36(target.number) if target.number else ""
    return f"{_VERSION}{target.view}:{target.program}:{target.subject}:{day}:{number}"


def decode(data: str) -> Target | None:
    """The target, or None for data that is not ours or of another version."""
    parts = data.split(":")
    if len(parts) != 5 or not data.isascii() or parts[0][:1] != _VERSION:
        return None
    try:
        view = View(parts[0][1:])
        day = date.fromordinal(int(parts[3], 36)) if parts[3] else None
        number = int(parts[4], 36) if parts[4] else 0
    except (ValueError, OverflowError):
        return None
    return Target(view, parts[1], parts[2], day, number) if number >= 0 else None


def base36(number: int) -> str:
    """A number in few characters, as buttons carry it."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"

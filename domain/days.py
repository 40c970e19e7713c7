"""The day at the end of what somebody typed: /status Baltimore 10 August 2017."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_END = r"[\s.?!]*$"
_FORMS = tuple(
    re.compile(r"(?<!\w)" + form + _END, re.IGNORECASE | re.ASCII)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
_SLASHED = re.compile(r"(?<!\w)(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})" + _END, re.ASCII)
_LEAD_IN = re.compile(r"(?:(?:^|[\s,]+)(?:as\s+of|on|at))?[\s,]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OnDay:
    """The text without its day; `day` is None where none was typed."""

    rest: str
    day: date | None


@dataclass(frozen=True, slots=True)
class EitherDay:
    """8/10/2017 is 10 August to some and 8 October to others."""

    rest: str
    options: tuple[date, date]


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    """Something shaped like a date that the calendar does not have."""

    typed: str


def split_day(text: str) -> OnDay | EitherDay | NoSuchDay:
    """Take a trailing day off the text. Forms: 2017-08-10, 10 August 2017, August 10, 2017."""
    for form in _FORMS:
        match = form.search(text)
        month = _month(match["month"]) if match else None
        if match is None or month is None:
            continue
        day = _day(int(match["year"]), month, int(match["day"]))
        if day is None:
            return NoSuchDay(match[0].strip())
        return OnDay(_before(text, match), day)
    slashed = _SLASHED.search(text)
    if slashed is not None:
        return _read_slashed(_before(text, slashed), slashed)
    return OnDay(text.strip(), None)


def _read_slashed(rest: str, match: re.Match[str]) -> OnDay | EitherDay | NoSuchDay:
    year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
    options = [d for d in (_day(year, first, second), _day(year, second, first)) if d is not None]
    if not options:
        return NoSuchDay(match[0].strip())
    if len(set(options)) == 1:
        return OnDay(rest, options[0])
    return EitherDay(rest, (options[0], options[1]))


def _before(text: str, match: re.Match[str]) -> str:
    return _LEAD_IN.sub("", text[: match.start()]).strip()


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    # Three letters tell every month apart.
    found = [n for n, name in enumerate(_MONTHS, start=1) if name.startswith(text.lower())]
    return found[0] if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

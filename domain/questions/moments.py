"""The day, month or year in a question: what was known by then, what happened in it, or a name for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain import days
from domain.dates import PartialDate

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_LEAD = (
    r"(?:\b(?P<lead>as\s+of|as\s+at|by\s+(?:the\s+)?(?:end|close|evening|morning|night|afternoon)\s+of|by|it's|its|it\s+is|today\s+is|until|till|up\s+to"
    r"|before|on|in|during|at|since|after|from|of)\s+(?:the\s+|the\s+end\s+of\s+)?)?"
)
_FORMS = tuple(
    re.compile(_LEAD + r"(?<![\w-])" + form + r"(?![\w-])", re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}-(?P<month>\d{{2}})",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}",
        rf"{_MONTH}\s+{_DAY}",
        _YEAR,
    )
)
_YEARS = re.compile(r"\b(?:in\s+)?(?:19|20)\d{2}\b")
_FISCAL = re.compile(r"\b(?:fy|fiscal\s+year|fiscal)\s*'?(\d{4}|\d{2})\b", re.IGNORECASE)
_KNOWN_BY = frozenset(
    {"as of", "as at", "by", "until", "till", "up to", "before", "on", "at"}
    | {"it's", "its", "it is", "today is"}
)
_PART_OF_DAY = re.compile(r"^by .*\bof$")
_HAPPENED_IN = frozenset({"in", "during", "from"})


@dataclass(frozen=True, slots=True)
class Moment:
    """The text without its day: `by` is the day as of which to answer, `within` the time that facts are of.

    `named` is a day that only says which thing is meant, as in “the letter of 3 August 2017”.
    """

    rest: str
    by: date | None = None
    within: tuple[PartialDate, ...] = ()
    named: PartialDate | None = None
    problem: days.EitherDay | days.NoSuchDay | None = None


def fiscal_year(text: str) -> int | None:
    found = _FISCAL.search(text)
    return None if found is None else int(found[1]) + (2000 if len(found[1]) == 2 else 0)


def find(text: str, happened: Iterable[PartialDate]) -> Moment:
    """Take the day off the text; `happened` are the days of the record, for a day typed without its year."""
    trailing = days.split_day(text)
    if not isinstance(trailing, days.OnDay):
        return Moment(trailing.rest if isinstance(trailing, days.EitherDay) else text, problem=trailing)
    for form in _FORMS:
        match = form.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        lead = _PART_OF_DAY.sub("by", re.sub(r"\s+", " ", groups.get("lead") or "").lower())
        month = _month(groups.get("month"))
        day = int(groups["day"]) if groups.get("day") else None
        year = int(groups["year"]) if groups.get("year") else _year(month, happened)
        rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
        if year is None:
            continue
        try:
            when = PartialDate(year, month, day)
        except ValueError:
            return Moment(rest, problem=days.NoSuchDay(match[0].strip()))
        at_end = not text[match.end() :].strip(" .?!")
        return _placed(rest, when, lead, at_end=at_end, has_year=bool(groups.get("year")))
    return Moment(text)


def _placed(rest: str, when: PartialDate, lead: str, *, at_end: bool, has_year: bool) -> Moment:
    if lead == "before":
        return Moment(rest, by=date(when.year, when.month or 1, when.day or 1) - timedelta(days=1))
    if lead in _KNOWN_BY or (when.exact and at_end and not lead and has_year):
        return Moment(rest, by=when.counts_from)
    if lead in _HAPPENED_IN or when.month is None or not when.exact:
        return Moment(*_further(rest, when))
    return Moment(rest, named=when)


def _further(rest: str, when: PartialDate) -> tuple[str, None, tuple[PartialDate, ...]]:
    """Further years beside the first: the 2019 and 2021 rounds."""
    more = [when]
    if when.month is None:
        more += [PartialDate(int(year[0][-4:])) for year in _YEARS.finditer(rest)]
        rest = _YEARS.sub(" ", rest)
    return rest, None, tuple(sorted(set(more), key=lambda each: each.counts_from))


def _month(text: str | None) -> int | None:
    if text is None or text.isdigit():
        return int(text) if text else None
    return next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(text.lower()[:3]))


def _year(month: int | None, happened: Iterable[PartialDate]) -> int | None:
    """The first year in which something of the record happened in the month."""
    return min((when.year for when in happened if when.month == month), default=None)


def falls_in(when: PartialDate | None, periods: Iterable[PartialDate]) -> bool:
    """Whether a date lies in one of some periods, as far as both are known; in no period lies any."""
    held = tuple(periods)
    return not held or any(_lies_in(when, period) for period in held)


def _lies_in(when: PartialDate | None, period: PartialDate) -> bool:
    if when is None or when.year != period.year:
        return False
    if period.month is None or when.month is None:
        return True
    return when.month == period.month and (None in (period.day, when.day) or when.day == period.day)

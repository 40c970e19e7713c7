"""Dates as sources print them: a day, a month or a year."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_PRINTED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateMeaning(StrEnum):
    """What a fact's date says: the day it happened, the day it was reported, or a day worked out by us."""

    HAPPENED = "happened"
    REPORTED = "reported"
    WORKED_OUT = "worked_out"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year (ISO 8601 reduced precision)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read 2017, 2017-08 or 2017-08-03; anything else is a ValueError."""
        match = _PRINTED.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date: write 2017-08-03, 2017-08 or 2017")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    @property
    def exact(self) -> date | None:
        """The day, when the day is known."""
        return self.counts_from if self.day is not None else None

    @property
    def counts_from(self) -> date:
        """The first day on which the fact is certain: the last day of the period."""
        month = self.month or 12
        day = self.day or calendar.monthrange(self.year, month)[1]
        return date(self.year, month, day)

    def __str__(self) -> str:
        return "-".join(
            f"{part:0{width}}"
            for part, width in ((self.year, 4), (self.month, 2), (self.day, 2))
            if part is not None
        )


def earliest(dates: Iterable[PartialDate | None]) -> PartialDate | None:
    """The date that counts first, or None when nothing is dated."""
    return min((d for d in dates if d is not None), key=lambda d: d.counts_from, default=None)

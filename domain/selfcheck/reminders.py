"""What a self-check reminds its starter of: that it waits, and of the days of its to-dos and its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.selfcheck.answers import Answers
from domain.selfcheck.sessions import LIFE, Check
from domain.selfcheck.todos import ToDo

# So long before its last day a piece of evidence is to be renewed.
RENEWED_BEFORE = timedelta(days=14)


class What(StrEnum):
    WAITS = "waits"  # nobody has answered for half of its life
    TO_DO = "to-do"  # something is to be found out, answered or named by today
    RENEW = "renew"  # evidence expires soon


@dataclass(frozen=True, slots=True)
class CheckReminder:
    """One reminder of a check, on a local day; `about` says it in one word, and is read back from it."""

    what: What
    sid: str
    program: str
    jurisdiction: str
    day: date

    @property
    def about(self) -> str:
        day = self.day.isoformat()
        return f"{self.sid}:{self.what}:{self.program}:{self.jurisdiction}:{day}"

    @classmethod
    def of(cls, about: str) -> "CheckReminder":
        sid, what, program, jurisdiction, day = about.split(":")
        return cls(What(what), sid, program, jurisdiction, date.fromisoformat(day))


def of_waiting(check: Check, today: date) -> CheckReminder:
    """The reminder of a check that nobody goes on with from now on, in the middle of its life."""
    return _of(check, What.WAITS, today + LIFE // 2)


def of_finished(
    check: Check, left: Iterable[ToDo], answers: Answers, today: date
) -> tuple[CheckReminder, ...]:
    """A reminder for each day on which something is to be done, and before evidence expires."""
    due = {to_do.due for to_do in left if to_do.due > today}
    ends = {e.valid_until for given in answers.values() for e in given.evidence if e.valid_until}
    renew = {max(end - RENEWED_BEFORE, today + timedelta(days=1)) for end in ends if end > today}
    to_dos = [_of(check, What.TO_DO, day) for day in sorted(due)]
    return (*to_dos, *(_of(check, What.RENEW, day) for day in sorted(renew)))


def _of(check: Check, what: What, day: date) -> CheckReminder:
    return CheckReminder(what, check.sid, check.program, check.jurisdiction, day)

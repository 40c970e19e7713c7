"""What a self-check reminds its starter of: that it waits, its to-dos, its evidence, and changed rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.selfcheck.answers import Answers
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import LIFE, Check
from domain.selfcheck.todos import ToDo

# So long before its last day a piece of evidence is to be renewed.
RENEWED_BEFORE = timedelta(days=14)
# So much of a form's hash tells it from every other.
_HASH = 12


class What(StrEnum):
    WAITS = "waits"  # nobody has answered for half of its life
    TO_DO = "to-do"  # something is to be found out, answered or named by today
    RENEW = "renew"  # evidence expires soon
    RULES = "rules"  # by the questions of today its verdict would be another


@dataclass(frozen=True, slots=True)
class CheckReminder:
    """One reminder of a check; `about` says it in one word, and is read back from it.

    It is of a local `day`: the one on which it comes, or, of changed rules, the one of the result. Those have
    the hash of the `form` that they changed to.
    """

    what: What
    sid: str
    program: str
    jurisdiction: str
    day: date
    form: str = ""

    @property
    def about(self) -> str:
        what = f"{self.what}-{self.form}" if self.form else self.what
        return f"{self.sid}:{what}:{self.program}:{self.jurisdiction}:{self.day.isoformat()}"

    @classmethod
    def of(cls, about: str) -> "CheckReminder":
        sid, said, program, jurisdiction, day = about.split(":")
        what = next(what for what in What if said == what or said.startswith(f"{what}-"))
        form = said.removeprefix(what).removeprefix("-")
        return cls(what, sid, program, jurisdiction, date.fromisoformat(day), form)

    def is_by(self, form: Form) -> bool:
        """Whether it tells of these rules."""
        return form.sha256.startswith(self.form)


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


def of_changed_rules(check: Check, day: date, form: Form) -> CheckReminder:
    """The reminder of a result of a day that the rules of today would make another; once for each form."""
    return CheckReminder(What.RULES, check.sid, check.program, check.jurisdiction, day, form.sha256[:_HASH])


def _of(check: Check, what: What, day: date) -> CheckReminder:
    return CheckReminder(what, check.sid, check.program, check.jurisdiction, day)

"""A finished self-check, with everything that its documents tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.programs import Program
from domain.record import Record
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.forms import Form


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer with who gave it, as a reader should see them, and when (an aware instant)."""

    given: Given
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finished:
    """A self-check that was submitted at an (aware) instant. The same value makes the same bytes.

    `form` is the one it was pinned to; `program` lends its name, sources and deadlines. `place` is the
    government's name as it is shown, `jurisdiction` its id where the program has a record of it.
    `facts_checked` and `content_sha256` are those stored with the result.
    """

    form: Form
    program: Program
    place: str
    jurisdiction: str | None
    signed: Mapping[str, Signed]  # by question; the answers that stand, on the path or off it
    at: datetime
    zone: ZoneInfo
    facts_checked: date
    content_sha256: str

    @property
    def day(self) -> date:
        """The local date on which it was submitted: the day its findings and to-dos are of."""
        return self.at.astimezone(self.zone).date()

    @property
    def record(self) -> Record:
        """The program as of that day."""
        return Record(self.program, self.day, self.day, self.zone)

    @property
    def answers(self) -> Answers:
        return {question: signed.given for question, signed in self.signed.items()}

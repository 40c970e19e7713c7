"""What a program file says about its self-check: the questions, and the rules that read their answers.

The rule language has two small trees. A condition (`When`, `WhenAll`, `WhenAny`) says whether a question is
asked; a test (`Reads`, `Every`, `OneOf`) says what the answers make of a requirement.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from domain.dates import PartialDate


class Answer(StrEnum):
    """What stands against a question. A question that nobody touched has none of these."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    UNSURE = "unsure"
    NOT_OURS = "not_ours"
    NOT_APPLICABLE = "not_applicable"
    LATER = "later"  # put off: asked again, and a to-do
    CLEARED = "cleared"  # taken back: asked again


# What a card can offer, in the order of its numbers.
OPTIONS = (
    Answer.YES, Answer.NO, Answer.PARTLY, Answer.UNSURE, Answer.NOT_OURS, Answer.NOT_APPLICABLE,
)  # fmt: skip


class Finding(StrEnum):
    """What answers make of a requirement. Unknown is a value, neither met nor gap."""

    MET = "met"
    GAP = "gap"
    UNKNOWN = "unknown"
    NOT_OURS = "not_ours"
    NOT_APPLICABLE = "not_applicable"


class Level(StrEnum):
    MUST = "must"
    SHOULD = "should"


class Polarity(StrEnum):
    """Whether it is “yes” or “no” that meets a requirement."""

    NORMAL = "normal"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class When:
    """The question was answered with one of these."""

    question: str
    given: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class WhenAll:
    all: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class WhenAny:
    any: "tuple[Condition, ...]"


Condition: TypeAlias = When | WhenAll | WhenAny


@dataclass(frozen=True, slots=True)
class Reads:
    """What the answer to one question means here; answers not listed mean what the question says.

    `silent` answers have no say, as in a rule that a question only opens.
    """

    question: str
    met: tuple[Answer, ...] = ()
    gap: tuple[Answer, ...] = ()
    unknown: tuple[Answer, ...] = ()
    not_ours: tuple[Answer, ...] = ()
    silent: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Every:
    all: "tuple[Test, ...]"


@dataclass(frozen=True, slots=True)
class OneOf:
    any: "tuple[Test, ...]"


Test: TypeAlias = Reads | Every | OneOf


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the self-check. It may look back at earlier questions, never ahead."""

    id: str
    title: str
    text: str
    sources: tuple[str, ...]
    help: str | None = None
    answers: tuple[Answer, ...] = OPTIONS
    polarity: Polarity = Polarity.NORMAL
    asked_if: Condition | None = None
    asks_who: tuple[Answer, ...] = ()
    not_applicable_when: str | None = None
    evidence: str | None = None
    next_step: str | None = None
    who_can_tell: str | None = None
    written_by_us: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """When a requirement, or one part of it, is met. The lint asks for what is optional only in shape."""

    id: str
    requirement: str
    level: Level
    met_if: Test
    title: str | None = None
    sentence: str | None = None
    next_step: str | None = None
    who_can_tell: str | None = None
    deadline: str | None = None
    checked: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renamed:
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Migration:
    """How answers to an earlier version are kept: which question became which, and what is new or gone."""

    id: str
    from_version: int
    compatible: bool
    reason: str
    questions: tuple[Renamed, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What holds for the questionnaire as a whole."""

    intro: str
    wording_of: PartialDate
    addressee: str
    version: int = 1
    standing: str | None = None
    standing_from: date | None = None  # it was not known before
    withdrawn: str | None = None  # why it is offered no more
    to_do_days: int = 14
    sources: tuple[str, ...] = ()

    def standing_on(self, day: date) -> str | None:
        """What was known on a day of whether the rules still apply."""
        return None if self.standing_from and day < self.standing_from else self.standing

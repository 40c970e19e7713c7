"""What a question is asked with, and what comes back: one of five outcomes, with facts and their sources."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from domain import days, places
from domain.programs import (
    Agency,
    Claim,
    Deadline,
    Detail,
    Disagreement,
    Event,
    Jurisdiction,
    Official,
    OpenQuestion,
    Program,
    Requirement,
    Source,
)
from domain.questions.topics import Term, Topic
from domain.record import Record
from domain.selfcheck.questionnaire import Question, Rule, SelfCheck
from domain.status import Overview, StatusReport


class Outcome(StrEnum):
    """How a question ends."""

    ANSWERED = "answered"
    CHOOSE = "choose"
    NOT_FOUND = "not_found"
    NO_RECORD = "no_record"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Previous:
    """What the same person asked last, for “and Stockton?”; `offered` are places to choose from."""

    program: str
    topic: str = ""
    places: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: on what day, in which zone, about which program, after what; `day` is the one to answer for.

    `program` is the one that the chat has chosen, "" where it has chosen none. `previous` is handed in for
    ten minutes.
    """

    today: date
    zone: ZoneInfo
    program: str = ""
    day: date | None = None
    previous: Previous | None = None


Value: TypeAlias = (
    Agency | Claim | Deadline | Detail | Disagreement | Event | Jurisdiction | Official | OpenQuestion
    | Program | Question | Requirement | Rule | SelfCheck | Source | Term
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the record: its section and id in the program file, and the sources it may show."""

    section: str
    id: str
    value: Value
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question, of one place where it names one.

    `facts` in the order to be told. `report` and `overview` stand for a status. `is_nothing` says that
    nothing of the topic is on record for the place; the report then tells where it stands. `general` is what
    the program says of the topic in general, where nothing is said of the place.
    """

    record: Record
    topic: Topic
    facts: tuple[Fact, ...]
    place: Jurisdiction | None = None
    report: StatusReport | None = None
    overview: Overview | None = None
    is_nothing: bool = False
    general: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A question that a button can ask."""

    program: Program
    topic: Topic
    place: Jurisdiction | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes to.

    ANSWERED has `parts`; NO_RECORD the `match` of a place, or parts without facts; NOT_FOUND the `match`;
    CHOOSE `options`, a `match` of several places, or two days; ABSTAIN the nearest `options`, or a wrong day.
    `previous` is to be kept for ten minutes. `found` are the places, to tell of a corrected typo.
    """

    outcome: Outcome
    record: Record
    parts: tuple[Part, ...] = ()
    options: tuple[Option, ...] = ()
    match: places.Match | None = None
    day: days.EitherDay | days.NoSuchDay | date | None = None
    found: tuple[places.Found, ...] = ()
    elsewhere: tuple[tuple[Program, Jurisdiction], ...] = ()
    previous: Previous | None = None
    typed: str = ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of every part, in order."""
        return tuple(fact for part in self.parts for fact in part.facts)

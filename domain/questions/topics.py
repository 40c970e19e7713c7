"""What a program's record can be asked: its topics, each with ways to ask it, and its own terms."""

from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

_NUMBERS = 36**4


class Show(StrEnum):
    """How a topic is answered: from the facts it names, or by a view of the record."""

    FACTS = "facts"
    STATUS = "status"
    HISTORY = "history"
    DEADLINES = "deadlines"
    REQUIREMENTS = "requirements"
    PLACES = "places"
    REPLIES = "replies"
    CLAIMS = "claims"
    DISAGREEMENTS = "disagreements"
    OPEN = "open"
    SOURCES = "sources"
    PROGRAM = "program"
    PEOPLE = "people"
    CHECK = "check"


class Place(StrEnum):
    """What a place in the question does to a topic: it narrows it, has to be there, or fits it not."""

    MAY = "may"
    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people ask, and the facts that answer it, by their ids.

    `ask` are ways to ask it, without names of places. `neutral` marks a loaded question: the answer says
    first that no side is taken. Facts that name jurisdictions are narrowed to the place of a question.
    """

    id: str
    title: str
    ask: tuple[str, ...] = ()
    show: Show = Show.FACTS
    place: Place = Place.MAY
    neutral: bool = False
    details: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """What a button carries for the topic; the same in every revision."""
        return crc32(self.id.encode()) % (_NUMBERS - 1) + 1


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the program and what it means, with where that stands."""

    id: str
    name: str
    text: str
    sources: tuple[str, ...]
    aliases: tuple[str, ...] = ()

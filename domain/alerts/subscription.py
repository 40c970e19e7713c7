"""What a chat asks to be told of, and when it likes to be told."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

# Days before a deadline on which it is told of; 0 is the day itself.
LEADS = (14, 7, 3, 1, 0)
HOUR = time(9)


class About(StrEnum):
    """What one can subscribe to."""

    PROGRAM = "program"
    JURISDICTION = "jurisdiction"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Target:
    """A program, or a jurisdiction or deadline of it; `subject` is its id, empty for the program itself."""

    program: str
    kind: About = About.PROGRAM
    subject: str = ""

    @property
    def topic(self) -> str:
        """The target in one word: what alerts and subscriptions meet by."""
        return f"{self.kind}:{self.program}:{self.subject}"

    @classmethod
    def of(cls, topic: str) -> "Target":
        kind, program, subject = topic.split(":")
        return cls(program, About(kind), subject)


class Mode(StrEnum):
    """How soon: each alert by itself, or in a digest of the day or the week."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Wish:
    """How alerts of one subscription are wanted. `leads` are days before a deadline, the longest first."""

    mode: Mode = Mode.IMMEDIATE
    leads: tuple[int, ...] = LEADS


STANDARD = Wish()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's, or one of its topics' (`thread`, 0 for none), own; `ended_at` is None while it runs."""

    id: int
    chat: int
    thread: int
    target: Target
    wish: Wish
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """When a chat is told: its zone, its alert hour, the hours it wants quiet, and whether without a sound.

    Quiet hours may span midnight (22:00 to 07:00); without them both ends are None.
    """

    zone: ZoneInfo
    hour: time = HOUR
    quiet_from: time | None = None
    quiet_until: time | None = None
    silent: bool = False

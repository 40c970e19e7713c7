"""What an operator has to know: alerts that nobody could confirm, the brake, and clocks that disagree."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Held:
    """An alert that is held: its number, `since` when, and `why`."""

    id: int
    chat: int
    chat_kind: str
    about: str
    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Brake:
    """All sending of alerts stands still."""

    pulled_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ClockTrouble:
    """Why nothing new is told: the machine's clock was stepped by so much, or the database's is off by it."""

    is_step: bool
    seconds: float

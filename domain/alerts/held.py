"""What waits for an operator: alerts that nobody could confirm, and the brake on all sending."""

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

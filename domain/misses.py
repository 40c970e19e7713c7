"""Misses: questions that could not be answered, and reports that something is wrong, for the editors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from hmac import digest

from domain.words import normalise

# Longer texts are cut: nobody answers them.
LONGEST_TEXT = 2_000
LONGEST_WORDS = 200
LONGEST_MEANING = 400
_HASH_LENGTH = 8


class Kind(StrEnum):
    QUESTION = "question"
    REPORT = "report"


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Miss:
    """One miss; `count` people asked the same.

    `about` is the view that a report is about, as a button would carry it. The answer is in the editor's own
    words (`said`), or what the bot answers to a question that `means` the same.
    """

    id: int
    kind: Kind
    asker: str
    program: str
    about: str
    text: str
    made_at: datetime
    state: State
    said: str = ""
    means: str = ""
    settled_at: datetime | None = None
    count: int = 1


def words_of(text: str) -> str:
    """What two askings of the same have in common."""
    return normalise(text)[:LONGEST_WORDS].rstrip()


def hash_of(person: int, key: str) -> str:
    """Tells one asker from another without telling who they are; `key` is a secret of this bot."""
    return digest(key.encode(), str(person).encode(), sha256).hex()[:_HASH_LENGTH]

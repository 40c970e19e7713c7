"""What a person gave: an answer with its reason and its evidence."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from domain.selfcheck.questionnaire import Answer, Question


class EvidenceKind(StrEnum):
    TEXT = "text"
    URL = "url"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports an answer. A file is known by its SHA-256 (hex); Telegram keeps the file itself."""

    kind: EvidenceKind
    text: str = ""  # the words, the address, or the file's name
    file_id: str = ""
    sha256: str = ""
    valid_until: date | None = None

    def is_expired(self, today: date) -> bool:
        """Whether it no longer holds; it still does on its last day."""
        return self.valid_until is not None and self.valid_until < today

    @property
    def digest(self) -> str:
        """What it is, apart from where it is kept: the same file sent twice has one digest."""
        what = self.sha256 if self.kind is EvidenceKind.FILE else self.text
        until = self.valid_until.isoformat() if self.valid_until else None
        return hashlib.sha256(canonical([self.kind, what, until])).hexdigest()


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that stands, why, and what supports it. `reason` names the other government, or says why
    the question does not apply."""

    value: Answer
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


# What was given, by question; one that was never touched is not in it.
Answers: TypeAlias = Mapping[str, Given]


class Wanted(StrEnum):
    """What is asked for after an answer, as text."""

    REASON = "reason"  # why it does not apply: without it the answer does not count
    WHO = "who"  # which other government: without it there is a to-do


def wanted(question: Question, given: Given) -> Wanted | None:
    """What the answer still lacks."""
    if given.reason.strip():
        return None
    if given.value is Answer.NOT_APPLICABLE:
        return Wanted.REASON
    return Wanted.WHO if given.value in (Answer.NOT_OURS, *question.asks_who) else None


def canonical(value: Any) -> bytes:
    """The one JSON of a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

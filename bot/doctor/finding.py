"""What a check found: its state in a word, and one line that says what is so and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"  # the bot runs all the same
    FAILED = "failed"  # it cannot run, or not as it should


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check; a check finds at least one."""

    state: State
    text: str


def ok(text: str) -> Finding:
    return Finding(State.OK, text)


def warning(text: str) -> Finding:
    return Finding(State.WARNING, text)


def failed(text: str) -> Finding:
    return Finding(State.FAILED, text)


def or_ok(findings: Iterator[Finding], text: str) -> list[Finding]:
    """What was found; where nothing was, that all is well, in the words of `text`."""
    return list(findings) or [ok(text)]

"""What a button of a self-check carries: which check, as of which step, and what to do. At most 64 bytes."""

from dataclasses import dataclass
from enum import StrEnum, unique

from domain.selfcheck.questionnaire import Answer
from messages.taps import base36

_VERSION = "k1"


@unique
class Act(StrEnum):
    """What a tap on a check does. The first seven answer the question on the card."""

    YES = "y"
    NO = "n"
    PARTLY = "p"
    UNSURE = "u"
    NOT_OURS = "o"
    NOT_APPLICABLE = "a"
    LATER = "l"
    BACK = "b"
    WHY = "w"
    MENU = "m"
    SHOW = "g"
    REVIEW = "r"
    GO_ON = "c"
    CHANGE = "e"
    EVIDENCE = "f"
    SUBMIT = "s"
    CANCEL = "x"
    RESULT = "v"
    PDF = "d"
    LETTER = "t"
    LETTER_PDF = "q"
    COMPARE = "j"
    RECHECK = "h"
    SUMMARY = "z"
    POST = "k"


# What a button answers; everything else does something with the card.
ANSWERS = {
    Act.YES: Answer.YES,
    Act.NO: Answer.NO,
    Act.PARTLY: Answer.PARTLY,
    Act.UNSURE: Answer.UNSURE,
    Act.NOT_OURS: Answer.NOT_OURS,
    Act.NOT_APPLICABLE: Answer.NOT_APPLICABLE,
    Act.LATER: Answer.LATER,
}
ACTS = {answer: act for act, answer in ANSWERS.items()}


@dataclass(frozen=True, slots=True)
class CheckTap:
    """A tap on a check; `rev` is the step its card showed.

    `number` is a question's place, a page, or the attempts that were made to post; `other` the earlier check
    that it is compared with.
    """

    sid: str
    rev: int
    act: Act
    number: int = 0
    other: str = ""


def encode(tap: CheckTap) -> str:
    number = base36(tap.number) if tap.number else ""
    other = f":{tap.other}" if tap.other else ""
    return f"{_VERSION}:{tap.sid}:{base36(tap.rev)}:{tap.act}{number}{other}"


def decode(data: str) -> CheckTap | None:
    """The tap, or None for the data of another button."""
    parts = data.split(":")
    if len(parts) not in (4, 5) or not data.isascii() or parts[0] != _VERSION:
        return None
    try:
        act, rev = Act(parts[3][:1]), int(parts[2], 36)
        number = int(parts[3][1:], 36) if parts[3][1:] else 0
    except ValueError:
        return None
    other = parts[4] if len(parts) == 5 else ""
    return CheckTap(parts[1], rev, act, number, other) if rev >= 0 and number >= 0 else None

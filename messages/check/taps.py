"""What a button of a self-check carries: which check, as of which step, and what to do. At most 64 bytes."""

from dataclasses import dataclass
from enum import StrEnum

from domain.selfcheck.questionnaire import Answer
from messages.taps import base36

_VERSION = "k1"


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
    """A tap on a check; `rev` is the step its card showed, `number` a question's place, a page
    or the attempts that were made to post."""

    sid: str
    rev: int
    act: Act
    number: int = 0


def encode(tap: CheckTap) -> str:
    number = base36(tap.number) if tap.number else ""
    return f"{_VERSION}:{tap.sid}:{base36(tap.rev)}:{tap.act}{number}"


def decode(data: str) -> CheckTap | None:
    """The tap, or None for the data of another button."""
    parts = data.split(":")
    if len(parts) != 4 or not data.isascii() or parts[0] != _VERSION:
        return None
    try:
        act, rev = Act(parts[3][:1]), int(parts[2], 36)
        number = int(parts[3][1:], 36) if parts[3][1:] else 0
    except ValueError:
        return None
    return CheckTap(parts[1], rev, act, number) if rev >= 0 and number >= 0 else None

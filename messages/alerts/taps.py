"""What a button about alerts carries: of an alert, a subscription or the settings. At most 64 bytes."""

from dataclasses import dataclass, replace
from enum import StrEnum

from messages.message import Message, Row, Tap
from messages.taps import base36

_VERSION = "a1"


class Act(StrEnum):
    """What a tap does; each says what is to be so afterwards, so that tapping twice is tapping once."""

    # An alert, by its delivery.
    DONE = "d"
    NOT_DONE = "u"
    SNOOZE = "z"
    WHY = "w"
    SHOW = "g"
    STOP = "s"
    UNSTOP = "b"
    # A subscription.
    ABOUT = "a"
    END = "e"
    RESUME = "r"
    MODE = "m"
    LEADS = "l"
    WITH_LEAD = "p"
    WITHOUT_LEAD = "n"
    # The chat's settings.
    HOUR = "h"
    QUIET = "q"
    SILENT = "x"


@dataclass(frozen=True, slots=True)
class AlertTap:
    """A tap on an alert or a subscription, by the `id` of its row, or on the settings (0)."""

    act: Act
    id: int = 0
    number: int = 0


def encode(tap: AlertTap) -> str:
    return f"{_VERSION}:{base36(tap.id)}:{tap.act}{base36(tap.number) if tap.number else ''}"


def renumbered(message: Message, id: int, other: int) -> Message:
    """The message of an alert as that of another which says the same: its taps carry that one's id."""
    mine, theirs = (f"{_VERSION}:{base36(number)}:" for number in (id, other))

    def row(taps: Row) -> Row:
        return tuple(
            Tap(tap.label, theirs + tap.data.removeprefix(mine))
            if isinstance(tap, Tap) and tap.data.startswith(mine)
            else tap
            for tap in taps
        )

    return replace(message, buttons=tuple(row(taps) for taps in message.buttons))


def decode(data: str) -> AlertTap | None:
    """The tap, or None for the data of another button."""
    parts = data.split(":")
    if len(parts) != 3 or not data.isascii() or parts[0] != _VERSION:
        return None
    try:
        id, act = int(parts[1], 36), Act(parts[2][:1])
        number = int(parts[2][1:], 36) if parts[2][1:] else 0
    except ValueError:
        return None
    return AlertTap(act, id, number) if 0 <= id < 2**63 and 0 <= number < 2**31 else None

"""What each answer of the Bot API means for the message that was sent."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from transport.request import KeptBack, NotSent


class Kind(StrEnum):
    SENT = "sent"
    NOT_SENT = "not sent"  # proved: safe to repeat
    UNKNOWN = "unknown"  # may have arrived
    WAIT = "wait"  # refused for now; nothing was sent
    BLOCKED = "blocked"  # the person blocked the bot, or it was removed from the chat
    MOVED = "moved"  # the group has a new id
    NO_CHAT = "no chat"
    NO_PLACE = "no place"  # no rights there, topic closed or gone
    MALFORMED = "malformed"  # our markup or length is wrong
    UNCHANGED = "unchanged"  # an edit that changes nothing
    NO_MESSAGE = "no message"  # the message to edit is gone
    TOO_OLD = "too old"  # the tap can no longer be answered
    NO_ACCESS = "no access"  # the token is refused
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one call. `retry_after` is in seconds, `moved_to` a chat's new Telegram id."""

    kind: Kind
    message_id: int | None = None
    retry_after: float | None = None
    moved_to: int | None = None
    detail: str = ""


# Telegram has no codes for these: its wording decides, in this order.
_BAD_REQUESTS = (
    ("message is not modified", Kind.UNCHANGED),
    ("message to edit not found", Kind.NO_MESSAGE),
    ("message can't be edited", Kind.NO_MESSAGE),
    ("query is too old", Kind.TOO_OLD),
    ("chat not found", Kind.NO_CHAT),
    ("peer_id_invalid", Kind.NO_CHAT),
    ("not enough rights", Kind.NO_PLACE),
    ("have no rights", Kind.NO_PLACE),
    ("chat_write_forbidden", Kind.NO_PLACE),
    ("topic_closed", Kind.NO_PLACE),
    ("message thread not found", Kind.NO_PLACE),
    ("can't parse entities", Kind.MALFORMED),
    ("message is too long", Kind.MALFORMED),
    ("message text is empty", Kind.MALFORMED),
    ("button_data_invalid", Kind.MALFORMED),
)


def of(error: TelegramError) -> Outcome:
    """The outcome that an error of a call amounts to."""
    match error:
        case KeptBack():
            return Outcome(Kind.WAIT, retry_after=0.0)
        case NotSent():
            return Outcome(Kind.NOT_SENT)
        case RetryAfter():
            return Outcome(Kind.WAIT, retry_after=seconds(error))
        case ChatMigrated():
            return Outcome(Kind.MOVED, moved_to=error.new_chat_id)
        case Forbidden():
            return Outcome(Kind.BLOCKED, detail=error.message)
        case InvalidToken():
            return Outcome(Kind.NO_ACCESS)
        case Conflict():
            return Outcome(Kind.REFUSED, detail=error.message)
        case BadRequest():
            words = error.message.lower()
            kind = next((kind for part, kind in _BAD_REQUESTS if part in words), Kind.REFUSED)
            return Outcome(kind, detail=error.message)
        case _:  # time-outs, cut connections, 5xx: Telegram may have carried it out
            return Outcome(Kind.UNKNOWN)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)

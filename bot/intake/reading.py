"""What is read from an update before it is handled: its number, its chat, its kind, and who sent it."""

from dataclasses import dataclass
from typing import Any

# What we ask Telegram for, polling and by webhook alike.
ALLOWED = ("message", "callback_query", "channel_post", "my_chat_member", "inline_query", "guest_message")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update on its way into the inbox: `body` is Telegram's JSON, `lane` the chat it belongs to."""

    update_id: int
    lane: int
    kind: str
    body: str


def arrival(update: Any, body: str) -> Arrival | None:
    """The update with what the inbox needs to know; None for what is not an update."""
    number = update.get("update_id") if isinstance(update, dict) else None
    if number is None or not _is_id(number) or number < 0:
        return None
    kind = next((kind for kind in ALLOWED if kind in update), "other")
    return Arrival(number, lane_of(update), kind, body)


def lane_of(update: dict[str, Any]) -> int:
    """The chat an update belongs to, by which its handling is ordered; 0 when it has none."""
    for part in update.values():
        if isinstance(part, dict):
            message = part.get("message")
            of_message = message.get("chat") if isinstance(message, dict) else None
            for chat in (part.get("chat"), of_message, part.get("from")):
                if isinstance(chat, dict) and _is_id(chat.get("id")):
                    return int(chat["id"])
    return 0


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST

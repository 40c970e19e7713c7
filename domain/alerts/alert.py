"""An alert as it is when it is sent: what is to be told, to whom, as of the chat's own day."""

from dataclasses import dataclass
from enum import StrEnum

from domain.alerts.subscription import Target
from domain.record import Record


class Kind(StrEnum):
    """What an alert tells of."""

    DEADLINE = "deadline"  # it is due in `lead` days
    EVENT = "event"  # it changed a jurisdiction's status
    MOVED = "moved"  # a deadline that this chat was told of has another date now
    CANCELLED = "cancelled"  # a deadline that this chat was told of is no more
    DIGEST = "digest"  # several at once, of a day or a week
    REMINDER = "reminder"  # of a self-check
    ANSWER = "answer"  # by an editor, to what was asked or reported


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert, ready to be put into words.

    `number` is its delivery's, which its buttons carry. `record` is the program as of the chat's today.
    `subject` is the deadline's or event's id (of a reminder the check's sid), `value` the date it was
    planned for, in the form of the program file; `before` what the chat was told last, where that differs.
    `targets` are the subscriptions that it comes from. A digest has `items`, none of them a digest.
    `is_repeat`: a first copy could not be confirmed.
    """

    number: int
    kind: Kind
    record: Record
    subject: str
    value: str = ""
    lead: int = 0
    targets: tuple[Target, ...] = ()
    before: str = ""
    items: tuple["Alert", ...] = ()
    is_repeat: bool = False

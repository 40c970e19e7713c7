"""The hours that chats are told at: worked out once for all that share them, and joined to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Boolean, Integer, String, Time, column, literal, values
from sqlalchemy.types import TypeEngine

from domain.alerts.subscription import HOUR, ChatSettings
from storage.tables import Instant, chat, subscription


class Likes(NamedTuple):
    """What the hours of an alert depend on, as it stands in the rows of chats and subscriptions."""

    zone: str | None
    hour: time | None
    quiet_from: time | None
    quiet_until: time | None
    silent: bool
    leads: str
    mode: str

    def settings(self, default: ZoneInfo) -> ChatSettings:
        zone = ZoneInfo(self.zone) if self.zone else default
        return ChatSettings(zone, self.hour or HOUR, self.quiet_from, self.quiet_until, self.silent)

    def wants(self) -> tuple[int, ...]:
        """The leads."""
        return tuple(int(lead) for lead in self.leads.split(",") if lead)


LIKES = (
    chat.c.time_zone,
    chat.c.alert_hour,
    chat.c.quiet_from,
    chat.c.quiet_until,
    chat.c.silent,
    subscription.c.leads,
    subscription.c.mode,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """When those who like the same are told; `about` names the digest, or is what the alert is about."""

    about: str
    kind: str
    not_before: datetime
    expires_at: datetime
    silent: bool
    priority: int


_SLOT: dict[str, TypeEngine[Any]] = {
    "zone": String(),
    "hour": Time(),
    "quiet_from": Time(),
    "quiet_until": Time(),
    "quiet": Boolean(),
    "leads": String(),
    "mode": String(),
    "about": String(),
    "kind": String(),
    "not_before": Instant(),
    "expires_at": Instant(),
    "silent": Boolean(),
    "priority": Integer(),
}


def table(slots: Mapping[Likes, Slot]) -> CTE:
    """The slots as a table, to be joined by `liked`."""
    rows = [
        (*likes, s.about, s.kind, s.not_before, s.expires_at, s.silent, s.priority)
        for likes, s in slots.items()
    ]
    # Each value with its type: PostgreSQL would take a column without any for text.
    typed = [
        tuple(literal(value, kind) for value, kind in zip(row, _SLOT.values(), strict=True)) for row in rows
    ]
    columns = [column(name, kind) for name, kind in _SLOT.items()]
    return values(*columns, name="slot").data(typed).cte("slot")


def liked(slot: CTE) -> Any:
    """The condition that a chat and its subscription like a slot."""
    of_slot = (
        slot.c.zone, slot.c.hour, slot.c.quiet_from, slot.c.quiet_until, slot.c.quiet, slot.c.leads,
        slot.c.mode,
    )  # fmt: skip
    pairs = zip(LIKES, of_slot, strict=True)
    conditions: Iterable[Any] = (mine.is_not_distinct_from(theirs) for mine, theirs in pairs)
    first, *rest = conditions
    for condition in rest:
        first = first & condition
    return first

"""When an alert is due in a chat: its zone, its alert hour and its quiet hours. Every instant is UTC.

Days are calendar days of the reader's zone. A local time that the clocks skip becomes the first instant
after the gap; one that they pass twice is the first pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from domain.alerts.subscription import ChatSettings
from domain.programs import Deadline, DueInstant

# Where a day begins first, and where it ends last.
FIRST_ZONE = timezone(timedelta(hours=14))
LAST_ZONE = timezone(timedelta(hours=-12))
# An alert hour that is too late for an exact time gives way to so long before it.
_BEFORE_AN_INSTANT = timedelta(hours=2)
_MIDNIGHT = time(0)
_DAY = timedelta(days=1)
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """From when an alert may go out, from when it is of no use, and whether it must make no sound."""

    not_before: datetime
    expires_at: datetime
    silent: bool = False


def resolve(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local time."""
    local = datetime.combine(day, at)
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    # In a gap, one reading lies after it and the other before: the clocks are moved in between.
    return _transition(local.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def starts(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day."""
    return resolve(day, _MIDNIGHT, zone)


def fire_at(deadline: Deadline, lead: int) -> datetime:
    """From when some chat, wherever it is, may have to hear of a deadline so many days ahead."""
    return day_begins(_first_due_date(deadline) - timedelta(days=lead))


def day_begins(day: date) -> datetime:
    """The instant at which a date begins in the first zone of the world."""
    return datetime.combine(day, _MIDNIGHT, FIRST_ZONE).astimezone(UTC)


def ends(deadline: Deadline, zone: ZoneInfo) -> datetime:
    """From when a deadline is past for a reader: after its day, or at its instant."""
    if isinstance(deadline.due, DueInstant):
        return deadline.due.instant.astimezone(UTC)
    return starts(deadline.due + _DAY, zone)


def reminder(deadline: Deadline, lead: int, hours: ChatSettings) -> Timing:
    """When to remind of a deadline so many days ahead, in local calendar days."""
    day = deadline.due_date(hours.zone) - timedelta(days=lead)
    end = ends(deadline, hours.zone)
    wanted = resolve(day, hours.hour, hours.zone)
    if isinstance(deadline.due, DueInstant):
        wanted = max(min(wanted, end - _BEFORE_AN_INSTANT), starts(day, hours.zone))
    # On a later day it would no longer say what was asked for.
    return _put_off(wanted, min(starts(day + _DAY, hours.zone), end), end, hours)


def reminders(
    deadline: Deadline, leads: Iterable[int], hours: ChatSettings, now: datetime
) -> tuple[tuple[int, Timing], ...]:
    """The reminders that a subscriber of this moment gets, each with its lead, the first one first.

    Each is of use until the next is due. Of those whose time has passed only the last is left, for at once:
    what was missed comes to one.
    """
    timed = [(lead, reminder(deadline, lead, hours)) for lead in sorted(set(leads), reverse=True)]
    starts_and_end = [timing.not_before for _, timing in timed] + [ends(deadline, hours.zone)]
    found: list[tuple[int, Timing]] = []
    for (lead, timing), until in zip(timed, starts_and_end[1:], strict=True):
        if timing.not_before > now:
            found.append((lead, replace(timing, expires_at=until)))
        else:
            found.append((lead, _put_off(now, until, until, hours)))
    return tuple((lead, timing) for lead, timing in found if timing.not_before < timing.expires_at)


def on_day(day: date, hours: ChatSettings, useful: timedelta) -> Timing:
    """When to tell of something that counts from a day on: at the alert hour, of use for so long."""
    wanted = resolve(day, hours.hour, hours.zone)
    return Timing(after_quiet(wanted, hours), wanted + useful)


def soon(now: datetime, hours: ChatSettings, useful: timedelta) -> Timing:
    """When to tell of news: at once, or when the quiet hours end."""
    moved = after_quiet(now, hours)
    return Timing(moved, moved + useful)


def digest_after(now: datetime, hours: ChatSettings, *, weekly: bool) -> tuple[date, datetime]:
    """The local day and the instant of the first digest after a moment; weekly ones come on Mondays."""
    day = now.astimezone(hours.zone).date()
    if hours.quiet_until is not None:  # they may have put off that of the day before until now
        day -= _DAY
    while True:
        due = after_quiet(resolve(day, hours.hour, hours.zone), hours)
        if due > now and (not weekly or day.weekday() == _MONDAY):
            return day, due
        day += _DAY


def digest_for(timing: Timing, hours: ChatSettings, *, weekly: bool) -> tuple[date, datetime] | None:
    """The digest that tells of something; None where it would tell too late: then that comes by itself."""
    day, due = digest_after(timing.not_before - timedelta(microseconds=1), hours, weekly=weekly)
    return (day, due) if due < timing.expires_at else None


def is_quiet(at: time, hours: ChatSettings) -> bool:
    """Whether a local time lies in the quiet hours; they may span midnight."""
    begins, ends = hours.quiet_from, hours.quiet_until
    if begins is None or ends is None or begins == ends:
        return False
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def after_quiet(instant: datetime, hours: ChatSettings) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into."""
    until = hours.quiet_until
    if until is None:
        return instant
    local = instant.astimezone(hours.zone)
    if not is_quiet(local.time(), hours):
        return instant
    day = local.date() if local.time() < until else local.date() + _DAY
    end = resolve(day, until, hours.zone)
    if end >= instant:
        return end
    # The clocks were put back in between: the end that counts is that of the second pass.
    return datetime.combine(day, until, hours.zone).replace(fold=1).astimezone(UTC)


def _put_off(wanted: datetime, limit: datetime, end: datetime, hours: ChatSettings) -> Timing:
    """Put off by the quiet hours, unless it would then come too late: it goes out without a sound."""
    moved = after_quiet(wanted, hours)
    return Timing(wanted, end, silent=True) if moved > wanted and moved >= limit else Timing(moved, end)


def _first_due_date(deadline: Deadline) -> date:
    """The earliest date on which it falls anywhere."""
    if isinstance(deadline.due, DueInstant):
        return deadline.due.instant.astimezone(LAST_ZONE).date()
    return deadline.due


def _transition(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the zone's offset changes."""
    offset = before.astimezone(zone).utcoffset()
    same, changed = 0, int((after - before).total_seconds())
    while changed - same > 1:
        middle = (same + changed) // 2
        is_same = (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset
        same, changed = (middle, changed) if is_same else (same, middle)
    return before + timedelta(seconds=changed)

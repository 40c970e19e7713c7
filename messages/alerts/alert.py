"""The message of an alert, made when it is sent: what it tells, what became of it, and its buttons."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import ChatSettings, Subscription
from domain.programs import Deadline
from messages import phrases
from messages.alerts import facts, wishes
from messages.alerts.taps import Act, AlertTap, encode
from messages.language import _, hour, long_day, n_, weekday
from messages.markup import bold, fill
from messages.message import Answer, Block, Message, Row, Tap, lay_out, line


class Stand(Enum):
    """What the reader has made of an alert."""

    FRESH = auto()
    DONE = auto()
    SNOOZED = auto()
    STOPPED = auto()
    EXPLAINED = auto()


def render(alert: Alert, stand: Stand = Stand.FRESH, notes: Sequence[Block] = ()) -> Message | None:
    """The message of an alert; None where the record has nothing to tell of it any more.

    `notes` follow it: what a tap has changed, or why it came.
    """
    told = facts.tell(alert)
    if not told:
        return None
    repeat = [line(_("Repeat: the first copy could not be confirmed."))] if alert.is_repeat else []
    buttons = _buttons(alert, stand)
    left_out = 0
    while True:
        kept = told[: len(told) - left_out]
        more = n_("{count} line more: see /alerts.", "{count} lines more: see /alerts.", left_out)
        rest = [line(more, spaced=True)] if left_out else []
        said = Answer((*repeat, *kept, *rest, *notes), phrases.closing(alert.record), buttons)
        # An alert is one message: the ledger counts it as one.
        [message, *further] = lay_out(said)
        if not further or len(kept) == 1:
            return message
        left_out += 1


def open_deadlines(alert: Alert) -> list[tuple[Alert, Deadline]]:
    """The deadlines that an alert tells of and that are not past, each with the part that tells of it."""
    found: dict[tuple[str, str], tuple[Alert, Deadline]] = {}
    for part in facts.parts(alert):
        deadline = facts.deadline_of(part) if part.kind is not Kind.EVENT else None
        if deadline is not None and part.record.is_open(deadline):
            found.setdefault((part.record.program.id, deadline.id), (part, deadline))
    return list(found.values())


def done(alert: Alert) -> Block:
    count = len(open_deadlines(alert))
    said = n_(
        "Done: no more reminders of this deadline in this chat.",
        "Done: no more reminders of these {count} deadlines in this chat.",
        max(count, 1),
    )
    return line(bold(said), spaced=True)


def snoozed(again_at: datetime, settings: ChatSettings) -> Block:
    local = again_at.astimezone(settings.zone)
    said = fill(
        _("Comes again on {weekday} {date}, at {hour}."),
        weekday=weekday(local.date()),
        date=long_day(local.date()),
        hour=hour(local.time()),
    )
    return line(bold(said), spaced=True)


def stopped(alert: Alert, asked: Sequence[Subscription]) -> Block:
    """What has been stopped with the alert."""
    programs = {part.record.program.id: part.record.program for part in facts.parts(alert)}
    names = "; ".join(wishes.subject(one.target, programs.get(one.target.program)) for one in asked)
    said = _("Stopped: {names}. You can undo this for 28 days.")
    return line(bold(fill(said, names=names or alert.record.program.short_name)), spaced=True)


def _buttons(alert: Alert, stand: Stand) -> tuple[Row, ...]:
    reason = _tap(_("Why this?"), alert, Act.WHY)
    if stand is Stand.DONE:
        return ((_tap(_("Remind me again"), alert, Act.NOT_DONE), reason),)
    if stand is Stand.STOPPED:
        return ((_tap(_("Undo"), alert, Act.UNSTOP), reason),)
    count = len({target for part in facts.parts(alert) for target in part.targets})
    stop = _tap(_("Stop all {count}").format(count=count) if count > 1 else _("Stop"), alert, Act.STOP)
    if stand is Stand.EXPLAINED:
        return ((_tap(_("Back"), alert, Act.SHOW), stop),)
    deadlines = open_deadlines(alert)
    if not deadlines:
        return ((reason, stop),)
    done = _tap(_("Done") if len(deadlines) == 1 else _("All done"), alert, Act.DONE)
    # Tomorrow must not be too late.
    can_wait = any(part.record.days_left(deadline) > 0 for part, deadline in deadlines)
    if can_wait and stand is not Stand.SNOOZED:
        return ((done, _tap(_("Snooze 1 day"), alert, Act.SNOOZE)), (reason, stop))
    return ((done,), (reason, stop))


def _tap(label: str, alert: Alert, act: Act) -> Tap:
    return Tap(label, encode(AlertTap(act, alert.number)))

"""Why an alert came: what the chat asked for, which reminder of which deadline it is, and its source."""

from collections.abc import Sequence

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import ChatSettings, Subscription
from messages import phrases
from messages.alerts import facts, wishes
from messages.language import _, hour, long_day, zone_name
from messages.markup import bold, fill
from messages.message import Block, heading, line


def why(
    alert: Alert, subscriptions: Sequence[Subscription], settings: ChatSettings, *, was_snoozed: bool = False
) -> list[Block]:
    """What brought this alert; `subscriptions` are those of its own that still run."""
    programs = {part.record.program.id: part.record.program for part in facts.parts(alert)}
    blocks = [heading(_("Why this came"))]
    for one in subscriptions:
        asked = fill(
            _("{bullet}Asked for on {date}: {name} ({how})."),
            bullet=phrases.BULLET,
            date=long_day(one.created_at.astimezone(settings.zone).date()),
            name=bold(wishes.subject(one.target, programs.get(one.target.program))),
            how=wishes.in_short(one.wish),
        )
        blocks.append(line(asked))
    if not subscriptions:
        blocks.append(line(_("This chat had asked for it; that has been stopped since.")))
    blocks += [_part(part) for part in facts.parts(alert)]
    if was_snoozed:
        blocks.append(
            line(fill(_("{bullet}It came once more because it was snoozed."), bullet=phrases.BULLET))
        )
    at = _("Alert hour: {hour}, {zone}.").format(hour=hour(settings.hour), zone=zone_name(settings.zone))
    return [*blocks, line(at)]


def _part(alert: Alert) -> Block:
    """Which reminder of which deadline, or which news, with its source."""
    record, deadline = alert.record, facts.deadline_of(alert)
    match alert.kind:
        case Kind.DEADLINE if deadline is not None:
            said = fill(
                _("{bullet}The reminder {lead}: {title}, due {date}."),
                bullet=phrases.BULLET,
                lead=wishes.lead(alert.lead),
                title=deadline.title,
                date=phrases.due_day(deadline),
            )
            return line(said, record.sources(deadline.sources))
        case Kind.EVENT:
            event = facts.event_of(alert)
            said = fill(
                _("{bullet}It changes a status: {title}."),
                bullet=phrases.BULLET,
                title=event.title if event else alert.subject,
            )
            return line(said, record.sources(event.sources) if event else ())
        case _:
            said = fill(
                _("{bullet}This chat was told {date} before."),
                bullet=phrases.BULLET,
                date=facts.written(alert.before or alert.value),
            )
            return line(said, record.sources(deadline.sources) if deadline else ())

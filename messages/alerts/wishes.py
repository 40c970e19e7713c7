"""What somebody subscribed to, and how they want to be told, in words."""

from collections.abc import Sequence

from domain.alerts.subscription import About, ChatSettings, Mode, Target, Wish
from domain.programs import Program
from messages import phrases
from messages.language import _, hour, n_, short_day, zone_name
from messages.markup import Html, fill, html


def subject(target: Target, program: Program | None) -> str:
    """What a subscription is about: a program, a place or a deadline; its id where it is not on record."""
    if program is None:
        return target.subject or target.program
    match target.kind:
        case About.PROGRAM:
            return program.short_name
        case About.JURISDICTION:
            place = program.jurisdiction_by_id.get(target.subject)
            return place.full_name if place else target.subject
        case About.DEADLINE:
            deadline = next((d for d in program.deadlines if d.id == target.subject), None)
            if deadline is None:
                return target.subject
            day = deadline.due_date(phrases.zone_of(deadline))
            return _("{title} ({date})").format(title=deadline.title, date=short_day(day))


def leads(days: Sequence[int]) -> str:
    """14, 7, 3 and 1 days before, and on the day."""
    *before, last = sorted((day for day in days if day), reverse=True) or [0]
    on_the_day = 0 in days
    if not days:
        return _("not at all")
    if not last:
        return _("on the day")
    if before:
        listed = _("{days} and {last} days before").format(days=", ".join(map(str, before)), last=last)
    else:
        listed = n_("{count} day before", "{count} days before", last)
    return _("{listed}, and on the day").format(listed=listed) if on_the_day else listed


def lead(days: int) -> str:
    """14 days before, or: on the day."""
    return leads((days,))


def in_short(wish: Wish) -> str:
    """How soon and how long before, in a few words."""
    return f"{modes()[wish.mode].lower()}; {leads(wish.leads)}"


def modes() -> dict[Mode, str]:
    """How soon, as it stands on a button."""
    return {Mode.IMMEDIATE: _("At once"), Mode.DAILY: _("Once a day"), Mode.WEEKLY: _("Once a week")}


def wanted(wish: Wish, settings: ChatSettings, *, of_a_deadline: bool = False) -> Html:
    """How a subscription is told, in two lines; all news of one deadline is that its date changes."""
    when = hour(settings.hour)
    lines = {
        Mode.IMMEDIATE: _("Reminders: {leads}, at {hour}.\nIf the date changes: at once.")
        if of_a_deadline
        else _("Reminders of deadlines: {leads}, at {hour}.\nNews: at once."),
        Mode.DAILY: _("Reminders of deadlines: {leads}.\nAll in one message a day, at {hour}."),
        Mode.WEEKLY: _(
            "Reminders of deadlines: {leads}.\n"
            "All in one message on Mondays, at {hour}; what cannot wait comes by itself."
        ),
    }
    return fill(lines[wish.mode], leads=leads(wish.leads), hour=when)


def clock(settings: ChatSettings) -> Html:
    """The zone, the quiet hours and the sound, in a line."""
    parts = [_("Time zone: {zone}.").format(zone=zone_name(settings.zone))]
    if settings.quiet_from is not None and settings.quiet_until is not None:
        parts.append(
            _("Quiet from {begins} to {ends}.").format(
                begins=hour(settings.quiet_from), ends=hour(settings.quiet_until)
            )
        )
    if settings.silent:
        parts.append(_("Without a sound."))
    return html(" ".join(parts))

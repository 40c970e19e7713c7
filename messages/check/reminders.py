"""The words of a self-check's reminders."""

from domain.programs import Catalogue
from domain.selfcheck.reminders import CheckReminder, What
from messages.alerts.taps import Act, AlertTap, encode
from messages.check import taps as checktaps
from messages.check.taps import CheckTap
from messages.language import _, long_day
from messages.markup import bold, fill, join
from messages.message import Message, Tap, plain
from messages.taps import Target, View
from messages.taps import encode as encode_view


def render(
    catalogue: Catalogue, reminder: CheckReminder, number: int, *, is_repeat: bool = False
) -> Message | None:
    """The message of a reminder, `number` its delivery's; None where its program is on record no more."""
    program = catalogue.program_by_id.get(reminder.program)
    if program is None:
        return None
    place = program.jurisdiction_by_id.get(reminder.jurisdiction)
    name = ", ".join([program.short_name, *((place.full_name,) if place else ())])
    title, text = _words(reminder)
    repeat = fill(_("Repeat: the first copy could not be confirmed.")) if is_repeat else ""
    why = fill(_("This comes because a self-check of this chat left it to do."))
    said = join([repeat, fill("{title} — {name}", title=bold(title), name=name), fill(text), why], "\n")
    go_on = (
        Tap(_("Go on"), encode_view(Target(View.CHECK, program.id, reminder.jurisdiction)))
        if reminder.what is What.WAITS
        else Tap(_("Show the result"), checktaps.encode(CheckTap(reminder.sid, 0, checktaps.Act.RESULT)))
    )
    stop = Tap(_("Remind me no more"), encode(AlertTap(Act.STOP, number)))
    return plain(said, ((go_on,), (stop,)))


def stopped() -> Message:
    return plain(fill(_("This self-check is reminded of no more. What was answered stays on record.")))


def _words(reminder: CheckReminder) -> tuple[str, str]:
    match reminder.what:
        case What.WAITS:
            return _("Your self-check waits"), _("Every answer is kept; it goes on where you were.")
        case What.TO_DO:
            day = long_day(reminder.day)
            said = _("Something is to be found out, answered or named by {date}; the result says what.")
            return _("A to-do of your self-check"), said.format(date=day)
        case What.RENEW:
            return (
                _("Evidence in your self-check expires soon"),
                _("The result says which; newer evidence belongs into a new check."),
            )

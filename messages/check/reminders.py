"""The words of a self-check's reminders."""

from domain.programs import Catalogue, Program
from domain.selfcheck import forms
from domain.selfcheck.reminders import CheckReminder, What
from messages.alerts.taps import Act, AlertTap, encode
from messages.check import taps as checktaps
from messages.check.taps import CheckTap
from messages.language import _, long_day, partial
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
    said_of = _words(program, reminder)
    if said_of is None:
        return None
    title, text = said_of
    place = program.jurisdiction_by_id.get(reminder.jurisdiction)
    name = ", ".join([program.short_name, *((place.full_name,) if place else ())])
    repeat = fill(_("Repeat: the first copy could not be confirmed.")) if is_repeat else ""
    why = fill(
        _("This comes once, because that self-check was finished in this chat.")
        if reminder.what is What.RULES
        else _("This comes because a self-check of this chat left it to do.")
    )
    said = join([repeat, fill("{title} — {name}", title=bold(title), name=name), fill(text), why], "\n")
    stop = Tap(_("Remind me no more"), encode(AlertTap(Act.STOP, number)))
    return plain(said, ((_go_on(program, reminder),), (stop,)))


def stopped() -> Message:
    return plain(fill(_("This self-check is reminded of no more. What was answered stays on record.")))


def _go_on(program: Program, reminder: CheckReminder) -> Tap:
    """To what it reminds of."""
    match reminder.what:
        case What.WAITS:
            return Tap(_("Go on"), encode_view(Target(View.CHECK, program.id, reminder.jurisdiction)))
        case What.RULES:
            recheck = CheckTap(reminder.sid, 0, checktaps.Act.RECHECK)
            return Tap(_("Compare with today"), checktaps.encode(recheck))
        case _:
            return Tap(
                _("Show the result"), checktaps.encode(CheckTap(reminder.sid, 0, checktaps.Act.RESULT))
            )


def _words(program: Program, reminder: CheckReminder) -> tuple[str, str] | None:
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
        case What.RULES:
            # The hash of a form takes milliseconds; this is asked for once for each message.
            form = forms.of(program)
            if form is None or not reminder.is_by(form):
                return None
            said = _(
                "The questions and rules changed (wording of {date}). By them the answers of {day} would "
                "come to another result. The result of that day stays as it is."
            )
            told = said.format(date=partial(form.head.wording_of), day=long_day(reminder.day))
            return _("The rules of your self-check changed"), told

"""The buttons that lead to alerts: subscribing, the list, the settings."""

from domain.alerts.subscription import About, Target
from domain.programs import Deadline, Program
from messages import phrases
from messages.language import _, short_day
from messages.message import Row, Tap
from messages.taps import Target as Button
from messages.taps import View, encode

# What a button to subscribe carries as its number where it is a deadline's.
_OF_A_DEADLINE = 1


def alert_me(program: Program, target: Target, label: str = "") -> Tap:
    """The button that subscribes to something."""
    is_deadline = target.kind is About.DEADLINE
    number = _OF_A_DEADLINE if is_deadline else 0
    button = Button(View.SUBSCRIBE, program.id, target.subject, number=number)
    return Tap(label or _("Alert me"), encode(button))


def remind_me(program: Program, deadline: Deadline) -> Tap:
    """The button that subscribes to one deadline."""
    day = short_day(deadline.due_date(phrases.zone_of(deadline)))
    target = Target(program.id, About.DEADLINE, deadline.id)
    return alert_me(program, target, _("Remind me of {date}").format(date=day))


def target_of(button: Button) -> Target:
    """What a button subscribes to, or stops."""
    if button.number == _OF_A_DEADLINE:
        return Target(button.program, About.DEADLINE, button.subject)
    return Target(button.program, About.JURISDICTION if button.subject else About.PROGRAM, button.subject)


def whole(program: Program) -> Row:
    return (alert_me(program, Target(program.id), _("All of {program}").format(program=program.short_name)),)


def my_alerts(program: str) -> Tap:
    return Tap(_("My alerts"), encode(Button(View.ALERTS, program)))


def settings(program: str) -> Tap:
    return Tap(_("Settings"), encode(Button(View.SETTINGS, program)))

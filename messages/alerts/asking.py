"""What is asked back around subscribing and stopping, and what cannot be."""

from domain.alerts.subscription import About, Target
from domain.programs import Program
from messages.alerts import buttons, wishes
from messages.alerts.taps import Act, AlertTap, encode
from messages.alerts.told import Told, listing
from messages.language import _
from messages.markup import bold, fill
from messages.message import Message, Row, Tap, plain
from messages.taps import Target as Button
from messages.taps import View
from messages.taps import encode as encode_view

_ON_BUTTONS = 8


def to_stop(told: Told, program: Program, *, asks: bool = False) -> Message:
    """Ask which subscription is to stop, with a button for each; with `asks` the next words may say it."""
    if not told.subscriptions:
        return listing(told, program)
    taps = tuple(
        (Tap(_("Stop {name}").format(name=told.name(s)), encode(AlertTap(Act.END, s.id))),)
        for s in told.subscriptions[:_ON_BUTTONS]
    )
    awaits = encode_view(Button(View.UNSUBSCRIBE, program.id)) if asks else ""
    return plain(fill(_("Which one is to stop?")), taps, awaits=awaits)


def not_subscribed(told: Told, program: Program, target: Target) -> Message:
    """What is to stop does not run; those that do are offered."""
    said = fill(_("No alerts of {name} in this chat."), name=bold(wishes.subject(target, program)))
    rows = to_stop(told, program).buttons if told.subscriptions else ()
    return plain(said, rows)


def ask_what(program: Program, last_place: str, view: View) -> Message:
    """Ask what to subscribe to; the next words are the answer."""
    place = program.jurisdiction_by_id.get(last_place)
    rows: list[Row] = []
    if place is not None:
        target = Target(program.id, About.JURISDICTION, place.id)
        rows.append((buttons.alert_me(program, target, place.full_name),))
    rows.append(buttons.whole(program))
    asked = fill(_("Which place? For the whole program: {program}."), program=program.short_name)
    return plain(asked, tuple(rows), awaits=encode_view(Button(view, program.id)))


def no_such_leads(program: Program) -> Message:
    said = _("Please give at most twelve numbers of days, from 0 to 366: /subscribe {name} 30 7 1")
    return plain(fill(said, name=program.example_place))


def no_record(name: str, program: Program) -> Message:
    """A place that the program has nothing on: the program itself can be subscribed to."""
    said = fill(
        _(
            "{name} — no record found in {program}, so there is nothing to tell of it yet. "
            "With the whole program you hear of each new place."
        ),
        name=bold(name),
        program=program.short_name,
    )
    return plain(said, (buttons.whole(program),))


def only_administrators() -> str:
    """Said to members of a group who may not change what it is told."""
    return _("In a group only its administrators change its alerts.")


def only_in_chat() -> Message:
    """On the command line there is nobody to tell."""
    return plain(fill(_("Alerts come to a chat: ask there.")))

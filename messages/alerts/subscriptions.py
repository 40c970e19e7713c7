"""One subscription: how it is told, what comes next, and changing or stopping it."""

from domain.alerts.subscription import About, Subscription
from domain.programs import Program
from messages.alerts import buttons, wishes
from messages.alerts.taps import Act, AlertTap, encode
from messages.alerts.told import Told, next_one
from messages.language import _
from messages.markup import bold, fill, join
from messages.message import Message, Row, Tap, plain
from messages.taps import Target as Button
from messages.taps import View
from messages.taps import encode as encode_view

# What the buttons of a subscription offer; others can be typed.
LEADS = (30, 14, 7, 3, 1, 0)


def one(told: Told, subscription: Subscription) -> Message:
    """A subscription: how it is told, what comes next, and buttons to change or stop it."""
    head = fill(_("Alerts are on — {name}"), name=bold(told.name(subscription)))
    is_deadline = subscription.target.kind is About.DEADLINE
    how = wishes.wanted(subscription.wish, told.settings, of_a_deadline=is_deadline)
    text = join([join([head, how, wishes.clock(told.settings)], "\n"), next_one(told, subscription)], "\n\n")
    modes = tuple(
        Tap(_marked(label, subscription.wish.mode is mode), _data(Act.MODE, subscription, number))
        for number, (mode, label) in enumerate(wishes.modes().items())
    )
    rows: list[Row] = [
        modes,
        (
            Tap(_("Lead times"), _data(Act.LEADS, subscription)),
            Tap(_("Stop"), _data(Act.END, subscription)),
        ),
        (buttons.my_alerts(subscription.target.program), buttons.settings(subscription.target.program)),
    ]
    program = told.program(subscription)
    if program is not None and subscription.target.kind is About.JURISDICTION:
        rows += _back(program, subscription.target.subject)
    return plain(text, tuple(rows))


def lead_times(told: Told, subscription: Subscription) -> Message:
    """Which days before a deadline are told, each a button."""
    wanted = subscription.wish.leads
    said = fill(
        _("{name}\nReminders of deadlines: {leads}."),
        name=bold(told.name(subscription)),
        leads=wishes.leads(wanted),
    )
    typed = fill(_("Other days can be typed: /subscribe {name} 30 10 2"), name=_as_typed(told, subscription))
    offered = sorted({*LEADS, *wanted}, reverse=True)
    taps = [
        Tap(
            _marked(wishes.lead(lead), lead in wanted),
            _data(Act.WITHOUT_LEAD if lead in wanted else Act.WITH_LEAD, subscription, lead),
        )
        for lead in offered
    ]
    rows = [tuple(taps[n : n + 2]) for n in range(0, len(taps), 2)]
    back = Tap(_("Back"), _data(Act.ABOUT, subscription))
    return plain(join([said, typed], "\n\n"), (*rows, (back,)))


def ended(told: Told, subscription: Subscription) -> Message:
    """A subscription has stopped; for four weeks it can be taken up again."""
    said = fill(
        _("Stopped: {name}. No more alerts of it in this chat. You can undo this for 28 days."),
        name=bold(told.name(subscription)),
    )
    undo = Tap(_("Undo"), _data(Act.RESUME, subscription))
    return plain(said, ((undo,), (buttons.my_alerts(subscription.target.program),)))


def too_late() -> str:
    """A toast: what was stopped cannot be taken up again."""
    return _("That was stopped more than 28 days ago, or has been subscribed to anew: see /alerts.")


def gone() -> str:
    """A toast: the button's alert or subscription is not this chat's."""
    return _("This button belongs to nothing here any more: see /alerts.")


def _as_typed(told: Told, subscription: Subscription) -> str:
    """What /subscribe understands: a place by its name, anything else by its id."""
    target = subscription.target
    return told.name(subscription) if target.kind is About.JURISDICTION else target.subject or target.program


def _marked(label: str, is_current: bool) -> str:
    return _("{label} (current)").format(label=label) if is_current else label


def _back(program: Program, id: str) -> tuple[Row, ...]:
    """A row that leads to the place, if it is on record."""
    place = program.jurisdiction_by_id.get(id)
    if place is None:
        return ()
    label = _("Back to {name}").format(name=place.name)
    return ((Tap(label, encode_view(Button(View.STATUS, program.id, id))),),)


def _data(act: Act, subscription: Subscription, number: int = 0) -> str:
    return encode(AlertTap(act, subscription.id, number))

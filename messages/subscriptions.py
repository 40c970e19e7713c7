"""Subscribing, stopping, and what a chat is told in the next twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alerts.forecast import Coming
from domain.alerts.subscription import About, ChatSettings, Mode, Subscription, Target
from domain.programs import Catalogue, Deadline, Program
from messages import phrases, wishes
from messages.alerttaps import Act, AlertTap, encode
from messages.language import _, hour, n_, short_day, weekday
from messages.markup import EMPTY, Html, bold, fill, join
from messages.message import Message, Row, Tap, plain
from messages.taps import Target as Button
from messages.taps import View
from messages.taps import encode as encode_view

# What the buttons of a subscription offer; others can be typed.
LEADS = (30, 14, 7, 3, 1, 0)
_LISTED = 12
_ON_BUTTONS = 8
# What a button to subscribe carries as its number where it is a deadline's.
_OF_A_DEADLINE = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat is told: its subscriptions, its settings, and the reminders to come, the next one first."""

    catalogue: Catalogue
    subscriptions: Sequence[Subscription]
    settings: ChatSettings
    coming: Sequence[Coming] = ()
    done: int = 0

    def program(self, subscription: Subscription) -> Program | None:
        return self.catalogue.program_by_id.get(subscription.target.program)

    def name(self, subscription: Subscription) -> str:
        return wishes.subject(subscription.target, self.program(subscription))


def alert_me(program: Program, target: Target, label: str = "") -> Tap:
    """The button that subscribes to something."""
    is_deadline = target.kind is About.DEADLINE
    number = _OF_A_DEADLINE if is_deadline else 0
    button = Button(View.SUBSCRIBE, program.id, target.subject, number=number)
    return Tap(label or _("Alert me"), encode_view(button))


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


def one(told: Told, subscription: Subscription, notice: str = "") -> Message:
    """A subscription: how it is told, what comes next, and buttons to change or stop it."""
    name = bold(told.name(subscription))
    head = fill(_("{notice} — {name}"), notice=notice or _("Alerts are on"), name=name)
    text = join(
        [
            join([head, wishes.wanted(subscription.wish, told.settings), wishes.clock(told.settings)], "\n"),
            _next(told, subscription),
        ],
        "\n\n",
    )
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
        (_my_alerts(subscription.target.program), _settings(subscription.target.program)),
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
    typed = fill(_("Other days can be typed: /subscribe {name} 30 10 2"), name=told.name(subscription))
    offered = sorted({*LEADS, *wanted}, reverse=True)
    taps = [
        Tap(
            _marked(wishes.leads((lead,)), lead in wanted),
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
        _("Stopped: {name}. This chat is told nothing more of it. For 28 days you can undo that."),
        name=bold(told.name(subscription)),
    )
    undo = Tap(_("Undo"), _data(Act.RESUME, subscription))
    return plain(said, ((undo,), (_my_alerts(subscription.target.program),)))


def too_late() -> str:
    """A toast: what was stopped cannot be taken up again."""
    return _("That was stopped more than 28 days ago, or has been subscribed to anew: see /alerts.")


def gone() -> str:
    """A toast: the button's alert or subscription is not this chat's."""
    return _("This button belongs to nothing here any more: see /alerts.")


def listing(told: Told, program: Program) -> Message:
    """Everything this chat is told of, then what comes in the next twelve months, day by day."""
    if not told.subscriptions:
        nothing = fill(
            _("This chat is told nothing yet. For alerts: /subscribe {name}"), name=program.example_place
        )
        return plain(nothing, (_whole(program), (_settings(program.id),)))
    lines = [
        fill("{bullet}{name} – {how}", bullet=phrases.BULLET, name=bold(told.name(s)), how=_how(s))
        for s in told.subscriptions
    ]
    head = join([bold(_("This chat is told of")), *lines, wishes.clock(told.settings)], "\n")
    text = join([head, _forecast(told)], "\n\n")
    taps = [Tap(told.name(s), _data(Act.ABOUT, s)) for s in told.subscriptions[:_ON_BUTTONS]]
    return plain(text, (*((tap,) for tap in taps), (_settings(program.id),)))


def to_stop(told: Told, program: Program, *, asks: bool = False) -> Message:
    """Ask which subscription is to stop, with a button for each; with `asks` the next words may say it."""
    if not told.subscriptions:
        return listing(told, program)
    taps = tuple(
        (Tap(_("Stop {name}").format(name=told.name(s)), _data(Act.END, s)),)
        for s in told.subscriptions[:_ON_BUTTONS]
    )
    awaits = encode_view(Button(View.UNSUBSCRIBE, program.id)) if asks else ""
    return plain(fill(_("Which one is to stop?")), taps, awaits=awaits)


def not_subscribed(told: Told, program: Program, target: Target) -> Message:
    """What is to stop does not run; those that do are offered."""
    name = bold(wishes.subject(target, program))
    said = fill(_("This chat is told nothing of {name}."), name=name)
    rows = to_stop(told, program).buttons if told.subscriptions else ()
    return plain(said, rows)


def ask_what(program: Program, last_place: str, view: View) -> Message:
    """Ask what to subscribe to; the next words are the answer."""
    place = program.jurisdiction_by_id.get(last_place)
    rows: list[Row] = []
    if place is not None:
        rows.append((alert_me(program, Target(program.id, About.JURISDICTION, place.id), place.full_name),))
    rows.append(_whole(program))
    asked = fill(_("Which place? Or the whole program."))
    return plain(asked, tuple(rows), awaits=encode_view(Button(view, program.id)))


def no_such_leads(program: Program) -> Message:
    return plain(
        fill(
            _("Days before a deadline are at most twelve numbers from 0 to 366: /subscribe {name} 30 7 1"),
            name=program.example_place,
        )
    )


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
    return plain(said, (_whole(program),))


def only_administrators() -> str:
    """Said to members of a group who may not change what it is told."""
    return _("In a group only its administrators change what it is told.")


def only_in_chat() -> Message:
    """On the command line there is nobody to tell."""
    return plain(fill(_("Alerts come to a chat: ask there.")))


def simulated(told: Told, now: datetime, until: datetime) -> Message:
    """What subscriptions bring up to a day, for an operator."""
    names = ", ".join(told.name(s) for s in told.subscriptions)
    zone = told.settings.zone
    head = fill(
        _("{name}, from {begins} to {ends}:"),
        name=bold(names),
        begins=short_day(now.astimezone(zone).date()),
        ends=short_day(until.astimezone(zone).date()),
    )
    lines = [_line(told, coming) for coming in told.coming]
    return plain(join([join([head, wishes.clock(told.settings)], "\n"), *(lines or [_none()])], "\n"))


def _next(told: Told, subscription: Subscription) -> Html:
    if not told.coming:
        return _none()
    first, *more = told.coming
    rest = n_("{count} more is planned: /alerts.", "{count} more are planned: /alerts.", len(more))
    said = fill(_("Next: {what}"), what=_line(told, first))
    return join([said, rest if more else EMPTY], "\n")


def _forecast(told: Told) -> Html:
    if not told.coming:
        return _none()
    lines = [_line(told, coming) for coming in told.coming[:_LISTED]]
    more = len(told.coming) - _LISTED
    rest = n_("{count} more after that.", "{count} more after that.", more) if more > 0 else EMPTY
    news = _("News of a place comes when it is on record.")
    return join([bold(_("In the next 12 months")), *lines, rest, news], "\n")


def _none() -> Html:
    return fill(
        _(
            "No open deadlines, so no reminder is planned for the next 12 months. "
            "You hear of a new deadline, and when a status changes."
        )
    )


def _line(told: Told, coming: Coming) -> Html:
    """Fri 4 Aug 2017, 09:00 – 14 days before: what, and until when."""
    at = coming.at.astimezone(told.settings.zone)
    due = coming.deadline.due_date(told.settings.zone)
    digest = {Mode.DAILY: _(", in the message of the day"), Mode.WEEKLY: _(", in the message of the week")}
    return fill(
        _("{bullet}{weekday} {day}, {hour} – {lead}: {title} ({due}){how}"),
        bullet=phrases.BULLET,
        weekday=weekday(at.date()),
        day=short_day(at.date()),
        hour=hour(at.time()),
        lead=wishes.leads((coming.lead,)),
        title=coming.deadline.title,
        due=short_day(due),
        how=digest.get(coming.mode, ""),
    )


def _how(subscription: Subscription) -> str:
    soon = wishes.modes()[subscription.wish.mode].lower()
    leads = wishes.leads(subscription.wish.leads)
    return f"{soon}; {leads}"


def _marked(label: str, is_current: bool) -> str:
    return _("{label} (current)").format(label=label) if is_current else label


def _whole(program: Program) -> Row:
    return (alert_me(program, Target(program.id), _("All of {program}").format(program=program.short_name)),)


def _back(program: Program, id: str) -> tuple[Row, ...]:
    """A row that leads to the place, if it is on record."""
    place = program.jurisdiction_by_id.get(id)
    if place is None:
        return ()
    label = _("Back to {name}").format(name=place.name)
    return ((Tap(label, encode_view(Button(View.STATUS, program.id, id))),),)


def _my_alerts(program: str) -> Tap:
    return Tap(_("My alerts"), encode_view(Button(View.ALERTS, program)))


def _settings(program: str) -> Tap:
    return Tap(_("Settings"), encode_view(Button(View.SETTINGS, program)))


def _data(act: Act, subscription: Subscription, number: int = 0) -> str:
    return encode(AlertTap(act, subscription.id, number))

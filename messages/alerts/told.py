"""What a chat is told: its subscriptions, and the reminders of the next twelve months, day by day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alerts.forecast import Coming, covers
from domain.alerts.subscription import About, ChatSettings, Mode, Subscription
from domain.programs import Catalogue, Deadline, Program
from messages import phrases
from messages.alerts import buttons, wishes
from messages.alerts.taps import Act, AlertTap, encode
from messages.language import _, hour, n_, short_day, weekday
from messages.markup import Html, Text, bold, fill, join
from messages.message import Message, Tap, plain

_LISTED = 12
_ON_BUTTONS = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat is told at a moment: its subscriptions, its settings, and the reminders to come.

    `done` names the deadlines that it wants to hear no more of, each with its program.
    """

    catalogue: Catalogue
    subscriptions: Sequence[Subscription]
    settings: ChatSettings
    now: datetime
    coming: Sequence[Coming] = ()
    done: Collection[tuple[str, str]] = ()

    def program(self, subscription: Subscription) -> Program | None:
        return self.catalogue.program_by_id.get(subscription.target.program)

    def name(self, subscription: Subscription) -> str:
        return wishes.subject(subscription.target, self.program(subscription))

    def open_deadlines(self, subscriptions: Sequence[Subscription]) -> set[tuple[str, str]]:
        """The deadlines still to come that these are about, each with its program."""
        zone = self.settings.zone
        today = self.now.astimezone(zone).date()
        return {
            (program.id, deadline.id)
            for program in self.catalogue.programs
            for deadline in program.deadlines
            if deadline.due_date(zone) >= today
            and any(covers(one.target, program, deadline) for one in subscriptions)
        }


def listing(told: Told, program: Program) -> Message:
    """Everything this chat is told of, then what comes in the next twelve months, day by day."""
    if not told.subscriptions:
        nothing = fill(
            _("No alerts in this chat yet. To begin: /subscribe {name}"), name=program.example_place
        )
        return plain(nothing, (buttons.whole(program), (buttons.settings(program.id),)))
    running = [
        fill("{bullet}{name} – {how}", bullet=phrases.BULLET, name=bold(told.name(s)), how=how)
        for s in told.subscriptions
        for how in [wishes.in_short(s.wish)]
    ]
    head = join([bold(_("Alerts in this chat")), *running, wishes.clock(told.settings)], "\n")
    text = join([head, _months(told)], "\n\n")
    taps = [Tap(told.name(s), encode(AlertTap(Act.ABOUT, s.id))) for s in told.subscriptions[:_ON_BUTTONS]]
    return plain(text, (*((tap,) for tap in taps), (buttons.settings(program.id),)))


def simulated(told: Told, until: datetime) -> Message:
    """What subscriptions bring up to a day, for an operator."""
    zone = told.settings.zone
    head = fill(
        _("{name}, from {begins} to {ends}:"),
        name=bold(", ".join(told.name(s) for s in told.subscriptions)),
        begins=short_day(told.now.astimezone(zone).date()),
        ends=short_day(until.astimezone(zone).date()),
    )
    lines = _by_deadline(told, told.coming) or [nothing_comes(told, told.subscriptions)]
    return plain(join([join([head, wishes.clock(told.settings)], "\n"), *lines], "\n"))


def next_one(told: Told, subscription: Subscription) -> Html:
    """The next reminder of a subscription, and how many follow."""
    if not told.coming:
        return nothing_comes(told, [subscription])
    first, *more = told.coming
    said = fill(_("Next: {when}\n{what}"), when=_when(told, first), what=_what(told, first))
    if not more:
        return said
    rest = n_("{count} more is planned: /alerts.", "{count} more are planned: /alerts.", len(more))
    return join([said, rest], "\n")


def nothing_comes(told: Told, subscriptions: Sequence[Subscription]) -> Html:
    """Why no reminder is planned, and what is told all the same."""
    waiting = told.open_deadlines(subscriptions)
    parts: list[Text] = []
    if not waiting:
        parts.append(_("No open deadlines, so no reminder is planned for the next 12 months."))
    else:
        parts.append(_("No reminder is planned for the next 12 months."))
        if count := len(waiting & set(told.done)):
            done = n_("{count} open deadline is marked done.", "{count} are marked done.", count)
            parts.append(done)
    if all(one.target.kind is About.DEADLINE for one in subscriptions):
        parts.append(_("You hear of it if the date changes."))
    else:
        parts.append(_("You hear of a new deadline, and when a status changes."))
    return join(parts, " ")


def _months(told: Told) -> Html:
    if not told.coming:
        return nothing_comes(told, told.subscriptions)
    more = len(told.coming) - _LISTED
    return join(
        [
            bold(_("In the next 12 months")),
            *_by_deadline(told, told.coming[:_LISTED]),
            *([n_("{count} more after that.", "{count} more after that.", more)] if more > 0 else []),
            _("News comes when it is on record."),
        ],
        "\n",
    )


def _by_deadline(told: Told, coming: Sequence[Coming]) -> list[Html]:
    """A line for each, in order; the deadline stands above those that it has in a row."""
    lines: list[Html] = []
    above: Deadline | None = None
    for one in coming:
        if one.deadline is not above:
            lines.append(fill("{what}:", what=_what(told, one)))
            above = one.deadline
        lines.append(fill("{bullet}{when}", bullet=phrases.BULLET, when=_when(told, one)))
    return lines


def _what(told: Told, coming: Coming) -> Html:
    due = coming.deadline.due_date(told.settings.zone)
    return fill(_("{title}, due {date}"), title=coming.deadline.title, date=short_day(due))


def _when(told: Told, coming: Coming) -> Html:
    """Friday 4 Aug 2017, 09:00 – 14 days before."""
    at = coming.at.astimezone(told.settings.zone)
    digest = {Mode.DAILY: _(", in the message of the day"), Mode.WEEKLY: _(", in the message of the week")}
    return fill(
        _("{weekday} {day}, {hour} – {lead}{how}"),
        weekday=weekday(at.date()),
        day=short_day(at.date()),
        hour=hour(at.time()),
        lead=wishes.lead(coming.lead),
        how=digest.get(coming.mode, ""),
    )

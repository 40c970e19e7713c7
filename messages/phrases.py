"""Phrases that several answers share: dates with their meaning, trust, deadlines, the closing line."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from domain.dates import DateMeaning
from domain.programs import Confidence, Deadline, DueInstant, Event, Jurisdiction, Program
from domain.record import Record
from messages.language import _, clock_time, long_day, n_, partial, short_day, weekday
from messages.markup import EMPTY, Html, bold, fill
from messages.message import Answer, Block, Row, Tap
from messages.taps import Target, View, encode

BULLET = "• "


def when(event: Event) -> Html:
    """The date as it stands after what happened: "on 3 June 2019", "(reported on 21 August 2017)"."""
    if event.date is None:
        return fill(_("(date not printed)"))
    date = partial(event.date)
    is_day = event.date.exact is not None
    match event.meaning:
        case DateMeaning.REPORTED:
            return fill(_("(reported on {date})") if is_day else _("(reported in {date})"), date=date)
        case DateMeaning.WORKED_OUT:
            return fill(_("(date worked out by us: {date})"), date=date)
        case _:
            return fill(_("on {date}") if is_day else _("in {date}"), date=date)


def dated(event: Event) -> Html:
    """The date as it stands before what happened in a list: "3 Jun 2019", "reported 21 Aug 2017"."""
    if event.date is None:
        return fill(_("date not printed"))
    date = partial(event.date, short=True)
    match event.meaning:
        case DateMeaning.REPORTED:
            return fill(_("reported {date}"), date=date)
        case DateMeaning.WORKED_OUT:
            return fill(_("{date} (worked out by us)"), date=date)
        case _:
            return fill("{date}", date=date)


def trust(confidence: Confidence) -> Html:
    """A warning where a fact rests on one source or a weak one; nothing where it is well supported."""
    match confidence:
        case Confidence.MEDIUM:
            return fill(_(" (one good source)"))
        case Confidence.LOW:
            return fill(_(" (one weak source)"))
        case _:
            return EMPTY


def due_day(deadline: Deadline) -> Html:
    """18 August 2017, with the hour and zone where one was printed."""
    if isinstance(deadline.due, DueInstant):
        local = deadline.due.local
        return fill(
            _("{date}, {time}"), date=long_day(local.date()), time=clock_time(local, deadline.due.zone)
        )
    return fill("{date}", date=long_day(deadline.due))


def due_weekday(deadline: Deadline) -> str:
    due = deadline.due
    return weekday(due.local.date() if isinstance(due, DueInstant) else due)


def zone_of(deadline: Deadline) -> ZoneInfo:
    """The zone that a deadline's own date is meant in."""
    return ZoneInfo(deadline.due.zone) if isinstance(deadline.due, DueInstant) else ZoneInfo("UTC")


def worked_out(deadline: Deadline) -> Html:
    """Said where no source prints the date."""
    is_ours = deadline.meaning is DateMeaning.WORKED_OUT
    return fill(_(", a date worked out by us")) if is_ours else EMPTY


def days_left(days: int) -> str:
    """How long is left, in whole local dates."""
    return n_("{count} day", "{count} days", days) if days else _("today")


def due_meaning(deadline: Deadline) -> str:
    """What kind of date the deadline is."""
    if deadline.meaning is DateMeaning.WORKED_OUT:
        return _("worked out by us")
    if isinstance(deadline.due, DueInstant):
        return _("an exact time")
    return _("a date; no hour was printed")


def closing(record: Record) -> Html:
    """When the facts were last checked, and the day they are shown for."""
    return fill(_("Facts last checked {date}."), date=short_day(record.program.facts_checked))


def title(record: Record, name: str) -> Block:
    """The first line of an answer: what it is about, then the program, or the day where it is not today."""
    after = (
        fill("{program}", program=record.program.short_name)
        if record.is_today
        else fill(_("{program}, as of {date}"), program=record.program.short_name, date=long_day(record.day))
    )
    return Block(fill("{name} — {after}", name=bold(name), after=after))


def program_title(record: Record) -> Block:
    """The first line of an answer about the whole program."""
    if record.is_today:
        return Block(bold(record.program.name))
    day = fill(_("as of {date}"), date=long_day(record.day))
    return Block(fill("{name} — {day}", name=bold(record.program.name), day=day))


def button(label: str, record: Record, view: View, subject: str = "", number: int = 0) -> Tap:
    """A button to another view of the same program, as of the same day."""
    day = None if record.is_today else record.day
    return Tap(label, encode(Target(view, record.program.id, subject, day, number)))


def turning(record: Record, view: View, subject: str = "") -> Callable[[str, int], Tap]:
    """Makes the buttons that turn the pages of a view."""
    return lambda label, page: button(label, record, view, subject, page)


def voices(record: Record, place: Jurisdiction | None = None) -> tuple[Row, ...]:
    """Buttons to who said what, to disagreements and to open questions, where there are any."""
    subject = place.id if place else ""
    buttons = (
        (record.claims(place), _("Who said what"), View.CLAIMS),
        (record.disagreements(place), _("Where sources differ"), View.DISAGREEMENTS),
        (record.open_questions(place), _("Open questions"), View.OPEN_QUESTIONS),
    )
    shown = [button(label, record, view, subject) for found, label, view in buttons if found]
    return tuple(tuple(shown[n : n + 2]) for n in range(0, len(shown), 2))


def switch(label: str, program: Program) -> Tap:
    """A button that makes another program the chat's own."""
    return Tap(label, encode(Target(View.USE, program.id)))


def said(
    record: Record,
    blocks: Sequence[Block],
    view: View,
    rows: Sequence[Row] = (),
    about: str = "",
    number: int = 0,
) -> Answer:
    """An answer about a program: its closing line, and a way to report an error under its buttons."""
    return Answer(tuple(blocks), closing(record), (*rows, (report(record, view, about, number),)), about)


def report(record: Record, view: View, about: str = "", number: int = 0) -> Tap:
    """The button to report an error in a view; it carries which one."""
    return button(_("Report an error"), record, View.REPORT, f"{view}.{about}", number)


def back(record: Record, subject: str) -> tuple[Row, ...]:
    """A row that leads back to the jurisdiction the reader came from, if any."""
    place = record.program.jurisdiction_by_id.get(subject)
    if place is None:
        return ()
    label = _("Back to {name}").format(name=place.name)
    return ((button(label, record, View.STATUS, subject),),)

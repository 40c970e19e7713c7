"""The deadlines of a program or of one jurisdiction, open ones first."""

from collections.abc import Sequence

from domain.alerts.subscription import About, Target
from domain.programs import Deadline, Jurisdiction
from domain.record import Record
from messages import phrases
from messages.alerts import buttons
from messages.language import _
from messages.markup import EMPTY, bold, fill, join
from messages.message import Answer, Block, Row, heading, line
from messages.taps import View

_ON_BUTTONS = 3


def listing(record: Record, jurisdiction: Jurisdiction | None = None, *, corrected: bool = False) -> Answer:
    """What is due and what was due on the day, each with whom it binds and what kind of date it is."""
    name = jurisdiction.full_name if jurisdiction else _("Deadlines")
    blocks = [line(fill(_("Showing {name}."), name=bold(name)))] if corrected else []
    blocks.append(phrases.title(record, name))
    known = record.deadlines(jurisdiction)
    open_ones = [d for d in known if record.is_open(d)]
    past = [d for d in reversed(known) if not record.is_open(d)]
    if open_ones:
        blocks.append(heading(_("Open")))
        for deadline in open_ones:
            blocks += _entry(record, deadline, jurisdiction)
    else:
        blocks.append(line(_("No open deadlines.")))
    if past:
        blocks.append(heading(_("Past")))
        for deadline in past:
            blocks += _entry(record, deadline, jurisdiction)
    subject = jurisdiction.id if jurisdiction else ""
    alerts = _alerts(record, jurisdiction, open_ones) if record.is_today else ()
    rows: tuple[Row, ...] = (
        phrases.back(record, subject)
        if jurisdiction
        else ((phrases.button(_("Requirements"), record, View.REQUIREMENTS),),)
    )
    return phrases.said(record, blocks, View.DEADLINES, (*alerts, *rows), subject)


def _alerts(
    record: Record, jurisdiction: Jurisdiction | None, open_ones: Sequence[Deadline]
) -> tuple[Row, ...]:
    """Buttons to be told of all of them, or of the next ones each."""
    kind = About.JURISDICTION if jurisdiction else About.PROGRAM
    target = Target(record.program.id, kind, jurisdiction.id if jurisdiction else "")
    each = (buttons.remind_me(record.program, deadline) for deadline in open_ones[:_ON_BUTTONS])
    return ((buttons.alert_me(record.program, target),), *((tap,) for tap in each))


def _entry(record: Record, deadline: Deadline, jurisdiction: Jurisdiction | None) -> list[Block]:
    left = record.days_left(deadline)
    date = fill(_("{weekday} {date}"), weekday=phrases.due_weekday(deadline), date=phrases.due_day(deadline))
    remaining = fill(" ({left})", left=phrases.days_left(left)) if left >= 0 else EMPTY
    text = fill(
        "{bullet}{date}{remaining} – {title}",
        bullet=phrases.BULLET,
        date=bold(date),
        remaining=remaining,
        title=deadline.title,
    )
    sources = record.sources(deadline.sources)
    blocks = [line(join([text, phrases.trust(deadline.confidence)]), sources)]
    about = [_("This is {kind}.").format(kind=phrases.due_meaning(deadline))]
    if jurisdiction is None:
        about.append(_("For: {names}.").format(names=_whom(record, deadline)))
    elif (answer := record.answer_to(deadline, jurisdiction)) is not None:
        about.append(_("Answer on record: {date}.").format(date=phrases.dated(answer)))
    elif deadline.unanswered:
        about.append(deadline.unanswered)
    blocks.append(line(" ".join(about)))
    blocks += [line(note.text, record.sources(note.sources)) for note in record.notes(deadline.notes)]
    return blocks


def _whom(record: Record, deadline: Deadline) -> str:
    names = [record.program.jurisdiction_by_id[id].name for id in deadline.jurisdictions]
    return ", ".join([*names, *((deadline.who,) if deadline.who else ())])

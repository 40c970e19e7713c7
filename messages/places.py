"""When a name could mean several places, or none on record; and when a day could mean two."""

from collections.abc import Sequence
from datetime import date

from domain.places import Choose, NotFound
from domain.programs import Jurisdiction
from domain.record import Record
from domain.words import printable
from messages import phrases
from messages.language import _, long_day
from messages.markup import bold, fill, join
from messages.message import Message, Row, Tap, plain
from messages.taps import Target, View, encode

_ECHO = 60


def choose(record: Record, match: Choose, view: View) -> Message:
    """Ask which of several is meant."""
    name = match.name
    rows: list[Row] = [(phrases.button(j.full_name, record, view, j.id),) for j in match.options]
    rows.append((phrases.button(_("Another {name}").format(name=name), record, View.OTHER_PLACE),))
    return plain(fill(_("Which {name}?"), name=name), tuple(rows))


def not_found(record: Record, match: NotFound, view: View) -> Message:
    """Nothing on record under this name, said so that nobody reads it as a "no"."""
    text = join(
        [
            fill(
                _("{name} — no record found in {program}."),
                name=bold(printable(match.typed, _ECHO) or _("This name")),
                program=record.program.short_name,
            ),
            fill(
                _("That is not a “no”: it means that none of the sources read says anything under this name.")
            ),
            _nearest(match.suggestions),
        ],
        "\n",
    )
    rows: list[Row] = [(phrases.button(j.full_name, record, view, j.id),) for j in match.suggestions]
    rows.append((phrases.button(_("What was read"), record, View.SOURCES),))
    return plain(text, tuple(rows))


def _nearest(suggestions: Sequence[Jurisdiction]) -> str:
    return _("Similar names on record:") if suggestions else _("Check the spelling, or add the state.")


def ask_name(record: Record) -> Message:
    """How to name a place."""
    return plain(
        fill(
            _("Send the place's name, with its state if others share it, like this: {example}"),
            example=record.program.jurisdictions[0].full_name if record.program.jurisdictions else "",
        )
    )


def ask_day(program: str, subject: str, options: Sequence[date], view: View) -> Message:
    """8/10/2017 is read differently in different places: ask."""
    row: Row = tuple(Tap(long_day(day), encode(Target(view, program, subject, day))) for day in options)
    return plain(fill(_("Which day do you mean?")), (row,))


def no_such_day(typed: str) -> Message:
    return plain(
        fill(
            _("{typed} is not a day of the calendar. Write it like 2017-08-10 or 10 August 2017."),
            typed=bold(printable(typed, _ECHO)),
        )
    )


def day_to_come(day: date) -> Message:
    return plain(
        fill(
            _("{date} is still to come. I can only say what was on record up to today."),
            date=bold(long_day(day)),
        )
    )

"""When a name could mean several places, or none on record; and when a day could mean two."""

from collections.abc import Sequence
from datetime import date

from domain.gazetteer import Place
from domain.places import Choose, NoRecord, NotFound
from domain.programs import Jurisdiction, Program
from domain.record import Record
from domain.words import printable
from messages import namesakes, phrases
from messages.language import _, long_day, n_
from messages.markup import EMPTY, Html, bold, fill, join
from messages.message import Message, Row, Tap, plain
from messages.taps import Target, View, encode

_ECHO = 60
_LISTED = 6


def choose(record: Record, match: Choose, view: View) -> Message:
    """Ask which of several is meant."""
    rows: list[Row] = [(phrases.button(j.full_name, record, view, j.id),) for j in match.options]
    if match.others:
        rows.append((namesakes.to_others(record, match.name),))
    return plain(fill(_("Which {name}?"), name=match.name), tuple(rows))


def no_record(
    record: Record,
    match: NoRecord,
    view: View = View.STATUS,
    elsewhere: Sequence[tuple[Program, Jurisdiction]] = (),
) -> Message:
    """A real place that the program has nothing on, said so that nobody reads it as a "no".

    `elsewhere` are the other programs that do have something on it.
    """
    said = fill(
        _("{name} — no record found in {program}."), name=bold(match.name), program=record.program.short_name
    )
    shown = fill(_("Showing {name}."), name=bold(match.name)) if match.corrected else EMPTY
    several = EMPTY
    if match.place is None:
        states = ", ".join(place.state for place in match.places[:_LISTED])
        count = n_("{count} place has this name", "{count} places have this name", len(match.places))
        several = fill(_("{count}, the largest in {states}; none is on record."), count=count, states=states)
    suggested = fill(_("Similar names on record:")) if match.suggestions else EMPTY
    text = join([shown, said, several, _not_a_no(), suggested], "\n")
    return plain(text, (*_elsewhere(elsewhere), *_suggested(record, match.suggestions, view), _read(record)))


def not_found(
    record: Record,
    match: NotFound,
    view: View = View.STATUS,
    elsewhere: Sequence[tuple[Program, Jurisdiction]] = (),
) -> Message:
    """No place of this name is known; the nearest names are offered."""
    typed = printable(match.typed, _ECHO)
    said = (
        fill(_("I know no place called {name}, and so found no record of it."), name=bold(typed))
        if typed
        else fill(_("That is no name of a place."))
    )
    similar = fill(_("Similar names on record:")) if match.suggestions else EMPTY
    others = ", ".join(place.full_name for place in match.places)
    unrecorded = fill(_("Similar names not on record: {names}."), names=others) if others else EMPTY
    check = EMPTY if match.suggestions or others else fill(_("Check the spelling, or add the state."))
    text = join([said, _not_a_no() if typed else EMPTY, unrecorded, check, similar], "\n")
    buttons = (*_elsewhere(elsewhere), *_suggested(record, match.suggestions, view), _read(record))
    return Message(text, buttons, is_miss=True)


def others(record: Record, name: str, places: Sequence[Place]) -> Message:
    """The further places of a name, to choose from or to be named with their state."""
    if not places:
        return ask_name(record)
    states = ", ".join(sorted(place.state for place in places))
    text = join(
        [
            fill(
                _("No other {name} is on record. The name also stands for places in: {states}."),
                name=name,
                states=states,
            ),
            fill(
                _("To ask about one of them, send its name with the state: {example}"),
                example=places[0].full_name,
            ),
        ],
        "\n",
    )
    rows: list[Row] = [(namesakes.to_place(record, place),) for place in places[:_LISTED]]
    return plain(text, tuple(rows))


def ask_name(record: Record) -> Message:
    """How to name a place."""
    example = record.program.jurisdictions[0].full_name if record.program.jurisdictions else ""
    return plain(
        fill(
            _("Send the place's name, with its state if others share it, like this: {example}"),
            example=example,
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


def _not_a_no() -> Html:
    return fill(
        _("That is not a “no”: it means that none of the sources read says anything under this name.")
    )


def _suggested(record: Record, suggestions: Sequence[Jurisdiction], view: View) -> list[Row]:
    return [(phrases.button(j.full_name, record, view, j.id),) for j in suggestions]


def _elsewhere(found: Sequence[tuple[Program, Jurisdiction]]) -> list[Row]:
    return [
        (
            Tap(
                _("{name}: {program}").format(name=place.name, program=program.short_name),
                encode(Target(View.STATUS, program.id, place.id)),
            ),
        )
        for program, place in found
    ]


def _read(record: Record) -> Row:
    return (
        phrases.button(_("What was read"), record, View.SOURCES),
        phrases.report(record, View.PLACE),
    )

"""Everything dated about one jurisdiction, oldest first, and where it lies."""

from domain.programs import Jurisdiction
from domain.record import Record
from messages import phrases
from messages.language import _
from messages.markup import bold, fill
from messages.message import Answer, Message, Row, heading, line, plain
from messages.status import listed, noted
from messages.taps import Target, View, encode


def history(record: Record, place: Jurisdiction, *, corrected: bool = False) -> Answer:
    """The jurisdiction's events in order, then what is known of it without a date."""
    blocks = [line(fill(_("Showing {name}."), name=bold(place.full_name)))] if corrected else []
    blocks.append(phrases.title(record, place.full_name))
    events = record.events(place)
    if not events:
        blocks.append(line(_("Nothing dated is on record for that day.")))
    else:
        blocks.append(heading(_("What happened")))
        blocks += [block for event in events for block in (listed(record, event), *noted(record, event))]
    rest = [
        line(fill("{label}: {text}", label=detail.label, text=detail.text), record.sources(detail.sources))
        for detail in record.details(place.details)
    ]
    if place.county and record.is_today:
        where = fill(_("Where: {text}"), text=place.county.text)
        rest.append(line(where, record.sources(place.county.sources)))
    if place.aliases:
        rest.append(line(fill(_("Also typed as: {names}"), names=", ".join(place.aliases))))
    if rest:
        blocks += [heading(_("Also on record")), *rest]
    rows: list[Row] = [
        (
            phrases.button(_("Status"), record, View.STATUS, place.id),
            phrases.button(_("Sources"), record, View.SOURCES, place.id),
        ),
        *phrases.voices(record, place),
    ]
    return phrases.said(record, blocks, View.HISTORY, rows, place.id)


def which_place(record: Record, view: View) -> Message:
    """Ask for a place; the next words are the answer."""
    return plain(_("Which place?"), awaits=encode(Target(view, record.program.id)))

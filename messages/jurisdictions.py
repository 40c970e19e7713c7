"""The jurisdictions of a program, as a list that may be narrowed."""

from domain.listing import Narrowed
from domain.record import Record
from domain.words import printable
from messages import phrases
from messages.language import _, n_
from messages.markup import bold, fill, join
from messages.message import Answer, Block, Message, line, plain
from messages.taps import View


def listing(record: Record, found: Narrowed) -> Answer:
    """Each jurisdiction with its newest status; the heading says how the list was narrowed."""
    count = n_("{count} place", "{count} places", len(found.jurisdictions))
    by = fill(_(", narrowed to: {words}"), words=", ".join(found.words)) if found.words else ""
    head = fill("{title}\n{count}{by}", title=phrases.title(record, _("Places")).text, count=count, by=by)
    blocks = [Block(head)]
    for place in found.jurisdictions:
        event = found.newest[place.id]
        if event is None or event.status is None:
            blocks.append(line(fill("{bullet}{name}", bullet=phrases.BULLET, name=place.full_name)))
            continue
        text = fill(
            "{bullet}{name} – {word}, {date}",
            bullet=phrases.BULLET,
            name=place.full_name,
            word=record.program.status_by_id[event.status].word,
            date=phrases.dated(event),
        )
        blocks.append(line(text, record.sources(event.sources)[:1]))
    if not found.jurisdictions:
        blocks.append(line(_("No place on record fits that.")))
    return phrases.said(
        record, blocks, View.JURISDICTIONS, ((phrases.button(_("Overview"), record, View.OVERVIEW),),)
    )


def cannot_narrow(record: Record, typed: str) -> Message:
    """What a list may be narrowed by."""
    words = ", ".join(dict.fromkeys(status.word for status in record.program.statuses))
    return plain(
        join(
            [
                fill(_("I cannot narrow the list by {typed}."), typed=bold(printable(typed, 40))),
                fill(
                    _("Use a state (CA or California), a year, city or county, or one of: {words}."),
                    words=words,
                ),
            ],
            " ",
        )
    )

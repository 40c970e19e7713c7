"""What was read: the sources of a program, or those behind one jurisdiction's facts."""

from collections.abc import Sequence

from domain.programs import Jurisdiction, Source
from domain.record import Record
from messages import phrases
from messages.language import _, n_
from messages.markup import fill, italic
from messages.message import Answer, Block, Row, footnote, line
from messages.taps import View

PER_PAGE = 8


def listing(
    record: Record, sources: Sequence[Source], page: int, jurisdiction: Jurisdiction | None = None
) -> Answer:
    """One page of sources, each with its date, kind and what to know before trusting it."""
    pages = max(1, -(-len(sources) // PER_PAGE))
    page = min(max(page, 1), pages)
    name = jurisdiction.full_name if jurisdiction else _("Sources")
    blocks = [phrases.title(record, name)]
    count = n_("{count} source", "{count} sources", len(sources))
    blocks.append(
        line(fill(_("{count}, page {page} of {pages}"), count=count, page=page, pages=pages))
        if pages > 1
        else line(count)
    )
    first = (page - 1) * PER_PAGE
    for number, source in enumerate(sources[first : first + PER_PAGE], start=first + 1):
        blocks += _entry(number, source)
    subject = jurisdiction.id if jurisdiction else ""
    rows: list[Row] = [row for row in (phrases.pager(record, View.SOURCES, subject, page, pages),) if row]
    if jurisdiction:
        label = _("Back to {name}").format(name=jurisdiction.name)
        rows.append((phrases.button(label, record, View.STATUS, subject),))
    return Answer(tuple(blocks), phrases.closing(record), tuple(rows))


def _entry(number: int, source: Source) -> list[Block]:
    blocks = [line(footnote(number, source), spaced=True)]
    about = [source.kind]
    if source.title_is_ours:
        about.append(_("title not seen: described by us"))
    blocks.append(line(italic("; ".join(about))))
    notes = [note for note in (source.published_note, source.reliability) if note]
    if notes:
        blocks.append(line(" ".join(notes)))
    return blocks

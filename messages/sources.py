"""What was read: the sources of a program, or those behind one jurisdiction's facts."""

from collections.abc import Sequence

from domain.programs import Confidence, Jurisdiction, Source
from domain.record import Record
from messages import phrases
from messages.language import _, n_
from messages.markup import fill, italic, join
from messages.message import Answer, Block, footnote
from messages.taps import View


def listing(record: Record, sources: Sequence[Source], jurisdiction: Jurisdiction | None = None) -> Answer:
    """Each source with its date, its kind and what to know before trusting it."""
    name = jurisdiction.full_name if jurisdiction else _("Sources")
    count = n_("{count} source", "{count} sources", len(sources))
    head = fill("{title}\n{count}", title=phrases.title(record, name).text, count=count)
    blocks = [Block(head), *(_entry(number, source) for number, source in enumerate(sources, start=1))]
    subject = jurisdiction.id if jurisdiction else ""
    return phrases.said(record, blocks, View.SOURCES, phrases.back(record, subject), subject)


def _entry(number: int, source: Source) -> Block:
    about = [source.kind]
    if source.title_is_ours:
        about.append(_("title not seen: described by us"))
    if source.confidence is Confidence.MEDIUM:
        about.append(_("trust it with some care"))
    elif source.confidence is Confidence.LOW:
        about.append(_("a weak source"))
    notes = " ".join(note for note in (source.published_note, source.reliability) if note)
    return Block(join([footnote(number, source), italic("; ".join(about)), notes], "\n"), spaced=True)

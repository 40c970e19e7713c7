"""Everything that the commands and buttons can show of a program, as of a day."""

from collections.abc import Iterator

from domain import status as rules
from domain.listing import Filter, narrow
from domain.record import Record
from messages import deadlines, history, jurisdictions, program, requirements, sources, status
from messages.message import Answer, lay_out
from sandbox.markup import parse


def every_answer(record: Record) -> Iterator[Answer]:
    """Each answer whole, before it is laid out or turned page by page."""
    yield status.overview(rules.overview(record))
    yield requirements.listing(record)
    for number, requirement in record.requirements():
        yield requirements.one(record, number, requirement)
    yield deadlines.listing(record)
    yield sources.listing(record, record.sources_behind(None))
    yield jurisdictions.listing(record, narrow(record, Filter()))
    yield program.about(record, ())
    yield program.timeline(record)
    yield program.people(record)
    for place in (None, *record.program.jurisdictions):
        yield program.claims(record, place)
        yield program.disagreements(record, place)
        yield program.open_questions(record, place)
    for place in record.program.jurisdictions:
        yield status.report(rules.report(record, place))
        yield history.history(record, place)
        yield deadlines.listing(record, place)
        yield sources.listing(record, record.sources_behind(place), place)


def read(answer: Answer) -> str:
    """The words that a reader sees, on all its pages."""
    return "\n".join(parse(str(message.text))[0] for message in lay_out(answer))

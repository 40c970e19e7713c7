"""A program as a whole: what it is, its timeline, its people, who said what, and what is open."""

from collections.abc import Sequence

from domain.programs import Claim, Event, Jurisdiction, Program
from domain.record import Record
from messages import phrases
from messages.language import _, partial
from messages.markup import EMPTY, Html, bold, fill, italic, join
from messages.message import Answer, Block, Row, heading, line
from messages.status import listed, noted
from messages.taps import View


def about(record: Record, others: Sequence[Program]) -> Answer:
    """What the program is, and the ways on from here; `others` are the programs to change to."""
    program = record.program
    blocks = [phrases.program_title(record)]
    blocks += [line(note.text, record.sources(note.sources)) for note in record.notes((program.summary,))]
    agency = next((a for a in program.agencies if a.id == program.agency), None)
    if agency is not None and record.is_today:
        blocks.append(line(fill(_("Run by: {name}"), name=agency.name), record.sources(agency.sources)))
    if program.aliases:
        blocks.append(line(fill(_("Also called: {names}"), names=", ".join(program.aliases))))
    for detail in record.details(program.details):
        text = fill("{label}: {text}", label=bold(detail.label), text=detail.text)
        blocks.append(line(text, record.sources(detail.sources), spaced=True))
    rows: list[Row] = [
        (
            phrases.button(_("Timeline"), record, View.TIMELINE),
            phrases.button(_("Places"), record, View.JURISDICTIONS),
        ),
        (
            phrases.button(_("People and agencies"), record, View.PEOPLE),
            phrases.button(_("Sources"), record, View.SOURCES),
        ),
        *phrases.voices(record),
    ]
    rows += [
        (phrases.switch(_("Ask about: {program}").format(program=other.short_name), other),)
        for other in others
    ]
    return phrases.said(record, blocks, View.PROGRAM, rows)


def timeline(record: Record) -> Answer:
    """Every event of the program that counts on the day, oldest first, with the places it names."""
    blocks = [_head(record, _("Timeline"))]
    for event in record.all_events():
        shown = listed(record, event)
        blocks.append(Block(join([shown.text, _named(record, event)]), shown.sources, spaced=True))
        blocks += noted(record, event)
    return phrases.said(record, _or_nothing(blocks), View.TIMELINE, _to_program(record))


def people(record: Record) -> Answer:
    """The agencies and officials that the facts name; their roles carry no date, so only for today."""
    program = record.program
    blocks = [_head(record, _("People and agencies"))]
    if not record.is_today:
        blocks.append(line(_("These are kept without dates, and so shown only for today.")))
        return phrases.said(record, blocks, View.PEOPLE, _to_program(record))
    if program.agencies:
        blocks.append(heading(_("Agencies")))
    for agency in program.agencies:
        name = f"{agency.name} ({agency.abbreviation})" if agency.abbreviation else agency.name
        text = fill("{name}: {role}", name=bold(name), role=agency.role)
        blocks.append(line(join([phrases.BULLET, text]), record.sources(agency.sources)))
    if program.officials:
        blocks.append(heading(_("Officials, in the office they held then")))
    for official in program.officials:
        text = fill("{name}: {role}", name=bold(official.name), role=official.role)
        blocks.append(line(join([phrases.BULLET, text]), record.sources(official.sources)))
    return phrases.said(record, _or_nothing(blocks), View.PEOPLE, _to_program(record))


def claims(record: Record, place: Jurisdiction | None) -> Answer:
    """Who said what, when, and who reports it."""
    blocks = [_head(record, _("Who said what"), place)]
    for claim in sorted(record.claims(place), key=lambda c: c.date.counts_from):
        blocks.append(Block(_claimed(claim), record.sources(claim.sources), spaced=True))
        blocks += [
            line(fill(_("Note: {text}"), text=note.text), record.sources(note.sources))
            for note in record.notes(claim.notes)
        ]
    return phrases.said(
        record, _or_nothing(blocks), View.CLAIMS, _back(record, place), place.id if place else ""
    )


def disagreements(record: Record, place: Jurisdiction | None) -> Answer:
    """What sources tell differently: each position with its sources, then what can fairly be said."""
    blocks = [_head(record, _("Where sources differ"), place)]
    for disagreement in record.disagreements(place):
        blocks.append(heading(disagreement.topic))
        blocks += [
            line(join([phrases.BULLET, position.text]), record.sources(position.sources))
            for position in record.notes(disagreement.positions)
        ]
        if record.is_today:  # the reading weighs every position, also those not known on an earlier day
            blocks.append(line(fill(_("Our reading: {text}"), text=disagreement.reading)))
    return phrases.said(
        record, _or_nothing(blocks), View.DISAGREEMENTS, _back(record, place), place.id if place else ""
    )


def open_questions(record: Record, place: Jurisdiction | None) -> Answer:
    """What the sources read do not answer."""
    blocks = [_head(record, _("Open questions"), place)]
    blocks += [
        line(join([phrases.BULLET, question.text]), record.sources(question.sources), spaced=True)
        for question in record.open_questions(place)
    ]
    return phrases.said(
        record, _or_nothing(blocks), View.OPEN_QUESTIONS, _back(record, place), place.id if place else ""
    )


def only_administrators() -> str:
    """Said to members of a group who may not choose its program."""
    return _("In a group only its administrators choose the program.")


def _head(record: Record, name: str, place: Jurisdiction | None = None) -> Block:
    return phrases.title(record, f"{name}: {place.full_name}" if place else name)


def _claimed(claim: Claim) -> Html:
    text = fill(
        "{bullet}{date} – {who}, {role}, {says}",
        bullet=phrases.BULLET,
        date=partial(claim.date, short=True),
        who=bold(claim.who),
        role=claim.role,
        says=claim.says,
    )
    quote = fill(": “{quote}”", quote=claim.quote) if claim.quote else EMPTY
    words_of = fill(_(" (words of {who})"), who=claim.quote_by) if claim.quote_by else EMPTY
    return join([text, quote, words_of, fill(" ({kind})", kind=italic(claim.kind))])


def _named(record: Record, event: Event) -> Html:
    names = [record.program.jurisdiction_by_id[id].name for id in event.jurisdictions]
    return fill(": {names}", names=", ".join(names)) if names else EMPTY


def _or_nothing(blocks: list[Block]) -> list[Block]:
    return (
        blocks if len(blocks) > 1 else [*blocks, line(_("Nothing of this kind is on record for that day."))]
    )


def _to_program(record: Record) -> tuple[Row, ...]:
    return ((phrases.button(_("The program"), record, View.PROGRAM),),)


def _back(record: Record, place: Jurisdiction | None) -> tuple[Row, ...]:
    return phrases.back(record, place.id) if place else _to_program(record)

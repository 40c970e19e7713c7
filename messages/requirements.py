"""The requirements of a program: all of them, or one with how each source words it."""

from domain.programs import Requirement
from domain.record import Record
from messages import phrases
from messages.language import _, partial
from messages.markup import Html, bold, fill, join
from messages.message import Answer, Block, heading, line
from messages.taps import View


def listing(record: Record, back_to: str = "") -> Answer:
    """Every requirement known on the day, by kind; `back_to` is the jurisdiction the reader came from."""
    blocks = [phrases.title(record, _("Requirements"))]
    shown = record.requirements()
    if not shown:
        blocks.append(line(_("No requirement is on record for that day.")))
    for kind in record.program.requirement_kinds:
        of_kind = [(number, r) for number, r in shown if r.kind == kind.id]
        if not of_kind:
            continue
        blocks.append(heading(kind.title))
        spans = {in_force(record, r).source for _number, r in of_kind}
        if len(spans) == 1:  # said once for the group, not under each
            blocks.append(line(in_force(record, of_kind[0][1])))
        for number, requirement in of_kind:
            blocks += short(record, number, requirement, spaced=True)
            if len(spans) > 1:
                blocks.append(line(in_force(record, requirement)))
        blocks += [
            line(note.text, record.sources(note.sources), spaced=True) for note in record.notes(kind.notes)
        ]
    blocks.append(line(_("For how each source words one, add its number: /requirements 1"), spaced=True))
    numbers = tuple(
        phrases.button(str(number), record, View.REQUIREMENT, back_to, number)
        for number, _requirement in shown
    )
    rows = (*(numbers[n : n + 6] for n in range(0, len(numbers), 6)), *phrases.back(record, back_to))
    return phrases.said(record, blocks, View.REQUIREMENTS, rows, back_to)


def one(record: Record, number: int, requirement: Requirement, back_to: str = "") -> Answer:
    """One requirement: its text, when it holds, what is uncertain, and the wording of each source."""
    blocks = [phrases.title(record, fill_number(number, requirement.title))]
    blocks.append(line(requirement.text, record.sources(requirement.sources)))
    if requirement.timing:
        blocks.append(line(bold(requirement.timing), record.sources(requirement.sources)))
    blocks.append(line(in_force(record, requirement)))
    blocks += [line(note.text, record.sources(note.sources)) for note in record.notes(requirement.notes)]
    if requirement.confidence_note:
        blocks.append(line(fill(_("How sure: {note}"), note=requirement.confidence_note)))
    if record.variants(requirement):
        blocks.append(heading(_("How sources word it")))
        blocks += wordings(record, requirement)
    all_of_them = (phrases.button(_("All requirements"), record, View.REQUIREMENTS, back_to),)
    return phrases.said(record, blocks, View.REQUIREMENT, (all_of_them,), back_to, number)


def wordings(record: Record, requirement: Requirement) -> list[Block]:
    """How each source words a requirement."""
    return [
        line(join([phrases.BULLET, variant.wording]), record.sources(variant.sources))
        for variant in record.variants(requirement)
    ]


def no_such(record: Record, count: int) -> Html:
    return fill(
        _("There is no requirement with that number. {program} has {count}: send /requirements to see them."),
        program=record.program.short_name,
        count=count,
    )


def fill_number(number: int, title: str) -> str:
    return f"{number}. {title}"


def short(record: Record, number: int, requirement: Requirement, *, spaced: bool = False) -> list[Block]:
    """A requirement in a line or two, cited."""
    sources = record.sources(requirement.sources)
    title = bold(fill_number(number, requirement.title))
    text = fill("{title}: {text}", title=title, text=requirement.text)
    blocks = [line(join([text, phrases.trust(requirement.confidence)]), sources, spaced=spaced)]
    if requirement.timing:
        blocks.append(line(bold(requirement.timing), sources))
    return blocks


def in_force(record: Record, requirement: Requirement) -> Html:
    """Since when, and until when as far as that is known."""
    start, end = requirement.in_force_from, requirement.in_force_to
    since = (
        fill(_("Since {date}."), date=partial(start)) if start else fill(_("No starting date is on record."))
    )
    if end and record.counts(end):
        return join([since, fill(_("Ended {date}."), date=partial(end))], " ")
    if requirement.end_unknown:
        return join([since, fill(_("We do not know whether this still applies."))], " ")
    return since

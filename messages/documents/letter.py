"""The draft of a reply: what a government would say of each requirement, for people to correct and sign."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.selfcheck import paths
from domain.selfcheck.assess import Row, assess
from domain.selfcheck.explain import deadline_of
from domain.selfcheck.forms import FormRule, read_by
from domain.selfcheck.questionnaire import Answer, Finding, Level, Question
from messages.documents import wording
from messages.documents.characters import one_line
from messages.documents.finished import Finished
from messages.documents.sheet import Block, Citations, Heading, Role, Run, Sheet, bold, paragraph
from messages.language import _, code, long_day, partial

# How much of the content's hash tells which result a draft was made from.
_SHORT = 12


@dataclass(slots=True)
class _Told:
    """The number of the requirement being told, and under which number each question was answered first."""

    number: int = 0
    under: dict[str, int] = field(default_factory=dict)


def sheet(finished: Finished) -> Sheet:
    """The draft. What only people can fill in stands in [brackets]."""
    cited = Citations()
    requirements = list(_requirements(finished, cited))
    blocks = [*_opening(finished), *requirements, *_closing(finished)]
    if cited.named:
        blocks += [Heading(_("Sources")), *cited.listing()]
    return Sheet(
        title=one_line(_("Draft letter: {place}").format(place=finished.place)),
        language=code(),
        at=finished.at,
        blocks=tuple(blocks),
        footing=_("Draft made from self-check result {hash}").format(hash=finished.content_sha256[:_SHORT]),
        draft=_("DRAFT – not sent"),
    )


def _opening(finished: Finished) -> Iterator[Block]:
    head = finished.form.head
    yield paragraph(
        bold(_("This is a draft.")),
        _("Proviso made it from a self-check finished on {date}.").format(date=long_day(finished.day)),
        _("It has not been sent. Read it, correct it, and have counsel read it before anybody uses it."),
        _("What stands in [brackets] is still missing."),
        role=Role.LEAD,
    )
    yield paragraph(_("[Letterhead of {place}]").format(place=finished.place))
    yield paragraph(_("[Date]"))
    yield paragraph(_("To:"), head.addressee)
    yield paragraph(
        bold(_("Re:")),
        _("{program}, {place}").format(program=finished.program.name, place=finished.place),
    )
    yield paragraph(_("[Salutation]"))
    yield paragraph(
        _("This letter says where {place} stands, by its own assessment, on the wording of {date}.").format(
            place=finished.place, date=partial(head.wording_of)
        ),
        _("It makes no certification."),
    )
    for deadline in _deadlines(finished):
        yield paragraph(deadline)


def _deadlines(finished: Finished) -> list[str]:
    """What the answer was asked for by, each deadline once."""
    record = finished.record
    bound = (deadline_of(rule, record, finished.jurisdiction) for rule in finished.form.rules)
    said = (
        _("{title}: asked for by {date}.").format(title=deadline.title, date=wording.due(deadline))
        for deadline in bound
        if deadline is not None
    )
    return list(dict.fromkeys(said))


def _requirements(finished: Finished, cited: Citations) -> Iterator[Block]:
    """What must be met first, then what is only noted; numbered through."""
    form, told = finished.form, _Told()
    rows = assess(form, finished.answers).rows
    sections = (
        (Level.MUST, _("What was asked"), _("Asked:")),
        (Level.SHOULD, _("Notes (nothing hangs on them: keep or delete)"), _("Note:")),
    )
    for level, title, label in sections:
        of_level = [row for row in rows if form.rule_by_id[row.rule].level is level]
        if of_level:
            yield Heading(title)
        for row in of_level:
            yield from _requirement(finished, row, label, told, cited)


def _requirement(finished: Finished, row: Row, label: str, told: _Told, cited: Citations) -> Iterator[Block]:
    rule = finished.form.rule_by_id[row.rule]
    told.number += 1
    yield Heading(f"{told.number}. {rule.title}", level=2)
    known = finished.program.source_by_id
    sources = finished.record.sources(id for id in rule.sources if id in known)
    yield paragraph(bold(label), rule.sentence, *cited.marks(sources))
    yield from _answers(finished, rule, told)
    if missing := _missing(row):
        yield paragraph(bold(missing))


def _answers(finished: Finished, rule: FormRule, told: _Told) -> Iterator[Block]:
    read = set(read_by(rule.met_if))
    for question in paths.path(finished.form, finished.answers):
        if question.id not in read:
            continue
        first = told.under.setdefault(question.id, told.number)
        if first == told.number:
            yield _answer(finished, question)
        else:
            given = wording.answer(finished.answers.get(question.id))
            yield paragraph(
                f"{question.title}:",
                given,
                _("(as under {number})").format(number=first),
                role=Role.POINT,
            )


def _answer(finished: Finished, question: Question) -> Block:
    given = finished.answers.get(question.id)
    parts: list[Run | str] = [
        question.text,
        bold(f"{wording.answer(given)}."),
    ]
    if given and given.reason:
        label = _("Which government:") if given.value is Answer.NOT_OURS else _("Reason:")
        parts += [label, given.reason]
    for piece in given.evidence if given else ():
        parts += [_("Evidence:"), *wording.evidence(piece, piece.is_expired(finished.day))]
    return paragraph(*parts, role=Role.POINT)


def _missing(row: Row) -> str:
    """What has to be put in before the letter can be sent."""
    return {
        Finding.UNKNOWN: _("[Not known yet: to be found out before this is sent]"),
        Finding.NOT_OURS: _("[Another government's to answer: name it, or enclose its answer]"),
        Finding.GAP: _("[Not met by these answers: say what is planned, if anything]"),
    }.get(row.finding, "")


def _closing(finished: Finished) -> Iterator[Block]:
    enclosed = [
        wording.evidence(piece, piece.is_expired(finished.day))
        for question in paths.path(finished.form, finished.answers)
        if question.id in finished.answers
        for piece in finished.answers[question.id].evidence
    ]
    yield paragraph(_("[Closing words]"))
    yield paragraph(_("[Signature]"))
    yield paragraph(_("[Name and office of the person who signs]"))
    if enclosed:
        yield Heading(_("Enclosures"))
        for said in enclosed:
            yield paragraph(*said, _("[to be enclosed]"), role=Role.POINT)

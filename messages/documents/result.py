"""The result on paper: what the chat says of it, and everything that it rests on."""

from collections.abc import Iterator, Sequence

from domain.selfcheck import explain, paths, todos
from domain.selfcheck.answers import Given
from domain.selfcheck.explain import Item, Report
from domain.selfcheck.force import Force, in_force
from domain.selfcheck.outlook import outlook
from domain.selfcheck.questionnaire import Answer, Level, Question
from domain.selfcheck.todos import Todo
from messages.documents import wording
from messages.documents.characters import one_line
from messages.documents.finished import Finished, Signed
from messages.documents.sheet import Block, Citations, Heading, Role, Sheet, bold, paragraph
from messages.language import _, code, long_day, n_, partial


def sheet(finished: Finished) -> Sheet:
    """The result in the order in which it is told: gaps by deadline first, what is met as a count."""
    report = explain.report(finished.form, finished.answers, finished.record, finished.jurisdiction)
    cited = Citations()
    blocks = [
        *_head(finished, report, cited),
        *_findings(finished, report, cited),
        *_to_dos(finished),
        *_answers(finished),
        *_evidence(finished),
    ]
    return Sheet(
        title=one_line(_("Self-check: {place}").format(place=finished.place)),
        language=code(),
        at=finished.at,
        blocks=(*blocks, Heading(_("Sources")), *cited.listing(), *_about(finished)),
        footing=one_line(
            _("Self-assessment, not an official decision · {place}").format(place=finished.place)
        ),
    )


def _head(finished: Finished, report: Report, cited: Citations) -> Iterator[Block]:
    head = finished.form.head
    yield paragraph(finished.program.name)
    yield paragraph(
        bold(wording.verdict(report)),
        _("– against the wording of {date}.").format(date=partial(head.wording_of)),
        role=Role.LEAD,
    )
    yield paragraph(_("A self-assessment, not legal advice, and not an official decision."))
    yield paragraph(_("Finished on {when}.").format(when=wording.moment(finished.at, finished.zone)))
    known = finished.program.source_by_id
    standing = head.standing_on(finished.record.day) or _standing(finished)
    read = finished.record.sources(id for id in head.sources if id in known)
    yield paragraph(standing, *cited.marks(read))


def _standing(finished: Finished) -> str:
    """What is said of the rules as a whole where the program file says nothing of it."""
    is_unknown = Force.UNKNOWN in in_force(finished.form, finished.record).values()
    return _("Whether all of these rules still apply is not known.") if is_unknown else ""


def _findings(finished: Finished, report: Report, cited: Citations) -> Iterator[Block]:
    force = in_force(finished.form, finished.record)
    numbers: dict[str, int] = {}
    sections: tuple[tuple[str, Sequence[Item]], ...] = (
        (_("Gaps"), report.gaps),
        (_("To find out"), report.to_find_out),
        (_("Another government's to answer"), report.not_ours),
        (_("Notes"), report.notes),
        (_("Not applicable"), report.not_applicable),
    )
    for title, items in sections:
        if items:
            yield Heading(f"{title} ({len(items)})")
        for item in items:
            if item.rule.id in numbers:  # a gap may rest on a “not applicable” too
                yield paragraph(
                    _("See {number}, {title}.").format(number=numbers[item.rule.id], title=item.rule.title)
                )
                yield from _reasons(item)
                continue
            numbers[item.rule.id] = len(numbers) + 1
            yield Heading(f"{numbers[item.rule.id]}. {item.rule.title}", level=2)
            yield from _item(finished, item, force[item.rule.id], cited)
    yield Heading(_("Met"))
    yield paragraph(n_("{count} requirement is met.", "{count} requirements are met.", report.met))
    yield Heading(_("What would change this"))
    yield paragraph(_change(finished, numbers))


def _item(finished: Finished, item: Item, force: Force, cited: Citations) -> Iterator[Block]:
    if item.rule.level is Level.SHOULD:
        yield paragraph(_("A note, not a must: {finding}.").format(finding=wording.finding(item.finding)))
    for question, given in item.answers:
        on = f"({question.title})" if question.title != item.rule.title else ""
        yield paragraph(bold(wording.answer(given)), on)
    yield from _reasons(item)
    if not item.answers:
        yield paragraph(_("Not asked yet: an earlier answer decides on that, and it is missing."))
    yield paragraph(
        bold(_("The rule:")),
        item.rule.sentence,
        *cited.marks(item.sources),
        _("(checked {date})").format(date=long_day(item.rule.checked)),
    )
    if note := _force(finished, force):
        yield paragraph(note)
    for support in item.support:
        yield paragraph(bold(_("Evidence:")), *wording.evidence(support.evidence, support.is_expired))
    for step in item.next_steps:
        yield paragraph(bold(_("Next:")), step)
    if item.deadline is not None and item.days_left is not None:
        yield paragraph(
            bold(_("Deadline:")), item.deadline.title, "–", wording.due(item.deadline), _left(item.days_left)
        )
    if item.who_can_tell:
        yield paragraph(bold(_("Who can tell:")), ", ".join(item.who_can_tell))


def _reasons(item: Item) -> Iterator[Block]:
    for _question, given in item.answers:
        if given and given.reason:
            yield _reason(given)


def _reason(given: Given) -> Block:
    label = _("Which government:") if given.value is Answer.NOT_OURS else _("Reason given:")
    return paragraph(bold(label), given.reason)


def _force(finished: Finished, force: Force) -> str:
    """Where a rule is on record as not in force on the day; what is not known stands at the head."""
    said = {
        Force.NOT_YET: _("Not yet in force on {date}."),
        Force.ENDED: _("On record as ended by {date}."),
    }.get(force, "")
    return said.format(date=long_day(finished.day))


def _left(days: int) -> str:
    """How far off a deadline was on the day of the check."""
    if days < 0:
        return _("(past on the day of this check)")
    if days == 0:
        return _("(the day of this check)")
    return n_("({count} day after this check)", "({count} days after this check)", days)


def _change(finished: Finished, numbers: dict[str, int]) -> str:
    ahead = outlook(finished.form, finished.answers)
    close = wording.numbers([numbers[row.rule] for row in ahead.close])
    decide = wording.numbers([numbers[row.rule] for row in ahead.decide])
    if close and decide:
        return _("Closing {gaps}, then deciding {unknown}.").format(gaps=close, unknown=decide)
    if close:
        return _("Closing {gaps}.").format(gaps=close)
    if decide:
        return _("Deciding {unknown}.").format(unknown=decide)
    return _("Nothing that must be met is open. Another answer, or another wording of the rules, would.")


def _to_dos(finished: Finished) -> Iterator[Block]:
    left = todos.to_dos(finished.form, finished.answers, finished.record, finished.jurisdiction)
    if left:
        yield Heading(_("To do"))
    for to_do in left:
        what = {
            Todo.FIND_OUT: _("find out"),
            Todo.ANSWER: _("answer what was put off"),
            Todo.NAME: _("name the other government"),
            Todo.RENEW: _("renew the evidence"),
        }[to_do.what]
        who = _("(who can tell: {who})").format(who=to_do.who_can_tell) if to_do.who_can_tell else ""
        yield paragraph(
            bold(_("By {date}:").format(date=long_day(to_do.due))),
            f"{what} –",
            to_do.question.title,
            who,
            role=Role.POINT,
        )


def _answers(finished: Finished) -> Iterator[Block]:
    yield Heading(_("All answers"))
    for question in paths.path(finished.form, finished.answers):
        yield Heading(question.title, level=2)
        yield paragraph(question.text, _("(question written by Proviso)") if question.written_by_us else "")
        yield from _signed(finished, finished.signed.get(question.id))


def _signed(finished: Finished, signed: Signed | None) -> Iterator[Block]:
    if signed is None:
        yield paragraph(bold(wording.answer(None)))
        return
    when = wording.moment(signed.at, finished.zone)
    yield paragraph(bold(wording.answer(signed.given)), "–", signed.by, f"– {when}")
    if signed.given.reason:
        yield _reason(signed.given)


def _evidence(finished: Finished) -> Iterator[Block]:
    answers = finished.answers
    given: list[tuple[Question, Given]] = [
        (q, answers[q.id])
        for q in paths.path(finished.form, answers)
        if q.id in answers and answers[q.id].evidence
    ]
    yield Heading(_("Evidence"))
    if not given:
        yield paragraph(_("No evidence was given."))
    for question, answer in given:
        for piece in answer.evidence:
            said = wording.evidence(piece, piece.is_expired(finished.day))
            yield paragraph(*said, "–", question.title, role=Role.POINT)


def _about(finished: Finished) -> Iterator[Block]:
    form = finished.form
    yield Heading(_("About this document"))
    yield paragraph(_("Facts last checked {date}.").format(date=long_day(finished.facts_checked)))
    yield paragraph(
        _("Made by Proviso, which is not a government service and takes no side, from the answers above.")
    )
    yield paragraph(
        bold(_("Form:")),
        _("version {version}, SHA-256 {hash}").format(version=form.head.version, hash=form.sha256),
    )
    yield paragraph(bold(_("Content:")), _("SHA-256 {hash}").format(hash=finished.content_sha256))
    yield paragraph(
        _(
            "The content's hash covers the form, the day of the facts, the answers with their reasons and"
            " evidence, and the findings; not who answered, nor when."
        )
    )

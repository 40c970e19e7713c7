"""The result of a self-check."""

from collections.abc import Sequence

from domain.record import Record
from domain.selfcheck.answers import Answers
from domain.selfcheck.assess import Verdict
from domain.selfcheck.explain import Item, Report, report
from domain.selfcheck.forms import Form
from domain.selfcheck.outlook import outlook
from domain.selfcheck.sessions import Check
from domain.selfcheck.todos import ToDo, to_dos
from domain.words import printable
from messages import phrases
from messages.check.begin import way_to
from messages.check.taps import Act, CheckTap, encode
from messages.check.wording import given_in_words, not_advice, place_of, todo_words
from messages.documents.wording import verdict
from messages.language import _, long_day, n_, partial, short_day
from messages.markup import EMPTY, Html, Text, bold, fill, join
from messages.message import Answer as Laid
from messages.message import Block, Message, Tap, heading, line, turn_to
from messages.taps import Target, View
from messages.taps import encode as encode_view


def result(
    record: Record, form: Form, check: Check, answers: Answers, page: int = 1, *, has_others: bool = False
) -> Message:
    """A page of the result: findings in the order in which they need attention; `has_others` says whether
    there is one of the program to compare it with."""
    found = report(form, answers, record, check.jurisdiction or None)
    blocks = [_head(record, form, check, found)]
    number = 0
    groups = (
        (_("Gaps"), found.gaps),
        (_("To find out"), found.to_find_out),
        (_("For another government"), found.not_ours),
        (_("Notes"), found.notes),
        (_("Not applicable"), found.not_applicable),
    )
    for name, items in groups:
        for place, item in enumerate(items):
            number += 1
            if place == 0:
                blocks.append(heading(name))
            blocks += _item(number, item, is_first=place == 0)
    if found.met:
        met = n_("{count} requirement is met.", "{count} requirements are met.", found.met)
        blocks.append(line(met, spaced=True))
    blocks += _to_do(to_dos(form, answers, record, check.jurisdiction or None))
    blocks += _outlook(form, answers, found)
    rows = (
        (
            Tap(_("PDF"), _paper(check, Act.PDF)),
            Tap(_("Draft letter"), _paper(check, Act.LETTER)),
            Tap(_("Letter as PDF"), _paper(check, Act.LETTER_PDF)),
        ),
        *(((Tap(_("Post a summary"), _paper(check, Act.SUMMARY)),),) if check.group else ()),
        (
            Tap(_("By today's questions"), _paper(check, Act.RECHECK)),
            *((Tap(_("Compare with …"), _paper(check, Act.COMPARE)),) if has_others else ()),
        ),
        (
            Tap(_("Start again"), way_to(View.CHECK, record, check.subject)),
            Tap(_("All results"), encode_view(Target(View.RESULTS, record.program.id))),
        ),
        (phrases.report(record, View.REQUIREMENTS),),
    )
    answer = Laid(tuple(blocks), phrases.closing(record), rows)
    return turn_to(answer, page, lambda label, to: _to_page(label, check, to))


def _paper(check: Check, act: Act) -> str:
    return encode(CheckTap(check.sid, check.rev, act))


def _to_page(label: str, check: Check, page: int) -> Tap:
    return Tap(label, encode(CheckTap(check.sid, check.rev, Act.RESULT, page)))


def _head(record: Record, form: Form, check: Check, found: Report) -> Block:
    wording = fill(
        _("{verdict} — against the wording of {date}"),
        verdict=bold(verdict(found)),
        date=partial(form.head.wording_of),
    )
    about = join([record.program.short_name, place_of(record, check)], " · ")
    day = fill(_("{about}, as answered on {date}"), about=about, date=long_day(record.day))
    known = tuple(id for id in form.head.sources if id in record.program.source_by_id)
    return Block(join([wording, day, not_advice()], "\n"), record.sources(known))


def _item(number: int, item: Item, *, is_first: bool) -> list[Block]:
    title = fill("{number}. {title}", number=number, title=bold(item.rule.title))
    said = [
        fill("{title} – {answer}", title=question.title, answer=given_in_words(given))
        for question, given in item.answers
    ]
    lines: list[Text] = [
        join([title, item.rule.sentence], ": "),
        fill(_("You answered: {answers}"), answers=join(said, "; ")) if said else EMPTY,
        *(fill(_("Next: {step}"), step=step) for step in item.next_steps),
        fill(_("Who can tell: {who}"), who=", ".join(item.who_can_tell)) if item.who_can_tell else EMPTY,
        _due(item),
        *(_support(item)),
    ]
    return [Block(join(lines, "\n"), item.sources, spaced=not is_first)]


def _due(item: Item) -> Html:
    if item.deadline is None or item.days_left is None:
        return EMPTY
    if item.days_left < 0:
        return fill(_("Deadline: {title} (past)"), title=item.deadline.title)
    left = n_("{count} day left", "{count} days left", item.days_left)
    return fill(_("Deadline: {title} ({left})"), title=item.deadline.title, left=left)


def _support(item: Item) -> list[Html]:
    return [
        fill(
            _("Evidence, expired: {what}") if support.is_expired else _("Evidence: {what}"),
            what=printable(support.evidence.text, 120) or _("a file"),
        )
        for support in item.support
    ]


def _to_do(found: Sequence[ToDo]) -> list[Block]:
    if not found:
        return []
    said = todo_words()
    return [
        heading(_("To do")),
        *(
            line(
                join(
                    [
                        fill(
                            _("• by {date}: {title} – {what}"),
                            date=short_day(to_do.due),
                            title=to_do.question.title,
                            what=said[to_do.what],
                        ),
                        fill(_(" (ask: {who})"), who=to_do.who_can_tell) if to_do.who_can_tell else EMPTY,
                    ]
                )
            )
            for to_do in found
        ),
    ]


def _outlook(form: Form, answers: Answers, found: Report) -> list[Block]:
    """What would change the verdict: close the gaps, then decide what is open."""
    if found.verdict in (Verdict.READY, Verdict.READY_WITH_NOTES):
        return []
    ahead = outlook(form, answers)
    close = ", ".join(form.rule_by_id[row.rule].title for row in ahead.close)
    decide = ", ".join(form.rule_by_id[row.rule].title for row in ahead.decide)
    parts = [
        fill(_("Close first: {rules}."), rules=close) if close else EMPTY,
        fill(_("Then decide: {rules}."), rules=decide) if decide and close else EMPTY,
        fill(_("Decide: {rules}."), rules=decide) if decide and not close else EMPTY,
    ]
    return [heading(_("What would change this")), line(join(parts, " "))]

"""What changed from one set of answers to another, requirement by requirement."""

from domain.record import Record
from domain.selfcheck.compare import AnswerChange, Comparison, RuleChange, Said
from domain.selfcheck.questionnaire import Finding
from messages.check.parts import sources_of
from messages.check.wording import given_in_words
from messages.documents import wording
from messages.language import _, n_
from messages.markup import Html, Text, bold, fill, join
from messages.message import Block, heading, line


def changes(title: str, record: Record, found: Comparison) -> list[Block]:
    """Each rule that changed, with what was answered otherwise; what did not change is a count."""
    if not found.changed:
        return [line(_("Every requirement comes out the same, for the same answers."), spaced=True)]
    blocks = [heading(fill("{title} ({count})", title=title, count=len(found.changed)))]
    for number, change in enumerate(found.changed, start=1):
        blocks.append(_change(number, record, change))
    if found.same:
        same = n_("{count} requirement did not change.", "{count} requirements did not change.", found.same)
        blocks.append(line(same, spaced=True))
    return blocks


def _change(number: int, record: Record, change: RuleChange) -> Block:
    lines: list[Text] = [
        fill(
            "{number}. {title}: {change}", number=number, title=bold(change.rule.title), change=_moved(change)
        )
    ]
    lines += [_answered(answer) for answer in change.answers]
    if not change.is_reworded and change.was is not None:
        return line(join(lines, "\n"), spaced=number > 1)
    lines.append(fill(_("The rule now: {sentence}"), sentence=change.rule.sentence))
    return line(join(lines, "\n"), sources_of(record, change.rule.sources), spaced=number > 1)


def _moved(change: RuleChange) -> Html:
    if change.was is change.now:
        return fill(_("{finding}, as before"), finding=_finding(change.now))
    return fill("{was} → {now}", was=_finding(change.was), now=_finding(change.now))


def _finding(found: Finding | None) -> str:
    return _("no such requirement") if found is None else wording.finding(found)


def _answered(change: AnswerChange) -> Html:
    title = change.question.title
    if change.is_reworded:
        title = _("{title} (asked in other words)").format(title=title)
    return fill("{title} – {was} → {now}", title=title, was=_said(change.was), now=_said(change.now))


def _said(said: Said) -> Html:
    if not said.is_asked:
        return fill(_("not asked"))
    pieces = len(said.given.evidence) if said.given else 0
    if not pieces:
        return given_in_words(said.given)
    count = n_("{count} piece of evidence", "{count} pieces of evidence", pieces)
    return join([given_in_words(said.given), count], " · ")

"""The card of a self-check: one question with its options, and why it is asked."""

from collections.abc import Sequence

from domain.record import Record
from domain.selfcheck import explain, paths, sessions
from domain.selfcheck.answers import Answers, Evidence, EvidenceKind, Given, Wanted, wanted
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import OPTIONS, Answer, Level, Question
from domain.selfcheck.sessions import Asks, Check
from domain.words import printable
from messages import phrases
from messages.check.overview import review
from messages.check.parts import button, first_that_fits, head, noticed, sources_of
from messages.check.taps import ACTS, Act
from messages.check.wording import SHOWN, given_in_words, labels, place_of
from messages.language import _, long_day, n_
from messages.markup import EMPTY, Html, Text, bold, fill, html, italic, join, link
from messages.message import Block, Message, Row, line


def card(
    record: Record, form: Form, check: Check, answers: Answers, *, notice: Text = "", with_why: bool = False
) -> Message:
    """The question that waits, or the review once none does."""
    question = sessions.shown(form, check, answers)
    if question is None:
        return review(record, form, check, answers, notice=notice)
    given = answers.get(question.id)
    pieces = given.evidence if given is not None and given.value is not Answer.CLEARED else ()
    blocks = [*noticed(notice), head(record, place_of(record, check))]
    blocks.append(line(_counted(form, answers, question)))
    blocks.append(line(question.text, sources_of(record, question.sources), spaced=True))
    if question.help:
        blocks.append(line(italic(question.help)))
    if question.written_by_us:
        blocks.append(line(italic(_("This question is written by Proviso."))))
    if given is not None and given.value is not Answer.CLEARED:
        blocks.append(line(_current(given), spaced=True))
    below = _why(record, form, question) if with_why else []
    below.append(line(_prompt(question, check), spaced=True))
    if check.is_in_group:
        below.append(line(italic(_("In this group I read only replies to this message."))))
    rows = _card_rows(form, check, answers, question, with_why)
    choices = ([*blocks, *_pieces(pieces, shown), *below] for shown in (len(pieces), 5, 1, 0))
    return first_that_fits(choices, rows, phrases.closing(record))


def _counted(form: Form, answers: Answers, question: Question) -> Html:
    at = paths.progress(form, answers, question.id)
    return fill(
        _("Question {number}, at most {most} — {title}"),
        number=at.number,
        most=at.at_most,
        title=bold(question.title),
    )


def _current(given: Given) -> Html:
    return fill(_("Your answer: {answer}"), answer=given_in_words(given))


def _pieces(pieces: Sequence[Evidence], shown: int) -> list[Block]:
    """The newest pieces of evidence, and how many there are besides."""
    found = [line(_piece(piece)) for piece in pieces[len(pieces) - shown :]] if shown else []
    if more := len(pieces) - len(found):
        count = n_(
            "{count} more piece of evidence is kept.", "{count} more pieces of evidence are kept.", more
        )
        found.append(line(count))
    return found


def _piece(piece: Evidence) -> Html:
    shown: Text = printable(piece.text, SHOWN) or _("a file")
    if piece.kind is EvidenceKind.URL:
        shown = link(shown, piece.text)
    until = fill(_(", valid until {date}"), date=long_day(piece.valid_until)) if piece.valid_until else EMPTY
    return fill(_("Evidence: {what}{until}"), what=html(shown), until=until)


def _why(record: Record, form: Form, question: Question) -> list[Block]:
    """The rules that the answer bears on, made from the form itself."""
    blocks = [Block(bold(_("Why we ask")), spaced=True)]
    for reason in explain.why(form, question.id):
        must = reason.rule.level is Level.MUST
        kind = _("must") if must else _("should")
        text = (
            fill(_("• {title} ({kind})"), title=reason.rule.title, kind=kind)
            if reason.is_direct
            else fill(_("• {title} ({kind}), through a later question"), title=reason.rule.title, kind=kind)
        )
        blocks.append(line(text, sources_of(record, reason.rule.sources)))
    return blocks


def _prompt(question: Question, check: Check) -> Html:
    """What is asked for now: a reason, a name, evidence, or the answer itself."""
    match check.asks:
        case Asks.REASON:
            when = question.not_applicable_when
            said = fill(_("Why does it not apply? Please send the reason as a message."))
            return join([bold(said), when or ""], " ")
        case Asks.WHO:
            return bold(_("Which government is it? Please send its name as a message, or tap Continue."))
        case Asks.EVIDENCE:
            hint = fill(_("Helpful here: {what}"), what=question.evidence) if question.evidence else EMPTY
            said = bold(_("Please send a text, a link, a photo or a document."))
            until = fill(_("End it with “until 2027-01-31” if it expires."))
            kept = fill(_("Of a file I keep its name and its fingerprint, not the file."))
            return join([said, hint, until, kept], "\n")
        case _:
            offered = [o for o in OPTIONS if o in question.answers]
            words = " · ".join(f"{OPTIONS.index(o) + 1} {labels()[o]}" for o in offered)
            return fill(_("You can also type: {options}"), options=words)


def _card_rows(
    form: Form, check: Check, answers: Answers, question: Question, with_why: bool
) -> tuple[Row, ...]:
    given = answers.get(question.id)
    options = []
    for option in (o for o in OPTIONS if o in question.answers):
        label = labels()[option]
        if given is not None and given.value is option:
            label = _("{answer} (current)").format(answer=label)
        options.append(button(label, check, ACTS[option]))
    rows: list[Row] = [tuple(options[n : n + 2]) for n in range(0, len(options), 2)]
    if given is not None and check.at and wanted(question, given) is not Wanted.REASON:
        on = _("Review") if paths.is_complete(form, answers) else _("Continue")
        row = [button(_("Continue") if check.asks is Asks.WHO else on, check, Act.GO_ON)]
        if check.asks is None and given.value not in (Answer.LATER, Answer.CLEARED):
            row.append(button(_("Add evidence"), check, Act.EVIDENCE))
        rows.append(tuple(row))
    rows.append(
        (
            button(_("Back"), check, Act.BACK),
            *(() if with_why else (button(_("Why"), check, Act.WHY),)),
            button(_("Later"), check, Act.LATER),
            button(_("Menu"), check, Act.MENU),
        )
    )
    return tuple(rows)

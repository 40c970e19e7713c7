"""The self-check on the screen: its start, the card, why a question is asked, the menu and the review."""

from collections.abc import Mapping
from dataclasses import replace

from domain.dates import PartialDate
from domain.record import Record
from domain.selfcheck import explain, paths, sessions
from domain.selfcheck.answers import Answers, Evidence, EvidenceKind, Given, Wanted, wanted
from domain.selfcheck.force import Force, in_force
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import OPTIONS, Answer, Level, Question
from domain.selfcheck.sessions import Asks, Check
from domain.words import normalise, printable
from messages import phrases
from messages.checktaps import ACTS, Act, CheckTap, decode, encode
from messages.language import _, long_day, n_, partial
from messages.markup import EMPTY, Html, Text, bold, fill, html, italic, join, link
from messages.message import Answer as Laid
from messages.message import Block, Message, OpenLink, Row, Tap, lay_out, line, plain
from messages.taps import Target, View
from messages.taps import encode as encode_view

# A reason or a piece of evidence is kept whole; a card shows so much of it.
_SHOWN = 160


def labels() -> Mapping[Answer, str]:
    """The words of the answers, in the language of the moment."""
    return {
        Answer.YES: _("Yes"),
        Answer.NO: _("No"),
        Answer.PARTLY: _("Partly"),
        Answer.UNSURE: _("Not sure"),
        Answer.NOT_OURS: _("Not ours"),
        Answer.NOT_APPLICABLE: _("Not applicable"),
        Answer.LATER: _("Later"),
        Answer.CLEARED: _("Taken back"),
    }


def typed(text: str, live: Message, question: Question | None) -> CheckTap | None:
    """The button of the live card that somebody typed: by its word, or an answer by its number."""
    said = normalise(text)
    words = {normalise(label) for label in _spelt(said, question)}
    for button in (button for row in live.buttons for button in row if isinstance(button, Tap)):
        label = normalise(button.label.removesuffix(_("{answer} (current)").format(answer="")))
        if label and label in words:
            return decode(button.data)
    return None


def _spelt(said: str, question: Question | None) -> list[str]:
    """What is typed and, where it is the number of an answer, that answer's word."""
    numbers = {str(number): labels()[option] for number, option in enumerate(OPTIONS, start=1)}
    return [numbers[said]] if question is not None and said in numbers else [said]


def start(
    record: Record, form: Form, jurisdiction: str, *, unrecorded: str = "", private: str = ""
) -> Message:
    """What the check is and whether its rules are known to apply; in a group, the way to a `private` chat.

    `unrecorded` is a place that the program has nothing on: it may check itself all the same.
    """
    none = fill(_("{place} has no record in this program; the check is the same."), place=unrecorded)
    blocks = [
        _head(record, form, jurisdiction),
        *([line(none)] if unrecorded else []),
        line(form.head.intro, _sources(record, form.head.sources), spaced=True),
        line(_standing(record, form), spaced=True),
        line(
            fill(
                n_(
                    "At most {count} question. Every answer is kept at once; you can stop and go on later.",
                    "At most {count} questions. Every answer is kept at once; you can stop and go on later.",
                    len(form.questions),
                )
            ),
            spaced=True,
        ),
        line(not_advice()),
    ]
    if private:
        blocks.append(
            line(_("Started here, everybody in this group can read the answers; only you can give them."))
        )
    rows: list[Row] = [(OpenLink(_("Check in private"), private),)] if private else []
    rows.append((Tap(_("Start"), encode_view(Target(View.BEGIN, record.program.id, jurisdiction))),))
    rows.append((phrases.report(record, View.REQUIREMENTS),))
    return _one(blocks, tuple(rows), phrases.closing(record))


def none_here(record: Record) -> Message:
    return plain(fill(_("{program} has no self-check."), program=bold(record.program.short_name)))


def card(
    record: Record, form: Form, check: Check, answers: Answers, *, notice: Text = "", with_why: bool = False
) -> Message:
    """The question that waits, or the review once none does."""
    question = sessions.shown(form, check, answers)
    if question is None:
        return review(record, form, check, answers, notice=notice)
    given = answers.get(question.id)
    blocks = [*_noticed(notice), _head(record, form, check.jurisdiction)]
    blocks.append(line(_counted(form, answers, question)))
    blocks.append(line(question.text, _sources(record, question.sources), spaced=True))
    if question.help:
        blocks.append(line(italic(question.help)))
    if question.written_by_us:
        blocks.append(line(italic(_("This question is written by Proviso."))))
    if given is not None and given.value is not Answer.CLEARED:
        blocks.append(line(_current(given), spaced=True))
        blocks += [line(_piece(piece)) for piece in given.evidence]
    if with_why:
        blocks += _why(record, form, question)
    blocks.append(line(_prompt(question, check), spaced=True))
    rows = _card_rows(form, check, answers, question, with_why)
    return _one(blocks, rows, phrases.closing(record))


def menu(record: Record, form: Form, check: Check, answers: Answers) -> Message:
    """What else can be done with a check under way."""
    given = sum(q.id in answers for q in paths.path(form, answers))
    blocks = [
        _head(record, form, check.jurisdiction),
        line(
            fill(
                n_("{count} question answered. Nothing is lost.", "{count} answered. Nothing is lost.", given)
            )
        ),
        line(_("/check comes back here at any time, /results lists what you finished."), spaced=True),
        line(_("Other commands do not disturb the check.")),
    ]
    rows = (
        (_tap(_("Continue"), check, Act.SHOW), _tap(_("Review"), check, Act.REVIEW)),
        (_tap(_("Cancel the check"), check, Act.CANCEL),),
    )
    return _one(blocks, rows)


def review(record: Record, form: Form, check: Check, answers: Answers, *, notice: Text = "") -> Message:
    """Every answer on the path with the way to change it; it can be submitted once nothing waits."""
    asked = paths.path(form, answers)
    blocks = [*_noticed(notice), _head(record, form, check.jurisdiction), line(bold(_("Your answers")))]
    for number, question in enumerate(asked, start=1):
        blocks.append(line(_answered(number, question, answers.get(question.id)), spaced=number == 1))
    is_complete = paths.is_complete(form, answers)
    closing = _("Tap a number to change an answer or to add evidence to it.")
    blocks.append(line(closing, spaced=True))
    if is_complete:
        blocks.append(line(_("Submit shows where you stand. After that the answers cannot be changed.")))
    numbers = [
        _tap(str(number), check, Act.CHANGE, form.place_of[question.id] + 1)
        for number, question in enumerate(asked, start=1)
    ]
    rows: list[Row] = [tuple(numbers[n : n + 6]) for n in range(0, len(numbers), 6)]
    next_ = _tap(_("Submit"), check, Act.SUBMIT) if is_complete else _tap(_("Continue"), check, Act.SHOW)
    rows.append((next_, _tap(_("Back"), check, Act.BACK), _tap(_("Menu"), check, Act.MENU)))
    return _one(blocks, tuple(rows))


def shelved(record: Record, form: Form, check: Check) -> Message:
    """A card that was left alone for too long."""
    blocks = [
        _head(record, form, check.jurisdiction),
        line(_("This check was left alone for a while. Your answers are kept; /check goes on with it.")),
    ]
    return _one(blocks, ())


def cancelled(kept: int) -> Message:
    """What cancelling does, and what is kept."""
    said = n_(
        "The check is cancelled. Its {count} entry is kept in your record, without a result.",
        "The check is cancelled. Its {count} entries are kept in your record, without a result.",
        kept,
    )
    return plain(join([fill(said), fill(_("/check begins a new one."))], " "))


def nothing_to_cancel() -> Message:
    return plain(_("Nothing is under way here, so there is nothing to cancel."))


def dropped() -> Message:
    return plain(_("All right: I do not wait for an answer any more."))


def withdrawn() -> Message:
    """A check whose questions were taken back."""
    return plain(
        _(
            "The questions of this check were withdrawn, so it cannot be submitted. "
            "Your answers are kept. /check shows whether there are new ones."
        )
    )


def carried(is_compatible: bool, reason: str, left: int, new: int) -> Html:
    """The notice on a check that goes on with newer questions."""
    if is_compatible and not left:
        return fill(_("The questions were renewed; all your answers were carried over."))
    parts: list[Text] = [fill(_("The questions have changed; answers that still fit are kept."))]
    if reason:
        parts.append(fill(_("Why: {reason}"), reason=reason))
    if left:
        parts.append(n_("{count} answer has no place any more.", "{count} answers have no place.", left))
    if new:
        parts.append(n_("{count} question is new.", "{count} questions are new.", new))
    return join(parts, " ")


def going_on(check: Check, place: str) -> Html:
    """Said when another check of the program was asked for while one is under way."""
    return fill(
        _("You have a check under way, begun {date}. Finish it or /cancel it before one for {place}."),
        date=long_day(check.started_at.date()),
        place=place,
    )


def not_advice() -> str:
    return _("This is a self-assessment: not legal advice, and not an official decision.")


def stale() -> str:
    return _("That button is from an earlier step; nothing was changed. The check goes on from here.")


def foreign(name: str) -> str:
    text = _("This is the check of {name}; nothing was changed. Send /check to start your own.")
    return text.format(name=printable(name, 60))


def being_written() -> str:
    """A toast while a paper is made."""
    return _("The file is being written; it follows below.")


def gone() -> str:
    return _("This check is not kept any more. Send /check to start one.")


def finished() -> str:
    return _("This check is finished; nothing was changed. /results lists what you finished.")


def was_cancelled() -> str:
    return _("This check was cancelled; nothing was changed. Send /check to start a new one.")


def not_offered() -> str:
    return _("That is not possible on this card; nothing was changed.")


def first_question() -> str:
    return _("This is the first question.")


def file_lost() -> Message:
    return plain(_("I could not read that file: it may be larger than 20 MB. Nothing was changed."))


def place_name(record: Record, jurisdiction: str) -> str:
    place = record.program.jurisdiction_by_id.get(jurisdiction)
    return place.full_name if place else ""


def given_in_words(given: Given | None) -> Html:
    """The answer with its reason, as it stands in the review and the result."""
    if given is None:
        return fill(_("no answer"))
    said = italic(labels()[given.value])
    return (
        fill("{answer} ({reason})", answer=said, reason=printable(given.reason, _SHOWN))
        if (given.reason)
        else said
    )


def _head(record: Record, form: Form, jurisdiction: str) -> Block:
    place = place_name(record, jurisdiction)
    parts: list[Text] = [bold(_("Self-check")), record.program.short_name, place]
    return Block(join(parts, " · "))


def _standing(record: Record, form: Form) -> Html:
    """Against which wording, and whether the rules are known to apply today."""
    wording = fill(_("Against the wording of {date}."), date=_wording(form.head.wording_of))
    forces = set(in_force(form, record).values())
    if form.head.standing:
        return join([wording, form.head.standing], " ")
    if forces == {Force.APPLIES}:
        return join([wording, fill(_("As far as the record shows, these rules apply today."))], " ")
    if forces == {Force.ENDED}:
        return join([wording, fill(_("These rules have ended; the check looks back."))], " ")
    if Force.NOT_YET in forces:
        return join([wording, fill(_("Some of these rules do not apply yet."))], " ")
    return join([wording, fill(_("We do not know whether all of these rules still apply today."))], " ")


def _wording(when: PartialDate) -> str:
    return partial(when)


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


def _piece(piece: Evidence) -> Html:
    shown: Text = printable(piece.text, _SHOWN) or _("a file")
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
        blocks.append(line(text, _sources(record, reason.rule.sources)))
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
        options.append(_tap(label, check, ACTS[option]))
    rows: list[Row] = [tuple(options[n : n + 2]) for n in range(0, len(options), 2)]
    if given is not None and check.at and wanted(question, given) is not Wanted.REASON:
        on = _("Review") if paths.is_complete(form, answers) else _("Continue")
        row = [_tap(_("Continue") if check.asks is Asks.WHO else on, check, Act.GO_ON)]
        if check.asks is None and given.value not in (Answer.LATER, Answer.CLEARED):
            row.append(_tap(_("Add evidence"), check, Act.EVIDENCE))
        rows.append(tuple(row))
    rows.append(
        (
            _tap(_("Back"), check, Act.BACK),
            *(() if with_why else (_tap(_("Why"), check, Act.WHY),)),
            _tap(_("Later"), check, Act.LATER),
            _tap(_("Menu"), check, Act.MENU),
        )
    )
    return tuple(rows)


def _answered(number: int, question: Question, given: Given | None) -> Html:
    text = fill(
        "{number}. {title} – {answer}", number=number, title=question.title, answer=given_in_words(given)
    )
    if given is None or not given.evidence:
        return text
    count = n_("{count} piece of evidence", "{count} pieces of evidence", len(given.evidence))
    return join([text, fill(" · {count}", count=count)])


def _tap(label: str, check: Check, act: Act, number: int = 0) -> Tap:
    return Tap(label, encode(CheckTap(check.sid, check.rev, act, number)))


def _sources(record: Record, ids: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """A form may name sources that the program's newest revision has no more."""
    return record.sources(id for id in ids if id in record.program.source_by_id)


def _noticed(notice: Text) -> list[Block]:
    return [Block(italic(notice)), Block(EMPTY)] if notice else []


def _one(blocks: list[Block], rows: tuple[Row, ...], closing: Html = EMPTY) -> Message:
    """One message: a card is edited in place, so it is never more."""
    return replace(lay_out(Laid(tuple(blocks), closing))[0], buttons=rows)

"""The miss queue as editors read it, and what the askers are told in the end."""

from collections.abc import Sequence
from dataclasses import replace

from domain.misses import Kind, Miss, State
from domain.programs import Catalogue
from domain.words import printable
from messages.language import _, long_day, n_, short_day
from messages.markup import EMPTY, Html, bold, fill, join
from messages.message import Answer, Message, Tap, lay_out, line, plain
from messages.taps import Target, View, decode, encode

_SHOWN = 10
_EXCERPT = 160


def listing(waiting: Sequence[Miss], count: int, catalogue: Catalogue) -> Message:
    """What waits, what most people asked first."""
    if not waiting:
        return plain(_("No question and no report waits."))
    title = bold(n_("{count} question or report waits", "{count} questions and reports wait", count))
    lines = [_line(one, catalogue) for one in waiting[:_SHOWN]]
    return plain(join([title, join(lines, "\n"), _how()], "\n\n"))


def one(miss: Miss, catalogue: Catalogue) -> Message:
    """One of them, whole; under a report a button to the view that it is about."""
    parts = [_line(miss, catalogue, whole=True)]
    match miss.state:
        case State.OPEN:
            parts.append(_how())
        case State.ANSWERED:
            parts.append(
                fill(_("Answered on {day}: {answer}"), day=_settled(miss), answer=miss.said or miss.means)
            )
        case State.DROPPED:
            parts.append(fill(_("Dropped on {day}."), day=_settled(miss)))
    seen = _seen(miss)
    buttons = ((Tap(_("What they saw"), encode(seen)),),) if seen else ()
    return plain(join(parts, "\n\n"), buttons)


def _line(miss: Miss, catalogue: Catalogue, *, whole: bool = False) -> Html:
    by = n_("asker {asker}", "{count} askers, first {asker}", miss.count).replace(
        "{asker}", miss.asker or "–"
    )
    line = (
        _("{number}. Report of {day} about {about}, {by}: “{text}”")
        if miss.kind is Kind.REPORT
        else _("{number}. Question of {day} about {about}, {by}: “{text}”")
    )
    return fill(
        line,
        number=miss.id,
        day=short_day(miss.made_at.date()),
        about=_about(miss, catalogue),
        by=by,
        text=printable(miss.text, len(miss.text) + 1 if whole else _EXCERPT),
    )


def _about(miss: Miss, catalogue: Catalogue) -> str:
    """The place, or the program, that it is about, and the day where that is not today."""
    seen = _seen(miss)
    program = catalogue.program_by_id.get(seen.program if seen else miss.program)
    if program is None:
        return miss.program or "–"
    place = program.jurisdiction_by_id.get(seen.subject) if seen else None
    name = place.full_name if place else program.short_name
    return f"{name}, {short_day(seen.day)}" if seen and seen.day else name


def _seen(miss: Miss) -> Target | None:
    """The view that a report is about."""
    target = decode(miss.about)
    if target is None:
        return None
    view, _dot, subject = target.subject.partition(".")
    return replace(target, view=View(view), subject=subject) if view in set(View) else None


def _how() -> Html:
    means = _("/misses 12 means how many sites in 2019 – it is answered as that is, from now on")
    said = _("/misses 12 say … – the askers are told this, as an editor's words")
    drop = _("/misses 12 drop – takes it off the list")
    forget = _("/misses 12 forget – it is no longer answered as what it was taught to mean")
    return join([fill(means), fill(said), fill(drop), fill(forget)], "\n")


def _settled(miss: Miss) -> str:
    return short_day(miss.settled_at.date()) if miss.settled_at else ""


def answered(chats: int) -> Message:
    return plain(n_("Answered; {count} chat is told.", "Answered; {count} chats are told.", chats))


def dropped() -> Message:
    return plain(_("Dropped; nobody is told."))


def taught() -> Message:
    return plain(_("From now on it is answered as that; nobody is told."))


def unlearned() -> Message:
    return plain(_("Forgotten: it is no longer answered as something else."))


def nothing_taught(number: int) -> Message:
    return plain(fill(_("Number {number} was taught no meaning."), number=number))


def not_waiting(number: int) -> Message:
    return plain(fill(_("Number {number} does not wait: /misses lists what does."), number=number))


def not_answerable(means: str) -> Message:
    """The editor's own words are no question that the bot can answer."""
    text = _("I cannot answer “{means}” either, so nothing was changed. Choose words that I answer.")
    return plain(fill(text, means=printable(means, _EXCERPT)))


def not_understood() -> Message:
    return plain(join([fill(_("Write /misses, /misses 12, or one of these:")), _how()], "\n"))


def too_long(limit: int) -> Message:
    return plain(fill(_("That is too long: at most {limit} characters."), limit=limit))


def told(miss: Miss, answer: Answer | Message | None, *, is_repeat: bool = False) -> Message:
    """What the asker is told; `answer` is the bot's own, where the editor gave no words of theirs."""
    asked = (
        _("You reported on {day}: “{text}”")
        if miss.kind is Kind.REPORT
        else _("You asked on {day}: “{text}”")
    )
    text = printable(miss.text, _EXCERPT)
    head = [fill(_("Repeat: the first copy could not be confirmed."))] if is_repeat else []
    head.append(fill(asked, day=long_day(miss.made_at.date()), text=text))
    if answer is None:
        day = long_day(miss.settled_at.date()) if miss.settled_at else ""
        said = bold(fill(_("An editor of this bot answered on {day}:"), day=day))
        return plain(join([*head, said, fill("{text}", text=miss.said)], "\n"))
    head.append(bold(_("I can answer that now:")))
    if isinstance(answer, Message):
        return Message(join([*head, EMPTY, answer.text], "\n"), answer.buttons)
    # An alert is one message: its buttons lead to what more there is.
    first, *rest = answer.blocks
    whole = replace(answer, blocks=(*map(line, head), replace(first, spaced=True), *rest))
    return replace(lay_out(whole)[0], buttons=answer.buttons)

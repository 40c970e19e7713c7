"""The self-checks that somebody finished, what they left to do, and which to compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.selfcheck.assess import Verdict
from domain.selfcheck.sessions import Check
from domain.selfcheck.todos import ToDo
from messages.check.taps import Act, CheckTap, encode
from messages.check.wording import todo_words, verdict_name
from messages.language import _, n_, short_day
from messages.markup import EMPTY, Html, bold, fill
from messages.message import Answer, Block, Message, Row, Tap, heading, line, plain
from messages.taps import Target, View
from messages.taps import encode as encode_view

# On one page, so that a thumb need not scroll through buttons.
_LISTED = 12
_TO_DOS = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """A finished check as the list names it; `number` counts from the newest."""

    number: int
    check: Check
    verdict: Verdict
    program: str
    place: str
    day: date


@dataclass(frozen=True, slots=True)
class Open:
    """Something that the check of this number left to do."""

    number: int
    to_do: ToDo


def listing(found: Sequence[Listed], to_dos: Sequence[Open], today: date, page: int = 1) -> Answer | Message:
    """What somebody finished, the newest first; the first page also says what is still to do."""
    if not found:
        return plain(_("You have finished no self-check here yet. /check begins one."))
    shown, page = _page(found, page)
    blocks = [line(bold(_("Your finished self-checks"))), *(line(_named(one)) for one in shown)]
    if page == 1:
        blocks += _to_do(to_dos, today)
    rows = _in_threes(
        [_tap(_("Open {number}"), one, CheckTap(one.check.sid, one.check.rev, Act.RESULT)) for one in shown]
    )
    first = next((one for one in shown if others(one, found)), None)
    if first is not None:
        compare = CheckTap(first.check.sid, first.check.rev, Act.COMPARE)
        rows.append((_tap(_("Compare {number} with …"), first, compare),))
    program = found[0].check.program
    rows += _turning(found, page, lambda to: encode_view(Target(View.RESULTS, program, number=to)))
    return Answer(tuple(blocks), buttons=tuple(rows))


def choose(one: Listed, found: Sequence[Listed], page: int = 1) -> Answer:
    """Which check to compare this one with."""
    shown, page = _page(found, page)
    blocks = [
        line(fill(_("Compare this self-check with which?"))),
        line(_named(one)),
        *(line(_named(other), spaced=place == 0) for place, other in enumerate(shown)),
    ]
    check = one.check
    rows = _in_threes(
        [
            _tap(
                _("With {number}"), other, CheckTap(check.sid, check.rev, Act.COMPARE, other=other.check.sid)
            )
            for other in shown
        ]
    )
    rows += _turning(found, page, lambda to: encode(CheckTap(check.sid, check.rev, Act.COMPARE, to)))
    return Answer(tuple(blocks), buttons=tuple(rows))


def others(one: Listed, found: Sequence[Listed]) -> list[Listed]:
    """What it can be compared with: the other checks of its program."""
    return [
        other
        for other in found
        if other.check.program == one.check.program and other.check.sid != one.check.sid
    ]


def in_private(address: str) -> Message:
    """In a group: results are a person's own."""
    return plain(fill(_("Results are listed in a private chat: {address}"), address=address))


def only_in_chat() -> Message:
    """To the command line, which is nobody's chat."""
    return plain(_("Finished self-checks are kept for the person who made them: send /results in the chat."))


def _named(one: Listed) -> Html:
    return fill(
        "{number}. {day} – {about}: {verdict}",
        number=one.number,
        day=short_day(one.day),
        about=" · ".join(part for part in (one.program, one.place) if part),
        verdict=verdict_name(one.verdict),
    )


def _to_do(found: Sequence[Open], today: date) -> list[Block]:
    """By date; a check's number says which one left it."""
    if not found:
        return []
    said = todo_words()
    lines = [
        fill(
            _("• by {date}{past}: {title} – {what} (from {number})"),
            date=short_day(one.to_do.due),
            past=fill(_(" (past)")) if one.to_do.due < today else EMPTY,
            title=one.to_do.question.title,
            what=said[one.to_do.what],
            number=one.number,
        )
        for one in found[:_TO_DOS]
    ]
    more = len(found) - len(lines)
    if more:
        lines.append(
            fill(n_("{count} more stands in the results.", "{count} more stand in the results.", more))
        )
    return [heading(_("To do")), *(line(one) for one in lines)]


def _page(found: Sequence[Listed], page: int) -> tuple[Sequence[Listed], int]:
    """The checks on a page, which is the nearest there is."""
    page = min(max(page, 1), _pages(found))
    return found[(page - 1) * _LISTED : page * _LISTED], page


def _pages(found: Sequence[Listed]) -> int:
    return -(-len(found) // _LISTED)


def _turning(found: Sequence[Listed], page: int, data: Callable[[int], str]) -> list[Row]:
    row = []
    if page > 1:
        row.append(Tap(_("‹ Newer"), data(page - 1)))
    if page < _pages(found):
        row.append(Tap(_("Older ›"), data(page + 1)))
    return [tuple(row)] if row else []


def _in_threes(buttons: Sequence[Tap]) -> list[Row]:
    return [tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3)]


def _tap(label: str, one: Listed, tap: CheckTap) -> Tap:
    return Tap(label.format(number=one.number), encode(tap))

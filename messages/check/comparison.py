"""Two finished self-checks side by side, and one by the questions of today."""

from dataclasses import dataclass, replace

from domain.record import Record
from domain.selfcheck.answers import Answers
from domain.selfcheck.compare import Comparison, Recheck
from domain.selfcheck.explain import Report, report
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Check
from messages import phrases
from messages.check import notices
from messages.check.begin import way_to
from messages.check.changes import changes
from messages.check.parts import sources_of
from messages.check.taps import Act, CheckTap, encode
from messages.check.wording import not_advice, place_of
from messages.documents import wording
from messages.language import _, long_day, partial
from messages.markup import Html, Text, bold, fill, join
from messages.message import Answer, Block, Message, Row, Tap, line, turn_to
from messages.taps import Target, View
from messages.taps import encode as encode_view


@dataclass(frozen=True, slots=True)
class Told:
    """A finished check; the record is the program's as of its day."""

    check: Check
    form: Form
    answers: Answers
    record: Record

    @property
    def report(self) -> Report:
        return report(self.form, self.answers, self.record, self.check.jurisdiction or None)

    @property
    def place(self) -> str:
        return place_of(self.record, self.check)


def two(was: Told, now: Told, compared: Comparison, page: int = 1) -> Message:
    """What changed from the earlier check to the later one."""
    head: list[Text] = [
        bold(_("Two self-checks compared")),
        _about(now, *([] if was.place == now.place else [was.place])),
        _dated(_("Earlier, {date}: {verdict}"), was),
        _dated(_("Later, {date}: {verdict}"), now),
        not_advice(),
    ]
    blocks = [Block(join(head, "\n"))]
    if was.form.sha256 != now.form.sha256:
        blocks.append(line(_("The questions changed between the two."), spaced=True))
    blocks += changes(_("What changed"), now.record, compared)
    rows: tuple[Row, ...] = (
        (
            Tap(_("The earlier result"), _to_result(was.check)),
            Tap(_("The later result"), _to_result(now.check)),
        ),
        (_all_results(now),),
    )
    turn = CheckTap(now.check.sid, now.check.rev, Act.COMPARE, other=was.check.sid)
    return _laid_out(blocks, now.record, rows, page, turn)


def unchanged(told: Told, today: Record) -> Message:
    """The questions are those that were answered."""
    blocks = [
        _head(told),
        line(
            fill(
                _("The questions and rules are the same today, so the result is too: {verdict}."),
                verdict=bold(wording.verdict(told.report)),
            ),
            spaced=True,
        ),
    ]
    if known := told.form.head.standing_on(today.day):
        blocks.append(line(known, sources_of(today, told.form.head.sources), spaced=True))
    return _laid_out(blocks, today, ((_back(told), _all_results(told)),))


def taken_back(told: Told, today: Record) -> Message:
    """There are no questions today."""
    check = today.program.self_check
    said = [fill(_("There are no questions for this program today, so there is nothing to compare with."))]
    if check and check.withdrawn:
        said.append(fill(_("They were withdrawn. Why: {reason}"), reason=check.withdrawn))
    blocks = [_head(told), line(join(said, " "), spaced=True), line(_stays(told), spaced=True)]
    return _laid_out(blocks, today, ((_back(told), _all_results(told)),))


def rechecked(told: Told, newest: Form, today: Record, found: Recheck, page: int = 1) -> Message:
    """What the answers would come to by the newest questions."""
    would = report(newest, found.carried.answers, today, told.check.jurisdiction or None)
    said = fill(
        _("By the questions of today (version {version}, wording of {date}) it would be: {verdict}."),
        version=newest.head.version,
        date=partial(newest.head.wording_of),
        verdict=bold(wording.verdict(would)),
    )
    carried = found.carried
    noticed = notices.carried(carried.is_compatible, carried.reason, len(carried.left), len(carried.new))
    blocks = [
        _head(told),
        line(_dated(_("As answered on {date}: {verdict}."), told), spaced=True),
        line(said, sources_of(today, newest.head.sources)),
        line(_because(would)),
        line(noticed, spaced=True),
        line(_stays(told)),
        *changes(_("What would change"), today, found.comparison),
    ]
    again = way_to(View.CHECK, today, told.check.subject)
    rows: tuple[Row, ...] = ((Tap(_("Start again"), again),), (_back(told), _all_results(told)))
    return _laid_out(blocks, today, rows, page, CheckTap(told.check.sid, told.check.rev, Act.RECHECK))


def _head(told: Told) -> Block:
    return Block(join([bold(_("By the questions of today")), _about(told), not_advice()], "\n"))


def _about(told: Told, *more: str) -> Html:
    places = [place for place in (*more, told.place) if place]
    return join([told.record.program.short_name, " / ".join(places)], " · ")


def _dated(said: str, told: Told) -> Html:
    return fill(said, date=long_day(told.record.day), verdict=bold(wording.verdict(told.report)))


def _stays(told: Told) -> Html:
    return fill(
        _("This is a report: nothing was stored, and the result of {date} stays as it is."),
        date=long_day(told.record.day),
    )


def _because(found: Report) -> Html:
    """The rules that decide the verdict."""
    if found.gaps:
        deciding = [(_("gaps in {rules}"), found.gaps)]
    else:
        deciding = [(_("to find out: {rules}"), found.to_find_out), (_("not ours: {rules}"), found.not_ours)]
    parts = [
        fill(said, rules=", ".join(item.rule.title for item in items)) for said, items in deciding if items
    ]
    return fill(_("Because: {what}."), what=join(parts, "; ") or fill(_("nothing that must be met is open")))


def _to_result(check: Check) -> str:
    return encode(CheckTap(check.sid, check.rev, Act.RESULT))


def _back(told: Told) -> Tap:
    return Tap(_("Back to the result"), _to_result(told.check))


def _all_results(told: Told) -> Tap:
    return Tap(_("All results"), encode_view(Target(View.RESULTS, told.check.program)))


def _laid_out(
    blocks: list[Block], record: Record, rows: tuple[Row, ...], page: int = 1, turn: CheckTap | None = None
) -> Message:
    answer = Answer(tuple(blocks), phrases.closing(record), rows)

    def to(label: str, number: int) -> Tap:
        assert turn is not None
        return Tap(label, encode(replace(turn, number=number)))

    return turn_to(answer, page, to)

"""A finished check beside another one, or beside the questions of today: shown, and never stored."""

from domain.selfcheck.compare import compare, recheck
from handlers.arrived import Arrived
from handlers.check.listing import listed
from handlers.check.screens import record_of
from handlers.check.start import form_of
from handlers.context import Context
from handlers.question import Question, Said
from handlers.reply import show, toast
from messages.check import comparison as texts
from messages.check import listing, notices
from messages.check.comparison import Told
from messages.check.listing import Listed
from messages.check.taps import Act, CheckTap
from storage import checks
from storage.checks import Kept

SIDES = frozenset({Act.COMPARE, Act.RECHECK})


async def side_by_side(
    arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap
) -> None:
    """A tap that puts a person's own finished check beside something."""
    found = await listed(arrived, context, question)
    one = next((one for one in found if one.check.sid == kept.check.sid), None)
    told = _told(question, kept, one)
    if one is None or told is None:
        await toast(arrived.update, context, notices.gone())
    elif tap.act is Act.RECHECK:
        await show(arrived.update, context, _by_todays_questions(question, told, tap.number))
    elif said := await _compared(context, question, told, one, listing.others(one, found), tap):
        await show(arrived.update, context, said)
    else:
        await toast(arrived.update, context, notices.gone())


def _by_todays_questions(question: Question, told: Told, page: int) -> Said:
    today = record_of(question, told.check)
    assert today is not None
    newest = form_of(today.program)
    if newest is None:
        return texts.taken_back(told, today)
    if newest.sha256 == told.form.sha256:
        return texts.unchanged(told, today)
    return texts.rechecked(told, newest, today, recheck(told.form, newest, told.answers), page)


async def _compared(
    context: Context, question: Question, told: Told, one: Listed, others: list[Listed], tap: CheckTap
) -> Said | None:
    """The comparison with the check that the tap names, or the choice of one where there are several."""
    if not others:
        return None
    if not tap.other and len(others) > 1:
        return listing.choose(one, others, tap.number)
    # Only checks of this person in this chat are in the list: any other is as good as gone.
    other = next((other for other in others if tap.other in ("", other.check.sid)), None)
    if other is None:
        return None
    async with context.services.database.read() as connection:
        beside = _told(question, await checks.read(connection, other.check), other)
    assert beside is not None
    # The list counts from the newest.
    was, now = (told, beside) if one.number > other.number else (beside, told)
    return texts.two(was, now, compare(was.form, was.answers, now.form, now.answers), tap.number)


def _told(question: Question, kept: Kept, one: Listed | None) -> Told | None:
    record = record_of(question, kept.check, one.day if one else None)
    return Told(kept.check, kept.form, kept.answers, record) if record else None

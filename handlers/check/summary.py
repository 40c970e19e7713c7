"""The summary of a finished self-check, for the group that it was begun from: shown first, then asked for.

The tap only stores that its starter agreed; `bot/postings.py` posts it and puts the outcome on the card.
"""

from domain.record import Record
from handlers.arrived import Arrived
from handlers.check.screens import record_of, when_finished
from handlers.context import Context
from handlers.question import Question
from handlers.reply import show, toast
from messages.check import notices
from messages.check import summary as texts
from messages.check.taps import Act, CheckTap
from storage import inbox, postings, results
from storage.checks import Kept
from storage.postings import State

ACTS = frozenset({Act.SUMMARY, Act.POST})


async def tapped(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    """Show what would be posted, or have it posted."""
    check, group = kept.check, kept.check.group
    record = await _record(context, question, kept)
    if record is None or group is None:
        await toast(arrived.update, context, notices.gone())
        return
    if tap.act is Act.POST:
        await _ask(arrived, context, kept, tap.number)
    async with context.services.database.read() as connection:
        known = await postings.read(connection, check)
    if known.is_under_way and known.card is None:
        await _wait(arrived, context, kept)
    elif known.is_under_way:
        await toast(arrived.update, context, texts.is_coming(group))
    elif known.state is State.POSTED and known.posted_at is not None:
        on = known.posted_at.astimezone(question.viewer.zone).date()
        result = await when_finished(context, question, kept)
        await show(arrived.update, context, result, texts.posted(group, on))
    else:
        message = texts.preview(record, kept.form, check, kept.answers, known.attempts)
        await show(arrived.update, context, message)


async def _ask(arrived: Arrived, context: Context, kept: Kept, attempt: int) -> None:
    """Keep that the starter agrees, once however often the tap is handled."""
    services, number = context.services, arrived.update.update_id
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, number, services.now()):
            await postings.ask(connection, kept.check, attempt)


async def _wait(arrived: Arrived, context: Context, kept: Kept) -> None:
    """Say that it is under way. Only then is the card given to whoever posts it: its word is the last."""
    group = kept.check.group
    assert group is not None
    card = await show(arrived.update, context, texts.coming(kept.check, group))
    if card is not None:
        async with context.services.database.write() as connection:
            await postings.note_card(connection, kept.check, card)


async def _record(context: Context, question: Question, kept: Kept) -> Record | None:
    """The program as of the day of the result."""
    async with context.services.database.read() as connection:
        result = await results.of_check(connection, kept.check.sid)
    return record_of(question, kept.check, result.day) if result else None

"""One summary of a finished self-check, posted to the group that it was begun from, once its starter agrees.

The attempt is stored before anything is sent. So a tap that is handled again, after whatever broke off in
between, posts nothing by itself: it says that the summary may have arrived.
"""

from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from domain.record import Record
from handlers.arrived import Arrived
from handlers.check.screens import in_private, record_of, when_finished
from handlers.context import Context
from handlers.question import Question
from handlers.reply import post, show, toast
from messages.check import notices
from messages.check import summary as texts
from messages.check.taps import Act, CheckTap
from storage import groups, results
from storage.checks import Kept
from transport.outcome import Kind

ACTS = frozenset({Act.SUMMARY, Act.POST})
_WRITES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})


async def tapped(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    """Show what would be posted, or post it."""
    services, check = context.services, kept.check
    async with services.database.read() as connection:
        known = await groups.posting(connection, check) if check.group else None
    if known is None or check.group is None:
        await toast(arrived.update, context, notices.gone())
    elif known.posted_at is not None:
        on = known.posted_at.astimezone(question.viewer.zone).date()
        result = await when_finished(context, question, kept)
        await show(arrived.update, context, result, texts.posted(check.group, on))
    elif tap.act is Act.SUMMARY:
        await _preview(arrived, context, question, kept, known.attempts)
    elif not await _may_write(context, check.group.chat, arrived.asker.person):
        await toast(arrived.update, context, texts.not_a_member(check.group))
    else:
        await _post(arrived, context, question, kept, tap.number)


async def _preview(arrived: Arrived, context: Context, question: Question, kept: Kept, attempts: int) -> None:
    record = await _record(context, question, kept)
    if record is None:
        await toast(arrived.update, context, notices.gone())
    else:
        message = texts.preview(record, kept.form, kept.check, kept.answers, attempts)
        await show(arrived.update, context, message)


async def _post(arrived: Arrived, context: Context, question: Question, kept: Kept, attempt: int) -> None:
    services, check, group = context.services, kept.check, kept.check.group
    record = await _record(context, question, kept)
    if record is None or group is None:
        await toast(arrived.update, context, notices.gone())
        return
    async with services.database.write() as connection:
        is_ours = await groups.claim(connection, check, attempt)
        attempts = (await groups.posting(connection, check)).attempts
    if not is_ours:
        await _preview(arrived, context, question, kept, attempts)
        return
    message = texts.summary(record, kept.form, check, kept.answers, in_private(context, check.program))
    outcome = await post(context, group.chat, group.thread, message)
    if outcome.kind is Kind.UNKNOWN:
        await _preview(arrived, context, question, kept, attempts)
        return
    now, is_sent = services.now(), outcome.kind is Kind.SENT
    async with services.database.write() as connection:
        await (groups.settle(connection, check, now) if is_sent else groups.undo(connection, check))
    if is_sent:
        note = texts.posted(group, now.astimezone(question.viewer.zone).date())
        await show(arrived.update, context, await when_finished(context, question, kept), note)
    else:
        await show(arrived.update, context, texts.failed(check, group))


async def _record(context: Context, question: Question, kept: Kept) -> Record | None:
    """The program as of the day of the result."""
    async with context.services.database.read() as connection:
        result = await results.of_check(connection, kept.check.sid)
    return record_of(question, kept.check, result.day) if result else None


async def _may_write(context: Context, group: int, person: int) -> bool:
    """Whether a person may write in a group now: who has left it posts nothing there through us."""
    try:
        member = await context.services.api.call("getChatMember", chat_id=group, user_id=person)
    except TelegramError:
        return False
    return member["status"] in _WRITES or bool(member.get("is_member") and member.get("can_send_messages"))

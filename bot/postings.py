"""Posts the summaries that starters of self-checks agreed to, and says on their cards what became of them."""

import asyncio

import structlog
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.summaries import Summary, outcome_of, read
from bot.ticks import Tick
from domain.record import Record
from handlers.check.screens import in_private
from handlers.context import Services
from messages.check import summary as texts
from messages.language import speak
from storage import postings
from storage.alerts import reach
from storage.postings import Posting, State
from transport import outcome
from transport.budget import Lane
from transport.outcome import Kind, Outcome

log = structlog.get_logger(__name__)

_EVERY_S = 0.5
_PAUSE_S = 1.0
_WRITES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})


def tick(username: str) -> Tick:
    """The tick that posts; `username` is the bot's, for the link to a check of one's own."""

    async def post_due(services: Services) -> None:
        async with services.database.glance() as connection:
            if not await postings.is_pending(connection):
                return
        while taken := await _take(services):
            await asyncio.gather(*(_go_on(services, one, username) for one in taken))

    return Tick("post_summaries", _EVERY_S, post_due)


async def _take(services: Services) -> list[Posting]:
    async with services.database.write() as connection:
        return await postings.take(connection)


async def _go_on(services: Services, posting: Posting, username: str) -> None:
    try:
        one = await read(services, posting)
        if posting.state is not State.ASKED:
            await _tell(services, one)
        elif one.record is None:
            await _settle(services, one, Outcome(Kind.REFUSED), State.REFUSED)
        else:
            await _post(services, one, one.record, username)
    except Exception:
        # As after a kill: once its time in hand is over it is taken up again.
        log.exception("a summary was left behind", check=posting.sid)


async def _post(services: Services, one: Summary, record: Record, username: str) -> None:
    """Post it, if its starter may write there by now and no other process is about to."""
    if pause := services.budget.pause_of(one.group.chat):
        await _settle(services, one, Outcome(Kind.WAIT, retry_after=pause), State.REFUSED)
        return
    answer = await _may_write(services, one)
    if answer.kind is not Kind.SENT:
        await _settle(services, one, answer, State.NO_MEMBER)
        return
    with speak(one.viewer.language):
        private = in_private(username, one.check.program)
        message = texts.summary(record, one.kept.form, one.check, one.kept.answers, private)
    # Only the process that handles updates has the lane of replies to itself; any may post this.
    permit = await services.budget.permit(Lane.ALERTS, one.group.chat)
    async with services.database.write() as connection:
        if not await postings.intend(connection, one.posting):
            return
    answer = await services.api.send(
        one.group.chat, message, thread_id=one.group.thread or None, permit=permit
    )
    await _settle(services, one, answer, State.REFUSED)


async def _may_write(services: Services, one: Summary) -> Outcome:
    """Ask whether the starter may write in the group now: who has left it posts nothing there through us."""
    try:
        member = await services.api.call("getChatMember", chat_id=one.group.chat, user_id=one.check.person)
    except TelegramError as error:
        answer = outcome.of(error)
        # It was only a question: to ask again does no harm.
        return Outcome(Kind.NOT_SENT) if answer.kind is Kind.UNKNOWN else answer
    may = member["status"] in _WRITES or bool(member.get("is_member") and member.get("can_send_messages"))
    return Outcome(Kind.SENT if may else Kind.REFUSED)


async def _settle(services: Services, one: Summary, answer: Outcome, no: State) -> None:
    """Write down what Telegram's answer means; `no` is what a refusal comes to."""
    async with services.database.write() as connection:
        match answer.kind:
            case Kind.SENT:
                await postings.settle(connection, one.posting, State.POSTED, services.now())
            case Kind.UNKNOWN:
                await postings.settle(connection, one.posting, State.DOUBTFUL)
            case Kind.MOVED if answer.moved_to is not None:
                await reach.migrate(connection, one.group.chat, answer.moved_to)
                await postings.put_off(connection, one.posting, _PAUSE_S)
            case Kind.WAIT | Kind.NOT_SENT | Kind.NO_ACCESS:
                await postings.put_off(connection, one.posting, answer.retry_after or _PAUSE_S)
            case _:
                await postings.settle(connection, one.posting, no)


async def _tell(services: Services, one: Summary) -> None:
    """Put the outcome on the card; where that is gone, below it."""
    check, card = one.check, one.posting.card
    assert card is not None
    with speak(one.viewer.language):
        message = outcome_of(one)
    answer = await services.api.edit(check.chat, card, message)
    if answer.kind in {Kind.NO_MESSAGE, Kind.REFUSED}:
        answer = await services.api.send(check.chat, message, thread_id=check.thread or None)
        if answer.kind is Kind.UNKNOWN:  # once more would be once too often
            answer = Outcome(Kind.SENT)
    is_later = answer.kind in {Kind.WAIT, Kind.NOT_SENT, Kind.NO_ACCESS, Kind.UNKNOWN}
    async with services.database.write() as connection:
        if is_later:
            await postings.tell_later(connection, one.posting, answer.retry_after or _PAUSE_S)
        else:
            await postings.told(connection, one.posting)

"""Posts the summaries that starters of self-checks agreed to, and says on their cards what became of them."""

import asyncio
from dataclasses import dataclass

import structlog
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.ticks import Tick
from domain.record import Record
from domain.selfcheck.sessions import Check, Group
from handlers.check.screens import in_private
from handlers.context import Services, Viewer
from messages.check import summary as texts
from messages.language import speak
from messages.message import Message
from storage import chats, checks, postings, results
from storage.alerts import reach
from storage.chats import Asker
from storage.checks import Kept
from storage.postings import Posting, State
from transport import outcome
from transport.budget import Lane
from transport.outcome import Kind, Outcome

log = structlog.get_logger(__name__)

_EVERY_S = 0.5
_PAUSE_S = 1.0
_WRITES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})


@dataclass(frozen=True, slots=True)
class _Summary:
    """A posting with what its words are made of; no record where the program is there no more."""

    posting: Posting
    kept: Kept
    group: Group
    record: Record | None
    viewer: Viewer

    @property
    def check(self) -> Check:
        return self.kept.check


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
        one = await _read(services, posting)
        if posting.state is not State.ASKED:
            await _tell(services, one)
        elif one.record is None:
            await _settle(services, one, Outcome(Kind.REFUSED), State.REFUSED)
        else:
            await _post(services, one, one.record, username)
    except Exception:
        # As after a kill: once its time in hand is over it is taken up again.
        log.exception("a summary was left behind", check=posting.sid)


async def _read(services: Services, posting: Posting) -> _Summary:
    async with services.database.read() as connection:
        check = await checks.find(connection, posting.sid)
        result = await results.of_check(connection, posting.sid)
        assert check is not None and check.group is not None and result is not None
        kept = await checks.read(connection, check)
        asker = Asker(check.chat, check.thread, check.person)
        row, _awaited = await chats.look_up(connection, asker, 0, services.now())
    viewer = services.viewer(row)
    program = services.catalogue.program_by_id.get(check.program)
    record = Record(program, result.day, viewer.today, viewer.zone) if program else None
    return _Summary(posting, kept, check.group, record, viewer)


async def _post(services: Services, one: _Summary, record: Record, username: str) -> None:
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
    permit = await services.budget.permit(Lane.REPLIES, one.group.chat)
    async with services.database.write() as connection:
        if not await postings.intend(connection, one.posting):
            return
    answer = await services.api.send(
        one.group.chat, message, thread_id=one.group.thread or None, permit=permit
    )
    await _settle(services, one, answer, State.REFUSED)


async def _may_write(services: Services, one: _Summary) -> Outcome:
    """Ask whether the starter may write in the group now: who has left it posts nothing there through us."""
    try:
        member = await services.api.call("getChatMember", chat_id=one.group.chat, user_id=one.check.person)
    except TelegramError as error:
        answer = outcome.of(error)
        # It was only a question: to ask again does no harm.
        return Outcome(Kind.NOT_SENT) if answer.kind is Kind.UNKNOWN else answer
    may = member["status"] in _WRITES or bool(member.get("is_member") and member.get("can_send_messages"))
    return Outcome(Kind.SENT if may else Kind.REFUSED)


async def _settle(services: Services, one: _Summary, answer: Outcome, no: State) -> None:
    """Write down what Telegram's answer means; `no` is what a refusal comes to."""
    async with services.database.write() as connection:
        match answer.kind:
            case Kind.SENT:
                await postings.settle(connection, one.posting, State.POSTED, services.now())
            case Kind.UNKNOWN:
                await postings.settle(connection, one.posting, State.DOUBTFUL)
            case Kind.MOVED if answer.moved_to is not None:
                await reach.migrate(connection, one.group.chat, answer.moved_to)
                await postings.put_off(connection, one.posting, 0.0)
            case Kind.WAIT | Kind.NOT_SENT | Kind.NO_ACCESS:
                await postings.put_off(connection, one.posting, answer.retry_after or _PAUSE_S)
            case _:
                await postings.settle(connection, one.posting, no)


async def _tell(services: Services, one: _Summary) -> None:
    """Put the outcome on the card; where that is gone, below it."""
    check, card = one.check, one.posting.card
    assert card is not None
    with speak(one.viewer.language):
        message = _outcome(one)
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


def _outcome(one: _Summary) -> Message:
    match one.posting.state:
        case State.POSTED if one.posting.posted_at is not None:
            on = one.posting.posted_at.astimezone(one.viewer.zone).date()
            return texts.arrived(one.check, one.group, on)
        case State.DOUBTFUL if one.record is not None:
            attempts = one.posting.attempts
            return texts.preview(one.record, one.kept.form, one.check, one.kept.answers, attempts)
        case State.NO_MEMBER:
            return texts.not_a_member(one.check, one.group)
        case _:
            return texts.failed(one.check, one.group)

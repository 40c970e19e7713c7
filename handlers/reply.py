"""Getting an answer to the person who asked, whatever the network does."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Update
from telegram.constants import ChatType

from handlers.context import Context
from handlers.question import Said
from messages.message import Answer, Message, lay_out
from transport.outcome import Kind, Outcome
from transport.request import File

log = structlog.get_logger(__name__)

_LONGEST_PAUSE_S = 30.0
# An edit that arrives twice does no harm: it is repeated, for a minute, until it is known to have arrived.
# With pauses of at most this the right card is there within 2 s of the end of whatever kept it back.
_EDIT_PAUSE_S = 1.5
_EDITS = 40


def messages(said: Said) -> Sequence[Message]:
    return lay_out(said) if isinstance(said, Answer) else [said]


async def reply(update: Update, context: Context, said: Said) -> int | None:
    """Send the answer to the chat and topic of the update, in as many messages as it needs.

    Gives the id of the last one, None where it did not arrive.
    """
    sent = None
    for message in messages(said):
        sent = await _deliver(update, context, message)
    return sent


async def show(update: Update, context: Context, said: Said, note: str | None = None) -> int | None:
    """Put the answer in the place of the message whose button was tapped; what does not fit follows it.

    The tap is answered first, with a `note` if there is one. Gives the id of the message that shows the
    answer, None where it did not arrive.
    """
    query = update.callback_query
    assert query is not None
    await context.services.api.answer_tap(query.id, note)
    first, *rest = messages(said)
    tapped = query.message.message_id if query.message else None
    kind = await _edit(update, context, tapped, first) if tapped else Kind.NO_MESSAGE
    shown = tapped if kind in {Kind.SENT, Kind.UNCHANGED} else None
    if kind in {Kind.NO_MESSAGE, Kind.REFUSED}:
        shown = await _deliver(update, context, first)
    for message in rest:
        await _deliver(update, context, message)
    return shown


async def hand(update: Update, context: Context, file: File) -> None:
    """Send a file to the chat and topic of the update."""
    chat, asked = update.effective_chat, update.effective_message
    assert chat is not None
    topic = asked.message_thread_id if asked and asked.is_topic_message else None
    outcome = await _insist(lambda: context.services.api.send_file(chat.id, file, thread_id=topic))
    if outcome.kind is not Kind.SENT:
        log.warning("file not delivered", outcome=str(outcome.kind), detail=outcome.detail)


async def toast(update: Update, context: Context, text: str) -> None:
    """Answer a tap with a short note and change nothing."""
    query = update.callback_query
    assert query is not None
    await context.services.api.answer_tap(query.id, text)


async def _edit(update: Update, context: Context, message_id: int, message: Message) -> Kind:
    chat = update.effective_chat
    assert chat is not None
    edit = lambda: context.services.api.edit(chat.id, message_id, message)  # noqa: E731
    outcome = await _insist(edit, doubts=_EDITS, longest=_EDIT_PAUSE_S)
    if outcome.kind not in {Kind.SENT, Kind.UNCHANGED, Kind.NO_MESSAGE, Kind.REFUSED}:
        log.warning("message not edited", outcome=str(outcome.kind), detail=outcome.detail)
    return outcome.kind


async def _deliver(update: Update, context: Context, message: Message) -> int | None:
    chat, asked = update.effective_chat, update.effective_message
    assert chat is not None
    topic = asked.message_thread_id if asked and asked.is_topic_message else None
    # In a group the answer hangs on the question, so that two conversations stay apart.
    to = (
        asked.message_id
        if asked and chat.type != ChatType.PRIVATE and update.callback_query is None
        else None
    )
    outcome = await _insist(
        lambda: context.services.api.send(
            chat.id, message, thread_id=topic, reply_to=to, in_group=chat.type != ChatType.PRIVATE
        )
    )
    if outcome.kind is not Kind.SENT:
        # Nobody is there to read it, or it is our own mistake: the log is the only place left to say so.
        log.warning("reply not delivered", outcome=str(outcome.kind), detail=outcome.detail)
    return outcome.message_id


async def _insist(
    attempt: Callable[[], Awaitable[Outcome]], doubts: int = 1, longest: float = _LONGEST_PAUSE_S
) -> Outcome:
    """Repeat a call until it is settled.

    What was certainly not sent is repeated for as long as it takes; the chat's next update waits, and a
    restart begins anew. What may have arrived is repeated `doubts` times: once where a reply twice
    is better than none. Pauses grow up to `longest` seconds.
    """
    pause = 0.5
    while True:
        outcome = await attempt()
        match outcome.kind:
            case Kind.NOT_SENT | Kind.NO_ACCESS:
                log.warning("reply waits", reason=str(outcome.kind))
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            case Kind.WAIT:
                await asyncio.sleep(outcome.retry_after or 1.0)
            case Kind.UNKNOWN if doubts:
                doubts -= 1
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            case _:
                return outcome

"""What an answer leaves in the store, in the transaction that marks its update applied."""

from typing import Any

from domain.misses import Kind
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question, Said
from handlers.reply import reply
from messages.message import Message
from messages.taps import Target, View
from storage import chats, inbox, misses


async def answer(arrived: Arrived, context: Context, question: Question, said: Said) -> None:
    """Remember, then say."""
    await remember(arrived, context, question, said)
    await reply(arrived.update, context, said)


async def remember(
    arrived: Arrived, context: Context, question: Question, said: Said, target: Target | None = None
) -> None:
    """Store what the answer changes; `target` is what a tap opened, None where somebody wrote."""
    awaits = said.awaits if isinstance(said, Message) else ""
    # A place of another program is no place of the chat's own.
    own = target is None or target.program == question.program.id
    place = said.about if own and said.about != question.last_place else ""
    chosen = target.program if target is not None and target.view is View.USE else ""
    # Words answer or drop what was asked; a button looked at meanwhile does not.
    dropped = target is None and arrived.awaited is not None
    is_miss = target is None and isinstance(said, Message) and said.is_miss
    asked = said.asked
    if arrived.chat is not None and not (awaits or place or chosen or dropped or is_miss or asked):
        return
    now, asker, number = context.services.now(), arrived.asker, arrived.update.update_id
    chat = arrived.update.effective_chat
    assert chat is not None
    async with context.services.database.write() as connection:
        if not await inbox.mark_applied(connection, number, now):
            return
        await chats.remember(connection, asker.chat, chat.type, now)
        if dropped:
            await chats.mark_answered(connection, asker, number)
        if awaits:
            await chats.await_answer(connection, asker, awaits, now)
        if chosen:
            await chats.set_program(connection, asker.chat, chosen)
        elif place:
            await chats.set_last_place(connection, asker.chat, place)
        if asked is not None:
            await chats.remember_asked(connection, asker, asked, now)
        if is_miss:
            await _note_miss(connection, arrived, context, question)


async def _note_miss(connection: Any, arrived: Arrived, context: Context, question: Question) -> None:
    """What could not be answered waits for the editors."""
    services = context.services
    await misses.keep(
        connection,
        Kind.QUESTION,
        arrived.asker,
        services.hash_of(arrived.asker.person),
        question.program.id,
        question.text,
        question.catalogue.revision,
        services.now(),
    )

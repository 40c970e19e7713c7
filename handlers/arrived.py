"""An update as it is handled: with what the store knows of its chat."""

from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType

from handlers.context import Context
from handlers.question import Question, asked_in
from messages.taps import Target, decode
from storage import chats
from storage.alerts import reach
from storage.chats import Asker, Chat


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update with what the store knows of its chat; `awaited` is what its words answer, if anything."""

    update: Update
    asker: Asker
    chat: Chat | None
    awaited: Target | None


async def look_up(update: Update, context: Context) -> Arrived:
    """What the store knows of an update's chat and of who is in it."""
    message, chat = update.effective_message, update.effective_chat
    assert chat is not None
    topic = message.message_thread_id if message and message.is_topic_message else None
    person = update.effective_user.id if update.effective_user else chat.id
    asker = Asker(chat.id, topic or 0, person)
    services = context.services
    async with services.database.glance() as connection:
        row, kept = await chats.look_up(connection, asker, update.update_id, services.now())
    if row is not None and row.state != "active":  # who writes to us can be written to
        async with services.database.write() as connection:
            await reach.restore(connection, asker.chat)
    # In a group only a reply to our question answers it; people there talk to each other too.
    may_answer = chat.type == ChatType.PRIVATE or is_reply_to(update, context.bot.id)
    return Arrived(update, asker, row, decode(kept) if kept and may_answer else None)


def is_reply_to(update: Update, person: int) -> bool:
    """Whether the message is a reply to one of this person's, or bot's."""
    replied = update.effective_message.reply_to_message if update.effective_message else None
    return bool(replied and replied.from_user and replied.from_user.id == person)


def text_of(update: Update) -> str:
    message = update.effective_message
    return ((message.text if message else None) or "").strip()


def question_of(arrived: Arrived, context: Context, text: str) -> Question:
    """What the chat asks, by these words; what cannot be answered is noted."""
    chat = arrived.update.effective_chat
    is_group = chat is not None and chat.type != ChatType.PRIVATE
    return asked_in(context.services, arrived.chat, text, is_group=is_group, is_noted=True)

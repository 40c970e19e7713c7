"""Storing what an update changes, and answering it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from telegram.constants import ChatType

from handlers.arrived import Arrived
from handlers.context import Context
from handlers.reply import reply, show
from messages.message import Message
from storage import chats, inbox


@asynccontextmanager
async def applying(arrived: Arrived, context: Context) -> AsyncIterator[Any]:
    """A transaction for what the update changes; None in it where that was stored before."""
    services, now, chat = context.services, context.services.now(), arrived.update.effective_chat
    assert chat is not None
    async with services.database.write() as connection:
        is_fresh = await inbox.mark_applied(connection, arrived.update.update_id, now)
        if is_fresh:
            await chats.remember(connection, arrived.asker.chat, chat.type, now)
            if arrived.awaited is not None and arrived.update.callback_query is None:
                await chats.mark_answered(connection, arrived.asker, arrived.update.update_id)
        yield connection if is_fresh else None


async def say(arrived: Arrived, context: Context, message: Message) -> None:
    """Answer without a change, but for the question that the message may ask; in a channel nobody answers."""
    chat = arrived.update.effective_chat
    if chat is not None and chat.type == ChatType.CHANNEL:
        message = replace(message, awaits="")
    if message.awaits or arrived.awaited is not None:
        async with applying(arrived, context) as connection:
            if connection is not None and message.awaits:
                await chats.await_answer(connection, arrived.asker, message.awaits, context.services.now())
    await put(arrived, context, message)


async def put(arrived: Arrived, context: Context, message: Message) -> None:
    if arrived.update.callback_query is not None:
        await show(arrived.update, context, message)
    else:
        await reply(arrived.update, context, message)

"""Which updates are answered, and by what."""

from typing import Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers import conversation, inline, reaching
from handlers.context import Context


def add(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Register every handler; the first that fits an update answers it."""
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    group = new & filters.ChatType.GROUPS
    application.add_handler(MessageHandler(new & filters.COMMAND, conversation.command))
    application.add_handler(MessageHandler(private & filters.TEXT, conversation.words))
    application.add_handler(MessageHandler(group & filters.TEXT, conversation.said_in_group))
    application.add_handler(
        MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, conversation.not_text)
    )
    # What is neither is of no use in a group: a person may have replied to us with a joke.
    file = filters.PHOTO | filters.Document.ALL
    application.add_handler(MessageHandler(group & filters.REPLY & file, conversation.file_in_group))
    posted = filters.UpdateType.CHANNEL_POST & filters.COMMAND
    application.add_handler(MessageHandler(posted, conversation.posted))
    application.add_handler(CallbackQueryHandler(conversation.tapped))
    application.add_handler(InlineQueryHandler(inline.queried))
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, inline.called))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, reaching.migrated))
    application.add_handler(ChatMemberHandler(reaching.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(conversation.failed)

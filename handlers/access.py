"""Who may choose for a chat."""

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from handlers.context import Context


async def may_choose(update: Update, context: Context) -> bool:
    """Whether this person may choose for the chat: anyone in private, administrators elsewhere."""
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None or chat.type == ChatType.PRIVATE:
        return True
    if update.callback_query is None and message is not None:
        # An administrator who writes as the group, and whoever posts in a channel.
        if message.sender_chat is not None and message.sender_chat.id == chat.id:
            return True
        if update.channel_post is not None:
            return True
    if user is None:
        return False
    try:
        member = await context.services.api.call("getChatMember", chat_id=chat.id, user_id=user.id)
    except TelegramError:
        return False
    return member["status"] in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}

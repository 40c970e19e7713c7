"""Whether and where a chat can be reached: it blocks the bot or comes back, a group gets a new id."""

from telegram import ChatMember, Update

from handlers.context import Context
from storage import inbox
from storage.alerts import reach


async def membership(update: Update, context: Context) -> None:
    """The bot was blocked, thrown out, let in again or unblocked."""
    change = update.my_chat_member
    assert change is not None
    is_in = change.new_chat_member.status not in {ChatMember.BANNED, ChatMember.LEFT}
    services, id = context.services, change.chat.id
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, update.update_id, services.now()):
            if is_in:
                await reach.restore(connection, id)
            else:
                await reach.suspend(connection, id, "blocked", services.now())


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup; both chats say so, each in its own words."""
    message, services = update.effective_message, context.services
    assert message is not None
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, update.update_id, services.now()):
            await reach.migrate(connection, old, new)

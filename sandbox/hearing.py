"""What the bot gets to know: Telegram's privacy mode, which every bot has unless its owner turns it off."""

import time

from sandbox.arguments import Json
from sandbox.chats import Chat, Person, Status
from sandbox.members import show_member
from sandbox.messages import Message
from sandbox.world import World


def tell(world: World, message: Message) -> int | None:
    """Make an update of a message that somebody has posted; None if the bot does not get it."""
    return _tell(world, message, "channel_post" if message.chat.is_channel else "message")


def tell_edit(world: World, message: Message) -> int | None:
    return _tell(world, message, "edited_channel_post" if message.chat.is_channel else "edited_message")


def tell_member(
    world: World, chat: Chat, by: Person, user: Person, before: Status, after: Status
) -> int | None:
    """Make an update of what somebody has become in a chat.

    Of itself a bot always hears, of others only as an administrator.
    """
    is_bot = user == world.bot
    if not is_bot and not chat.is_led_by(world.bot.id):
        return None
    change: Json = {
        "chat": chat.to_json(),
        "from": by.to_user(),
        "date": int(time.time()),
        "old_chat_member": show_member(chat, user, before),
        "new_chat_member": show_member(chat, user, after),
    }
    return world.updates.add("my_chat_member" if is_bot else "chat_member", change)


def _tell(world: World, message: Message, kind: str) -> int | None:
    return world.updates.add(kind, world.show(message)) if _reaches(world, message) else None


def _reaches(world: World, message: Message) -> bool:
    chat, bot = message.chat, world.bot
    if not chat.has(bot.id):
        return message.service.get("left_chat_member") == bot.to_user()
    if chat.is_private or message.service or chat.is_led_by(bot.id):
        return True
    return _is_meant_for_bot(world, message)


def _is_meant_for_bot(world: World, message: Message) -> bool:
    """A command, what came through it, or a reply to it or to what was meant for it; never a mere mention."""
    found: Message | None = message
    while found and not _concerns(found, world.bot):
        found = world.find_message(found.chat.id, found.reply_to)
    return found is not None


def _concerns(message: Message, bot: Person) -> bool:
    return bot in (message.sender, message.via_bot) or _is_command(message, bot.username)


def _is_command(message: Message, username: str) -> bool:
    """Does it begin with a command that is not for another bot?"""
    command = next((e for e in message.text.entities if (e.type, e.offset) == ("bot_command", 0)), None)
    if command is None:
        return False
    _, _, addressee = message.text.plain[: command.length].partition("@")
    return addressee.lower() in ("", username.lower())

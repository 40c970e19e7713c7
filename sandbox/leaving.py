"""The Bot API method by which a bot goes by itself."""

from sandbox.access import Need, find_chat
from sandbox.arguments import Arguments, Refused
from sandbox.chats import Status
from sandbox.membership import announce, become
from sandbox.world import World


async def leave_chat(world: World, arguments: Arguments) -> object:
    chat = find_chat(world, arguments, Need.READ)
    if chat.is_private:
        raise Refused("chat member status can't be changed in private chats")
    if not chat.has(world.bot.id):
        raise Refused(f"Forbidden: bot is not a member of the {chat.type} chat", 403)
    become(world, chat, world.bot, world.bot, Status.LEFT)
    if not chat.is_channel:
        announce(world, chat, world.bot, {"left_chat_member": world.bot.to_user()})
    return True

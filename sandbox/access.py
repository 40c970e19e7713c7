"""Which chat a call of the bot is about, and whether the bot may do there what it wants to."""

from enum import IntEnum

from sandbox.arguments import Arguments, Refused
from sandbox.chats import Chat, Status
from sandbox.world import World


class Need(IntEnum):
    READ = 0
    MEMBERS = 1
    WRITE = 2


def find_chat(world: World, arguments: Arguments, need: Need) -> Chat:
    return check_chat(world, arguments.text("chat_id"), need)


def check_chat(world: World, chat_id: str, need: Need) -> Chat:
    if not chat_id.strip():
        raise Refused("chat_id is empty")
    try:
        chat = world.chats[int(chat_id)]
    except (KeyError, ValueError):
        raise Refused("chat not found") from None
    if not chat.knows(world.bot.id):
        raise Refused("chat not found")
    if chat.upgraded_to and need is Need.WRITE:
        raise Refused(
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.upgraded_to,
        )
    # Of a group that it was in, a bot may still read what it knows; of a supergroup or channel, nothing.
    if chat.type in ("supergroup", "channel") or (chat.type == "group" and need > Need.READ):
        _check_membership(chat, chat.status(world.bot.id))
    return chat


def check_not_blocked(world: World, chat: Chat) -> None:
    """Telegram's servers notice only at the end that a person has blocked the bot."""
    if chat.is_private and not chat.has(world.bot.id):
        raise Refused("Forbidden: bot was blocked by the user", 403)


def check_may_post(world: World, chat: Chat) -> None:
    if not chat.may_post(world.bot.id):
        raise Refused("need administrator rights in the channel chat")


def user_id(arguments: Arguments, name: str = "user_id") -> int:
    number = arguments.number(name, highest=2**53)
    if number <= 0:
        raise Refused(f"invalid {name} specified")
    return number


def _check_membership(chat: Chat, status: Status) -> None:
    if status is Status.KICKED:
        raise Refused(f"Forbidden: bot was kicked from the {chat.type} chat", 403)
    if status is Status.LEFT:
        raise Refused(f"Forbidden: bot is not a member of the {chat.type} chat", 403)

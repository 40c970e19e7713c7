"""Bot API methods about the bot's menus."""

import re

from sandbox.access import Need, check_chat, user_id
from sandbox.arguments import Arguments, Json, Refused
from sandbox.chats import Chat, Person
from sandbox.menus import Menu, show
from sandbox.world import World

_MOST = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"|[a-z]{2}")
_SCOPES_OF_ALL = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_SCOPES_OF_ONE = ("chat", "chat_administrators", "chat_member")


async def set_my_commands(world: World, arguments: Arguments) -> object:
    value = arguments.decoded("commands", "commands")
    if not isinstance(value, list):
        raise Refused("expected an Array of BotCommand")
    if len(value) > _MOST:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    _put(world, arguments, tuple(_command(item) for item in value))
    return True


async def delete_my_commands(world: World, arguments: Arguments) -> object:
    _put(world, arguments, ())
    return True


async def get_my_commands(world: World, arguments: Arguments) -> object:
    return show(world.menus.menus.get(_place(world, arguments), ()))


async def set_chat_menu_button(world: World, arguments: Arguments) -> object:
    kind = _button(arguments)
    number = _owner(world, arguments)
    if kind == "default":
        world.menus.buttons.pop(number, None)
    else:
        world.menus.buttons[number] = kind
    for chat in world.chats.values():
        if chat.is_private and number in (0, chat.id):
            world.publish_chat(chat)
    return True


async def get_chat_menu_button(world: World, arguments: Arguments) -> object:
    number = _owner(world, arguments)
    return {"type": world.menus.buttons.get(number, "default" if number else "commands")}


def language(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise Refused("invalid language code specified")
    return code


def _command(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise Refused("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(value.get(name), str):
            raise Refused(f"can't parse BotCommand: Can't find field \"{name}\"")
    command = value["command"].strip().removeprefix("/")
    description = value["description"].strip()
    if not command:
        raise Refused("command must be non-empty")
    if len(command) > 32:
        raise Refused("command length must not exceed 32")
    if not description:
        raise Refused("command description must be non-empty")
    if len(description) > 256:
        raise Refused("command description length must not exceed 256")
    if not _NAME.fullmatch(command):
        raise Refused("BOT_COMMAND_INVALID")
    return command, description


def _place(world: World, arguments: Arguments) -> tuple[str, str]:
    """Where a menu belongs: its scope, written as one line, and its language."""
    scope = arguments.decoded("scope", "BotCommandScope")
    return "default" if scope is None else _scope(world, scope), language(arguments)


def _scope(world: World, scope: object) -> str:
    if not isinstance(scope, dict):
        raise _unreadable("BotCommandScope must be an Object")
    kind = _field(scope, "type")
    if kind in _SCOPES_OF_ALL:
        return kind
    if kind not in _SCOPES_OF_ONE:
        raise _unreadable("Unsupported type specified")
    chat_id = _field(scope, "chat_id")
    if not chat_id:
        raise _unreadable("Empty chat_id specified")
    member = ""
    if kind == "chat_member":
        member = _field(scope, "user_id")
        if not member.isascii() or not member.isdigit() or not int(member):
            raise _unreadable("Invalid user_id specified")
    chat = check_chat(world, chat_id, Need.MEMBERS)
    if chat.is_channel:
        raise Refused("can't change commands in channel chats")
    if chat.is_private and kind != "chat":
        raise Refused("can't use specified scope in private chats")
    if member and world.user(int(member)) is None:
        raise Refused("user not found")
    return f"{kind} {chat.id} {member}".strip()


def _field(scope: Json, name: str) -> str:
    if name not in scope:
        raise _unreadable(f'Can\'t find field "{name}"')
    return str(scope[name])


def _unreadable(reason: str) -> Refused:
    return Refused(f"can't parse BotCommandScope: {reason}")


def _put(world: World, arguments: Arguments, menu: Menu) -> None:
    before = _found(world)
    world.menus.menus[_place(world, arguments)] = menu
    for (chat_id, person_id), commands in _found(world).items():
        if commands != before[chat_id, person_id]:
            world.feed.publish("commands", chat_id, from_id=person_id, commands=commands)


def _found(world: World) -> dict[tuple[int, int], list[Json]]:
    """The menu that each person finds in each chat."""
    return {
        (chat.id, person.id): world.menus.commands(chat, person)
        for chat in world.chats.values()
        for person in _people(world, chat)
    }


def _people(world: World, chat: Chat) -> list[Person]:
    return [world.people[number] for number in chat.members() if number in world.people]


def _button(arguments: Arguments) -> str:
    value = arguments.decoded("menu_button", "menu button")
    if value is None:
        return "default"
    if not isinstance(value, dict):
        raise Refused("can't parse menu button: MenuButton must be an Object")
    if "type" not in value:
        raise Refused("can't parse menu button: Can't find field \"type\"")
    if value["type"] == "web_app":
        raise Refused("web apps are not part of this sandbox")
    if value["type"] not in ("default", "commands"):
        raise Refused("can't parse menu button: MenuButton has unsupported type")
    return str(value["type"])


def _owner(world: World, arguments: Arguments) -> int:
    """Whose private chat the button is in; 0 means everybody's."""
    if not arguments.has("chat_id"):
        return 0
    number = user_id(arguments, "chat_id")
    if number not in world.people:
        raise Refused("user not found")
    return number

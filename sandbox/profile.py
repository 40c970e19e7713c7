"""Bot API methods about the bot itself: who it is, its menus, its updates."""

import json
import re

from sandbox.arguments import Arguments, Json, Refused
from sandbox.talk import find_person
from sandbox.world import Menu, World, show_menu

_LONGEST_POLL = 50  # seconds
_MOST_COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"|[a-z]{2}")
_SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip


async def get_me(world: World, arguments: Arguments) -> object:
    return {
        **world.bot.to_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, arguments: Arguments) -> object:
    _remember_allowed(world, arguments)
    return await world.updates.poll(
        arguments.number("offset"),
        arguments.number("limit", 100, 1, 100),
        arguments.number("timeout", 0, 0, _LONGEST_POLL),
    )


async def delete_webhook(world: World, arguments: Arguments) -> object:
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    return True


async def get_webhook_info(world: World, arguments: Arguments) -> object:
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates)}
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


async def get_chat(world: World, arguments: Arguments) -> object:
    person = find_person(world, arguments)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return {
        **person.to_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
        **({"active_usernames": [person.username]} if person.username else {}),
    }


async def set_my_commands(world: World, arguments: Arguments) -> object:
    value = arguments.decoded("commands", "commands")
    if not isinstance(value, list):
        raise Refused("expected an Array of BotCommand")
    if len(value) > _MOST_COMMANDS:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    _put_menu(world, arguments, tuple(_command(item) for item in value))
    return True


async def delete_my_commands(world: World, arguments: Arguments) -> object:
    _put_menu(world, arguments, ())
    return True


async def get_my_commands(world: World, arguments: Arguments) -> object:
    return show_menu(world.menus.get(_place(arguments), ()))


async def set_my_description(world: World, arguments: Arguments) -> object:
    return _describe(world, arguments, "description", 512, "DESCRIPTION_TOO_LONG")


async def get_my_description(world: World, arguments: Arguments) -> object:
    return {"description": _description(world, arguments, "description")}


async def set_my_short_description(world: World, arguments: Arguments) -> object:
    return _describe(world, arguments, "short_description", 120, "ABOUT_TOO_LONG")


async def get_my_short_description(world: World, arguments: Arguments) -> object:
    return {"short_description": _description(world, arguments, "short_description")}


def _remember_allowed(world: World, arguments: Arguments) -> None:
    """Keep which kinds of updates the bot wants; Telegram ignores a list it cannot read."""
    if not arguments.has("allowed_updates"):
        return
    try:
        kinds = json.loads(arguments.text("allowed_updates"))
    except ValueError:
        return
    if isinstance(kinds, list):
        world.updates.allowed = tuple(kind for kind in kinds if isinstance(kind, str))


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


def _place(arguments: Arguments) -> tuple[str, str]:
    """Where a menu belongs: its scope, written as one line, and its language."""
    scope = arguments.decoded("scope", "BotCommandScope")
    if scope is None:
        scope = {"type": "default"}
    if not isinstance(scope, dict):
        raise Refused("can't parse BotCommandScope: expected an Object")
    fields = _SCOPES.get(scope.get("type", ""))
    if fields is None:
        raise Refused("can't parse BotCommandScope: Unsupported type specified")
    for name in fields:
        if name not in scope:
            raise Refused(f"can't parse BotCommandScope: Can't find field \"{name}\"")
    return " ".join([scope["type"], *(str(scope[name]) for name in fields)]), _language(arguments)


def _language(arguments: Arguments) -> str:
    language = arguments.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise Refused("invalid language code specified")
    return language


def _put_menu(world: World, arguments: Arguments, menu: Menu) -> None:
    before = {person.id: world.commands_for(person) for person in world.people.values()}
    world.menus[_place(arguments)] = menu
    for person in world.people.values():
        commands = world.commands_for(person)
        if commands != before[person.id]:
            world.feed.publish("commands", person.id, commands=commands)


def _describe(world: World, arguments: Arguments, name: str, longest: int, too_long: str) -> bool:
    value = arguments.text(name)
    if len(value) > longest:
        raise Refused(too_long)
    world.descriptions[name, _language(arguments)] = value
    return True


def _description(world: World, arguments: Arguments, name: str) -> str:
    exact = world.descriptions.get((name, _language(arguments)), "")
    return exact or world.descriptions.get((name, ""), "")

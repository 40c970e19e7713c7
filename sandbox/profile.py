"""Bot API methods about the bot itself: who it is, what it says of itself, its updates."""

import json

from sandbox.arguments import Arguments, Json, Refused
from sandbox.commands import language
from sandbox.world import World

_LONGEST_POLL = 50  # seconds


async def get_me(world: World, arguments: Arguments) -> object:
    return {
        **world.bot.to_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
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


def _describe(world: World, arguments: Arguments, name: str, longest: int, too_long: str) -> bool:
    value = arguments.text(name)
    if len(value) > longest:
        raise Refused(too_long)
    world.descriptions[name, language(arguments)] = value
    return True


def _description(world: World, arguments: Arguments, name: str) -> str:
    exact = world.descriptions.get((name, language(arguments)), "")
    return exact or world.descriptions.get((name, ""), "")

"""Bot API methods about the bot itself: who it is, what it says of itself."""

from sandbox.arguments import Arguments, Refused
from sandbox.commands import language
from sandbox.world import World


async def get_me(world: World, arguments: Arguments) -> object:
    return {
        **world.bot.to_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_description(world: World, arguments: Arguments) -> object:
    return _describe(world, arguments, "description", 512, "DESCRIPTION_TOO_LONG")


async def get_my_description(world: World, arguments: Arguments) -> object:
    return {"description": _description(world, arguments, "description")}


async def set_my_short_description(world: World, arguments: Arguments) -> object:
    return _describe(world, arguments, "short_description", 120, "ABOUT_TOO_LONG")


async def get_my_short_description(world: World, arguments: Arguments) -> object:
    return {"short_description": _description(world, arguments, "short_description")}


def _describe(world: World, arguments: Arguments, name: str, longest: int, too_long: str) -> bool:
    value = arguments.text(name)
    if len(value) > longest:
        raise Refused(too_long)
    world.descriptions[name, language(arguments)] = value
    return True


def _description(world: World, arguments: Arguments, name: str) -> str:
    exact = world.descriptions.get((name, language(arguments)), "")
    return exact or world.descriptions.get((name, ""), "")

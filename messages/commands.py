"""The commands as the menu and /help describe them, in the order they are shown."""

from collections.abc import Callable, Mapping

from messages.language import _

# Other spellings that people type; the menu shows only the first.
ALIASES: Mapping[str, str] = {
    "deadline": "deadlines",
    "places": "jurisdictions",
    "cities": "jurisdictions",
    "selfcheck": "check",
    "subscriptions": "alerts",
}


def descriptions() -> dict[str, str]:
    """Each command with what it does, in the language of the moment."""
    return {
        "start": _("What this is and how to begin"),
        "status": _("Where a place stands, today or on a day"),
        "history": _("Everything dated about a place"),
        "jurisdictions": _("The places on record, by state, year or status"),
        "requirements": _("What is asked for, and how sources word it"),
        "deadlines": _("What is due, and what was"),
        "sources": _("What was read, and how reliable it is"),
        "program": _("What the program is, and changing to another"),
        "ask": _("A question in your own words"),
        "check": _("Check yourself against the requirements"),
        "results": _("The self-checks you finished"),
        "subscribe": _("Be told of deadlines and news of a place"),
        "alerts": _("What this chat is told of, and what comes next"),
        "unsubscribe": _("Be told no more of something"),
        "settings": _("Time zone, alert hour, quiet hours, sound"),
        "cancel": _("Stop what is under way"),
        "help": _("Every command, and how to type places and days"),
    }


# What is for a group's administrators, and the private welcome.
_NOT_FOR_MEMBERS = frozenset({"start", "program", "subscribe", "unsubscribe", "settings"})


def for_members() -> dict[str, str]:
    """What everybody in a group may use: not what is for its administrators, nor the private welcome."""
    return {name: what for name, what in descriptions().items() if name not in _NOT_FOR_MEMBERS}


def for_administrators() -> dict[str, str]:
    return {name: what for name, what in descriptions().items() if name != "start"}


# The menu of each scope of the Bot API. A menu is no authorization: the handlers check for themselves.
MENUS: Mapping[str, Callable[[], dict[str, str]]] = {
    "default": descriptions,
    "all_group_chats": for_members,
    "all_chat_administrators": for_administrators,
}

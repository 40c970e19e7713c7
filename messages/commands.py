"""The commands as the menu and /help describe them, in the order they are shown."""

from collections.abc import Mapping

from messages.language import _

# Other spellings that people type; the menu shows only the first.
ALIASES: Mapping[str, str] = {"deadline": "deadlines"}


def descriptions() -> dict[str, str]:
    """Each command with what it does, in the language of the moment."""
    return {
        "start": _("What this is and how to begin"),
        "status": _("Where a place stands, today or on a day"),
        "requirements": _("What is asked for, and how sources word it"),
        "deadlines": _("What is due, and what was"),
        "sources": _("What was read, and how reliable it is"),
        "help": _("Every command, and how to type places and days"),
    }

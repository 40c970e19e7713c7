"""A difference between two states of a program, as a person reads it."""

from domain.differences import Difference
from messages.language import _


def line(found: Difference) -> str:
    """One line without markup, for the command line."""
    where = f"{found.section} {found.id}".strip()
    if not found.field:
        if found.before:
            return _("{where}: taken out ({was})").format(where=where, was=found.before)
        return _("{where}: new ({now})").format(where=where, now=found.after)
    where = f"{where}, {found.field}"
    if not found.before:
        return _("{where}: set to “{now}”").format(where=where, now=found.after)
    if not found.after:
        return _("{where}: taken out (was “{was}”)").format(where=where, was=found.before)
    return _("{where}: from “{was}” to “{now}”").format(where=where, was=found.before, now=found.after)

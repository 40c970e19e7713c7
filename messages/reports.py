"""Reporting an error in the facts."""

from domain.programs import Program
from messages.language import _
from messages.markup import fill
from messages.message import Message, plain


def ask(program: Program, name: str, target: str) -> Message:
    """Ask what is wrong; the next words are kept for the editors."""
    about = name or program.short_name
    return plain(
        fill(
            _("What is wrong about {about}? Your next message goes to the editors, with the view you saw."),
            about=about,
        ),
        awaits=target,
    )


def thanks(number: int) -> Message:
    return plain(fill(_("Thank you. Your report is kept as number {number}."), number=number))


def kept_before() -> Message:
    return plain(fill(_("Thank you. Your report is kept.")))

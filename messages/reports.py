"""Reporting an error in the facts."""

from domain.programs import Program
from domain.words import printable
from messages.language import _
from messages.markup import fill, link
from messages.message import Message, plain


def ask(program: Program, name: str, target: str, asker: tuple[int, str] | None) -> Message:
    """Ask what is wrong; the next words are kept for the editors.

    `asker` is the Telegram id and the name of the person who tapped, in a group: a tap has no message to
    reply to, and only a person who is named is asked for a reply.
    """
    question = fill(
        _("What is wrong about {about}? Your next message goes to the editors, with the view you saw."),
        about=name or program.short_name,
    )
    if asker is None:
        return plain(question, awaits=target)
    id, called = asker
    person = link(printable(called, 60) or str(id), f"tg://user?id={id}")
    return plain(fill("{person}: {question}", person=person, question=question), awaits=target)


def thanks(number: int) -> Message:
    return plain(fill(_("Thank you. Your report is kept as number {number}."), number=number))


def kept_before() -> Message:
    return plain(fill(_("Thank you. Your report is kept.")))

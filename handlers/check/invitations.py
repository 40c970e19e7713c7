"""Links to a self-check: of a program, or from a group to a check in a private chat."""

import secrets

from domain.selfcheck.sessions import Group
from handlers import answers
from handlers.arrived import Arrived
from handlers.check.screens import in_private
from handlers.check.start import Meant
from handlers.context import Context
from handlers.question import Question
from messages.taps import base36
from storage import chats, groups
from storage.groups import Invitation

_LINK = "c_"
# Of eight digits to the base of 36: too many to be guessed.
_NUMBERS = 36**8


def linked(question: Question) -> str:
    """The program that a link leads to the check of; empty where it leads elsewhere."""
    program = _payload(question).partition("_")[0]
    return program if program in question.catalogue.program_by_id else ""


async def invite(arrived: Arrived, context: Context, found: Meant) -> str:
    """The address of a private chat in which the check meant here can be begun."""
    services, group = context.services, here(arrived)
    new = Invitation(
        secrets.randbelow(_NUMBERS), group, found.question.program.id, found.jurisdiction, found.place
    )
    chat = arrived.update.effective_chat
    assert chat is not None
    async with services.database.write() as connection:  # making it again gives the same one
        await chats.remember(connection, group.chat, chat.type, services.now())
        number = await groups.invite(connection, new)
    return in_private(context.bot.username, f"{new.program}_{base36(number)}")


async def invited(context: Context, question: Question, number: int) -> Meant | None:
    """What an invitation is to; None for none of ours, and for one that is followed in a group."""
    if not number or question.is_group:
        return None
    async with context.services.database.read() as connection:
        found = await groups.invited(connection, number)
    program = question.catalogue.program_by_id.get(found.program) if found else None
    if found is None or program is None:
        return None
    known = found.jurisdiction if found.jurisdiction in program.jurisdiction_by_id else ""
    return Meant(question.about(program), known, found.place, found.number, found.group)


def number_of(question: Question) -> int:
    """The number of the invitation that a link carries; 0 for none."""
    given = _payload(question).partition("_")[2]
    return int(given, 36) if given.isascii() and given.isalnum() and len(given) <= 8 else 0


def here(arrived: Arrived) -> Group:
    chat = arrived.update.effective_chat
    return Group(arrived.asker.chat, arrived.asker.thread, ((chat and chat.title) or "")[:255])


def _payload(question: Question) -> str:
    name, _, payload = question.text.partition(" ")
    is_link = answers.named(name) == "start" and payload.strip().startswith(_LINK)
    return payload.strip().removeprefix(_LINK) if is_link else ""

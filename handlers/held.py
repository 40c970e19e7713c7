"""/held, for owners: alerts that wait for a decision, and the brake."""

from telegram.constants import ChatType

from handlers import answers
from handlers.alerts.storing import applying
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply
from messages.alerts import held as texts
from messages.message import Message
from storage.alerts import held

_ALL = "all"


def takes(arrived: Arrived, context: Context, question: Question) -> bool:
    """Whether it is an owner's /held, in private; to everybody else the command does not exist."""
    chat = arrived.update.effective_chat
    is_private = chat is not None and chat.type == ChatType.PRIVATE
    is_owner = arrived.asker.person in context.services.owners
    return answers.named(question.text) == "held" and is_private and is_owner


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """List, release, drop, or let all sending go on."""
    what, *numbers = (*question.text.lower().split()[1:], "")
    numbers = [number for number in numbers if number]
    if not what:
        async with context.services.database.read() as connection:
            said = texts.listing(await held.held(connection), await held.braked(connection))
    else:
        said = await _do(arrived, context, what, numbers)
    await reply(arrived.update, context, said)


async def _do(arrived: Arrived, context: Context, what: str, numbers: list[str]) -> Message:
    is_all = what == "release" and numbers == [_ALL]
    ids = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 16]
    if what not in {"go", "release", "drop"} or (what == "go") == bool(numbers):
        return texts.not_understood()
    if numbers and not is_all and len(ids) < len(numbers):
        return texts.not_understood()
    now = context.services.now()
    async with applying(arrived, context) as connection:
        if connection is None:  # this very message was carried out before
            return texts.released(0)
        if what == "go":
            return texts.goes_on(await held.release_brake(connection, now))
        if what == "drop":
            return texts.dropped(await held.drop(connection, ids, now))
        return texts.released(await held.release(connection, None if is_all else ids))

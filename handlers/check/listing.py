"""What somebody finished."""

from handlers.arrived import Arrived
from handlers.check.screens import in_private, record_of
from handlers.context import Context
from handlers.question import Question
from messages.check import results as result_texts
from messages.check import wording
from messages.message import Message
from storage import results


async def finished_here(arrived: Arrived, context: Context, question: Question) -> Message:
    """What this person finished in this chat."""
    if question.is_group:
        return result_texts.in_private(in_private(context))
    async with context.services.database.read() as connection:
        found = await results.of_person(connection, arrived.asker.chat, arrived.asker.person)
    return result_texts.listing([_listed(question, result) for result in found])


def _listed(question: Question, result: results.Result) -> result_texts.Listed:
    check = result.check
    record = record_of(question, check)
    name = record.program.short_name if record else check.program
    place = wording.place_of(record, check) if record else ""
    return result_texts.Listed(check, result.verdict, name, place, result.day)

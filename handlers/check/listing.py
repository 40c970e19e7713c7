"""What somebody finished, and what it left to do."""

from collections.abc import Sequence

from domain.selfcheck.todos import outstanding
from handlers.arrived import Arrived
from handlers.check.screens import in_private, record_of
from handlers.context import Context
from handlers.question import Question, Said
from messages.check import listing as texts
from messages.check import wording
from messages.check.listing import Listed, Open
from storage import checks, results


async def finished_here(arrived: Arrived, context: Context, question: Question, page: int = 1) -> Said:
    """What this person finished in this chat, with the to-dos of the newest check of each place."""
    if question.is_group:
        return texts.in_private(in_private(context.bot.username))
    found = await listed(arrived, context, question)
    left = await _left(context, question, _newest(found)) if page <= 1 else []
    return texts.listing(found, left, question.viewer.today, page)


async def listed(arrived: Arrived, context: Context, question: Question) -> list[Listed]:
    """Every check that this person finished in this chat, the newest first."""
    async with context.services.database.read() as connection:
        found = await results.of_person(connection, arrived.asker.chat, arrived.asker.person)
    return [_listed(question, number, result) for number, result in enumerate(found, start=1)]


def _listed(question: Question, number: int, result: results.Result) -> Listed:
    check = result.check
    record = record_of(question, check)
    name = record.program.short_name if record else check.program
    place = wording.place_of(record, check) if record else ""
    return Listed(number, check, result.verdict, name, place, result.day)


def _newest(found: Sequence[Listed]) -> list[Listed]:
    """A later check of the same program and place takes the place of the earlier."""
    first: dict[tuple[str, str], Listed] = {}
    for one in found:
        first.setdefault((one.check.program, one.check.subject), one)
    return list(first.values())


async def _left(context: Context, question: Question, newest: Sequence[Listed]) -> list[Open]:
    """What these checks left to do, by date."""
    left = []
    async with context.services.database.read() as connection:
        for one in newest:
            record = record_of(question, one.check, one.day)
            if record is None:
                continue
            kept = await checks.read(connection, one.check)
            place = one.check.jurisdiction or None
            to_dos = outstanding(kept.form, kept.answers, record, question.viewer.today, place)
            left += [Open(one.number, to_do) for to_do in to_dos]
    return sorted(left, key=lambda one: one.to_do.due)

""" "Report an error": what is wrong is asked, and the next words wait for the editors beside the misses."""

from domain.misses import Kind
from handlers.arrived import Arrived, text_of
from handlers.context import Context
from handlers.question import Question
from handlers.remembering import remember
from handlers.reply import reply, toast
from messages import general
from messages import reports as texts
from messages.message import Message
from messages.taps import Target, encode
from storage import chats, inbox, misses


async def ask_what_is_wrong(arrived: Arrived, context: Context, question: Question, target: Target) -> None:
    program = question.catalogue.program_by_id.get(target.program)
    query = arrived.update.callback_query
    assert query is not None
    if program is None:
        await toast(arrived.update, context, general.old_button())
        return
    place = program.jurisdiction_by_id.get(target.subject.partition(".")[2])
    user = arrived.update.effective_user
    asker = (user.id, user.full_name) if question.is_group and user else None
    said = texts.ask(program, place.full_name if place else "", encode(target), asker)
    await remember(arrived, context, question, said)
    await context.services.api.answer_tap(query.id)
    await reply(arrived.update, context, said)


async def keep(arrived: Arrived, context: Context, about: Target) -> None:
    """Keep what was written, once, and say its number."""
    services, number = context.services, arrived.update.update_id
    said: Message = texts.kept_before()
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, number, services.now()):
            await chats.mark_answered(connection, arrived.asker, number)
            kept = await misses.keep(
                connection,
                Kind.REPORT,
                arrived.asker,
                services.hash_of(arrived.asker.person),
                about.program,
                text_of(arrived.update),
                services.catalogue.revision,
                services.now(),
                encode(about),
            )
            said = texts.thanks(kept)
    await reply(arrived.update, context, said)

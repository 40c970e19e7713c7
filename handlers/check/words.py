"""Words that a self-check waits for."""

from domain.selfcheck import sessions
from domain.selfcheck.sessions import Step
from handlers.arrived import Arrived
from handlers.check.screens import record_of, take_in
from handlers.check.start import form_of
from handlers.check.steps import send, store
from handlers.check.taps import apply
from handlers.context import Context
from handlers.question import Question
from messages.check import cards, typed
from storage import checks
from storage.checks import Kept


async def take_words(arrived: Arrived, context: Context, question: Question) -> bool:
    """Take words that a check under way waits for; gives whether it did."""
    text = question.text
    kept = await waiting(arrived, context, question)
    if kept is None or text.startswith("/"):
        return False
    if kept.check.step_by == arrived.update.update_id:
        await send(arrived, context, question, kept)
        return True
    record = record_of(question, kept.check)
    if record is None:
        return False
    live = cards.card(record, kept.form, kept.check, kept.answers)
    on_card = sessions.shown(kept.form, kept.check, kept.answers)
    tap = typed.tap_of(text, live, on_card)
    if tap is not None:
        await apply(arrived, context, question, kept, tap)
        return True
    step = take_in(kept, text)
    if step is None:
        return False
    await put_below(arrived, context, question, kept, step)
    return True


async def put_below(arrived: Arrived, context: Context, question: Question, kept: Kept, step: Step) -> None:
    """Store a step that was written or sent, and show the card below it."""
    kept, _ = await store(arrived, context, question, kept, step)
    await send(arrived, context, question, kept)


async def waiting(arrived: Arrived, context: Context, question: Question) -> Kept | None:
    """The check whose card these words may be for: in a group only a reply to the card is."""
    services, asker, update = context.services, arrived.asker, arrived.update
    async with services.database.read() as connection:
        check = await checks.made_by(connection, asker.chat, update.update_id)
        check = check or await checks.under_way(connection, asker.chat, asker.person)
        if check is None or check.is_shelved(services.now()):
            return None
        message = update.effective_message
        replied = message.reply_to_message if message else None
        if question.is_group and (replied is None or replied.message_id != check.card):
            return None
        program = question.catalogue.program_by_id.get(check.program)
        return await checks.read(connection, check, form_of(program) if program else None)

"""The steps of a self-check: every tap and every word is one, stored before anything is shown.

The transaction that stores a step marks its update applied, so a step counts once however often the update
is handled; handled again, it shows the check as it stands.
"""

from dataclasses import replace

from domain.selfcheck import carry, sessions
from domain.selfcheck.sessions import LIFE, Check, State, Step
from handlers.arrived import Arrived
from handlers.check import reminding
from handlers.check.screens import record_of, screen
from handlers.check.start import form_of
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply, show, toast
from messages.check import notices
from messages.markup import EMPTY, Html
from messages.message import Message, plain
from storage import checks, forms, inbox
from storage.alerts import reminders
from storage.checks import Kept


async def renewed(arrived: Arrived, context: Context, question: Question, kept: Kept) -> tuple[Kept, Html]:
    """Go on with the program's newest form; the notice says what became of the answers."""
    services, number, now = context.services, arrived.update.update_id, context.services.now()
    record = record_of(question, kept.check)
    newest = form_of(record.program) if record else None
    assert newest is not None
    moved = carry.carry(kept.form, newest, kept.answers)
    step = sessions.take_over(kept.check, kept.answers, moved, newest)
    async with services.database.write() as connection:
        check: Check | None = kept.check
        if await inbox.mark_applied(connection, number, now):
            await forms.keep(connection, newest, now)
            if await checks.take(connection, kept.check, _lasting(step, context), number, now):
                await checks.carry_evidence(connection, step.check, moved.answers, now)
                await reminding.after_step(connection, question, step.check, now)
        check = await checks.find(connection, kept.check.sid)
        assert check is not None
        kept = await checks.read(connection, check, newest)
    return kept, notices.carried(moved.is_compatible, moved.reason, len(moved.left), len(moved.new))


async def store(
    arrived: Arrived, context: Context, question: Question, kept: Kept, step: Step
) -> tuple[Kept, bool]:
    """Store a step with its update; gives the check as it stands then, and whether the step counted."""
    services, number, now = context.services, arrived.update.update_id, context.services.now()
    async with services.database.write() as connection:
        is_taken = await inbox.mark_applied(connection, number, now) and await checks.take(
            connection, kept.check, _lasting(step, context), number, now
        )
        if is_taken and step.check.state is State.ACTIVE:
            await reminding.after_step(connection, question, step.check, now)
        elif is_taken:
            await reminders.take_back(connection, step.check.chat, step.check.sid)
        check = await checks.find(connection, kept.check.sid)
        assert check is not None
        return await checks.read(connection, check, kept.form), is_taken


def _lasting(step: Step, context: Context) -> Step:
    """Each step begins the check's patience anew."""
    return replace(step, check=replace(step.check, expires_at=context.services.now() + LIFE))


async def put(
    arrived: Arrived,
    context: Context,
    question: Question,
    kept: Kept,
    *,
    note: str | None = None,
    notice: Html = EMPTY,
) -> None:
    """Show the check as it stands: in place of the tapped message, or below what was written."""
    message = await screen(context, question, kept, notice)
    await note_card(context, kept.check, await answer_with(arrived, context, message, note))


async def send(arrived: Arrived, context: Context, question: Question, kept: Kept) -> None:
    message = await screen(context, question, kept)
    await note_card(context, kept.check, await reply(arrived.update, context, message))


async def answer_with(
    arrived: Arrived, context: Context, message: Message, note: str | None = None
) -> int | None:
    if arrived.update.callback_query is not None:
        return await show(arrived.update, context, message, note)
    return await reply(arrived.update, context, message)


async def refuse(arrived: Arrived, context: Context, note: str) -> None:
    """Say that nothing was changed: as a toast to a tap, as a message to words."""
    if arrived.update.callback_query is not None:
        await toast(arrived.update, context, note)
    else:
        await reply(arrived.update, context, plain(note))


async def note_card(context: Context, check: Check, card: int | None) -> None:
    """Remember which message is the live card, where that has changed."""
    if card is not None and (card, check.rev) != (check.card, check.card_rev):
        async with context.services.database.write() as connection:
            await checks.note_card(connection, check, card)

"""/check, /results and /cancel in a chat, and the buttons that lead to a check."""

import secrets
from dataclasses import replace

from domain.selfcheck import sessions
from domain.selfcheck.sessions import LIFE, Check, State, Step
from handlers import answers
from handlers.arrived import Arrived
from handlers.check import reminding
from handlers.check.invitations import here, invite, invited, linked, number_of
from handlers.check.listing import finished_here
from handlers.check.start import Meant, chosen, form_of, meant, start
from handlers.check.steps import answer_with, note_card, put, renewed, store
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply, show, toast
from messages import general
from messages.check import begin, cards, notices, wording
from messages.markup import EMPTY, Html
from messages.message import Message
from messages.taps import Target, View
from storage import chats, checks, forms, inbox
from storage.alerts import reminders

# The views that the store has a say in: what is under way, and what was finished.
VIEWS = frozenset({View.CHECK, View.BEGIN, View.RESULTS})
_COMMANDS = frozenset({"check", "results", "cancel"})
# Without letters that are read for one another; a check's name is no secret, its owner is compared.
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def takes(question: Question) -> bool:
    """Whether a command is about self-checks."""
    return answers.named(question.text) in _COMMANDS or bool(linked(question))


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """/check, /results, /cancel, or a link to a check."""
    name = answers.named(question.text)
    _typed, _, rest = question.text.partition(" ")
    if name == "cancel":
        await _cancel(arrived, context, question)
    elif name == "results":
        await reply(arrived.update, context, await finished_here(arrived, context, question))
    else:
        about = replace(question, text=linked(question) or rest.strip())
        found = await invited(context, question, number_of(question)) or meant(about)
        if isinstance(found, Message):
            await reply(arrived.update, context, found)
        else:
            await _open(arrived, context, found)


async def opened(arrived: Arrived, context: Context, question: Question, target: Target) -> None:
    """A button to a check's start, to begin one, or to the finished ones."""
    program = question.catalogue.program_by_id.get(target.program)
    if target.view is View.RESULTS:
        await show(arrived.update, context, await finished_here(arrived, context, question, target.number))
    elif program is None:
        await toast(arrived.update, context, general.old_button())
    elif target.view is View.CHECK:
        await _open(arrived, context, chosen(question.about(program), target.subject))
    else:
        found = await invited(context, question, target.number)
        await _begin(arrived, context, found or chosen(question.about(program), target.subject))


async def _open(arrived: Arrived, context: Context, found: Meant) -> None:
    """The check under way for the program, on its newest form; else the start of one."""
    services, asker, question = context.services, arrived.asker, found.question
    newest = form_of(question.program)
    async with services.database.read() as connection:
        check = await checks.under_way(connection, asker.chat, asker.person, question.program.id)
        kept = await checks.read(connection, check, newest) if check else None
    if kept is None:
        private = await invite(arrived, context, found) if question.is_group else ""
        await answer_with(arrived, context, start(found, private))
        return
    if newest is None:
        await answer_with(arrived, context, notices.withdrawn(question.record()))
        return
    notice: Html = EMPTY
    if newest.sha256 != kept.form.sha256:
        kept, notice = await renewed(arrived, context, question, kept)
    elif kept.check.is_shelved(services.now()):
        kept, _ = await store(arrived, context, question, kept, sessions.resume(kept.check))
    record = question.record()
    if not notice and found.subject and found.subject != kept.check.subject:
        unrecorded = found.place.full_name if found.place else ""
        asked_for = wording.place_name(record, found.jurisdiction) or unrecorded
        notice = notices.going_on(kept.check, asked_for)
    message = cards.card(record, kept.form, kept.check, kept.answers, notice=notice)
    await note_card(context, kept.check, await answer_with(arrived, context, message))


async def _begin(arrived: Arrived, context: Context, found: Meant) -> None:
    """Begin a check, or show the one that this person has under way."""
    services, asker, number = context.services, arrived.asker, arrived.update.update_id
    question = found.question
    chat, user = arrived.update.effective_chat, arrived.update.effective_user
    form, now = form_of(question.program), services.now()
    if form is None or chat is None:
        await show(arrived.update, context, begin.none_here(question.record()))
        return
    new = Check(
        sid="".join(secrets.choice(_LETTERS) for _ in range(10)),
        chat=asker.chat,
        thread=asker.thread,
        person=asker.person,
        person_name=(user.full_name if user else "")[:160],
        program=question.program.id,
        jurisdiction=found.jurisdiction,
        form=form.sha256,
        started_at=now,
        expires_at=now + LIFE,
        step_by=number,
        place=found.place,
        group=here(arrived) if question.is_group else found.group,
    )
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, number, now):
            await chats.remember(connection, asker.chat, chat.type, now)
            await forms.keep(connection, form, now)
            check: Check | None = await checks.begin(connection, new)
            await reminding.after_step(connection, question, check or new, now)
        else:
            made = await checks.made_by(connection, asker.chat, number)
            check = made or await checks.under_way(connection, asker.chat, asker.person, new.program)
        kept = await checks.read(connection, check, form) if check else None
    if kept is None:
        await toast(arrived.update, context, notices.gone())
    else:
        await put(arrived, context, question, kept)


async def _cancel(arrived: Arrived, context: Context, question: Question) -> None:
    """End the check begun last here, and drop what was asked; the answers stay on record."""
    services, asker, number = context.services, arrived.asker, arrived.update.update_id
    async with services.database.write() as connection:
        made = await checks.made_by(connection, asker.chat, number)
        check = made or await checks.under_way(connection, asker.chat, asker.person)
        is_fresh = await inbox.mark_applied(connection, number, services.now())
        if is_fresh and arrived.awaited is not None:
            await chats.mark_answered(connection, asker, number)
        if is_fresh and check is not None:
            step = Step(sessions.end(check, State.CANCELLED), {})
            await checks.take(connection, check, step, number, services.now())
            await reminders.take_back(connection, check.chat, check.sid)
        count = await checks.count_answers(connection, check.sid) if check else 0
    dropped = check is not None or arrived.awaited is not None
    said = (
        notices.cancelled(count) if check else notices.dropped() if dropped else notices.nothing_to_cancel()
    )
    await reply(arrived.update, context, said)

"""A self-check in a chat: every tap and every word is one step, stored before anything is shown.

The transaction that stores a step marks its update applied, so a step counts once however often the update
is handled; handled again, it shows the check as it stands.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from domain.selfcheck import carry, paths, results, sessions
from domain.selfcheck.assess import assess
from domain.selfcheck.paths import Hindrance
from domain.selfcheck.sessions import LIFE, Check, Standing, State, Step
from handlers import answers
from handlers.arrived import Arrived
from handlers.check import Meant, form_of, meant, start
from handlers.checkpapers import PAPERS, hand_over
from handlers.checkscreens import in_private, record_of, screen, take_in, when_finished
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply, show, toast
from messages import check as texts
from messages import checkresults, general
from messages.checktaps import ANSWERS, Act, CheckTap
from messages.markup import EMPTY, Html
from messages.message import Message, plain
from messages.taps import Target, View
from storage import chats, checks, inbox
from storage.checks import Kept

# The views that the store has a say in: what is under way, and what was finished.
VIEWS = frozenset({View.CHECK, View.BEGIN, View.RESULTS})
_COMMANDS = frozenset({"check", "results", "cancel"})
_LINK = "c_"
# Without letters that are read for one another; a check's name is no secret, its owner is compared.
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def takes(question: Question) -> bool:
    """Whether a command is about self-checks."""
    return answers.named(question.text) in _COMMANDS or bool(_linked(question))


async def command(arrived: Arrived, context: Context, question: Question) -> None:
    """/check, /results, /cancel, or a link to a check."""
    name = answers.named(question.text)
    _typed, _, rest = question.text.partition(" ")
    if name == "cancel":
        await _cancel(arrived, context, question)
    elif name == "results":
        await reply(arrived.update, context, await _listing(arrived, context, question))
    else:
        about = replace(question, text=_linked(question) or rest.strip())
        found = meant(about)
        if isinstance(found, Message):
            await reply(arrived.update, context, found)
        else:
            await _open(arrived, context, found)


async def opened(arrived: Arrived, context: Context, question: Question, target: Target) -> None:
    """A button to a check's start, to begin one, or to the finished ones."""
    program = question.catalogue.program_by_id.get(target.program)
    if target.view is View.RESULTS:
        await show(arrived.update, context, await _listing(arrived, context, question))
    elif program is None:
        await toast(arrived.update, context, general.old_button())
    elif target.view is View.CHECK:
        await _open(arrived, context, Meant(question.about(program), target.subject))
    else:
        await _begin(arrived, context, question.about(program), target.subject)


async def tapped(arrived: Arrived, context: Context, question: Question, tap: CheckTap) -> None:
    """A button of a check: applied, stale, another person's or gone; answered exactly once."""
    services, update = context.services, arrived.update
    async with services.database.read() as connection:
        check = await checks.find(connection, tap.sid)
        record = record_of(question, check) if check else None
        known = form_of(record.program) if record else None
        kept = await checks.read(connection, check, known) if check and record else None
    if check is None or check.chat != arrived.asker.chat:
        await toast(update, context, texts.gone())
    elif record is None or kept is None:
        await show(update, context, texts.withdrawn())
    elif check.step_by == update.update_id:  # handled again: its step is stored
        await _put(arrived, context, question, kept)
    elif check.state is State.DONE and check.person == arrived.asker.person and tap.act is Act.RESULT:
        await show(update, context, await when_finished(context, question, kept, tap.number))
    elif check.state is State.DONE and check.person == arrived.asker.person and tap.act in PAPERS:
        await hand_over(arrived, context, question, kept, tap.act)
    else:
        await _judge(arrived, context, question, kept, tap)


async def words(arrived: Arrived, context: Context, question: Question) -> bool:
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
    live = texts.card(record, kept.form, kept.check, kept.answers)
    on_card = sessions.shown(kept.form, kept.check, kept.answers)
    tap = texts.typed(text, live, on_card)
    if tap is not None:
        await _apply(arrived, context, question, kept, tap)
        return True
    step = take_in(kept, text)
    if step is None:
        return False
    await put_below(arrived, context, question, kept, step)
    return True


async def put_below(arrived: Arrived, context: Context, question: Question, kept: Kept, step: Step) -> None:
    """Store a step that was written or sent, and show the card below it."""
    kept, _ = await _store(arrived, context, question, kept, step)
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


async def _judge(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    update, check = arrived.update, kept.check
    match sessions.standing(check, arrived.asker.person, tap.rev, context.services.now()):
        case Standing.LIVE:
            await _apply(arrived, context, question, kept, tap)
        case Standing.FOREIGN:
            await toast(update, context, texts.foreign(check.person_name))
        case Standing.FINISHED:
            await toast(update, context, texts.finished())
        case Standing.CANCELLED:
            await toast(update, context, texts.was_cancelled())
        case Standing.SHELVED:
            record = record_of(question, check)
            assert record is not None
            await show(update, context, texts.shelved(record, kept.form, check))
        case Standing.STALE:
            tapped = update.callback_query and update.callback_query.message
            if tapped and (tapped.message_id, check.rev) == (check.card, check.card_rev):
                await toast(update, context, texts.stale())  # the card shows the newest step already
            else:
                await _put(arrived, context, question, kept, note=texts.stale())


async def _apply(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    """Do what a live button says, tapped or typed."""
    if tap.act in (Act.SHOW, Act.WHY, Act.MENU, Act.REVIEW):
        await _look(arrived, context, question, kept, tap.act)
        return
    if tap.act is Act.SUBMIT:
        await _submit(arrived, context, question, kept)
        return
    step = _step(kept, tap)
    if step is None:
        note = texts.first_question() if tap.act is Act.BACK else texts.not_offered()
        await _refuse(arrived, context, note)
        return
    kept, is_taken = await _store(arrived, context, question, kept, step)
    await _put(arrived, context, question, kept, note=None if is_taken else texts.stale())


def _step(kept: Kept, tap: CheckTap) -> Step | None:
    form, check, given = kept.form, kept.check, kept.answers
    moves: Mapping[Act, Callable[[], Step | None]] = {
        Act.BACK: lambda: sessions.back(form, check, given),
        Act.CHANGE: lambda: sessions.change(form, check, given, tap.number),
        Act.GO_ON: lambda: sessions.go_on(form, check, given),
        Act.EVIDENCE: lambda: sessions.ask_for_evidence(form, check, given),
        Act.CANCEL: lambda: Step(sessions.end(check, State.CANCELLED), {}),
    }
    if tap.act in ANSWERS:
        return sessions.choose(form, check, given, ANSWERS[tap.act])
    return moves[tap.act]() if tap.act in moves else None


async def _look(arrived: Arrived, context: Context, question: Question, kept: Kept, act: Act) -> None:
    """Show another side of the check; nothing changes."""
    record = record_of(question, kept.check)
    assert record is not None
    given = (record, kept.form, kept.check, kept.answers)
    message = {
        Act.SHOW: lambda: texts.card(*given),
        Act.WHY: lambda: texts.card(*given, with_why=True),
        Act.MENU: lambda: texts.menu(*given),
        Act.REVIEW: lambda: texts.review(*given),
    }[act]()
    await _note(context, kept.check, await _answer_with(arrived, context, message))


async def _submit(arrived: Arrived, context: Context, question: Question, kept: Kept) -> None:
    """Assess the answers, unless the form was withdrawn, is incomplete, or has a newer version."""
    services, check = context.services, kept.check
    record = record_of(question, check)
    assert record is not None
    newest = form_of(record.program)
    is_withdrawn = kept.is_withdrawn or newest is None
    hindrance = paths.hindrance(kept.form, kept.answers, is_withdrawn=is_withdrawn)
    if hindrance is Hindrance.WITHDRAWN and (newest is None or newest.sha256 == check.form):
        await _answer_with(arrived, context, texts.withdrawn())
    elif newest is not None and newest.sha256 != check.form:
        kept, notice = await _renewed(arrived, context, question, kept)
        await _put(arrived, context, question, kept, notice=notice)
    elif hindrance is Hindrance.INCOMPLETE:
        await _refuse(arrived, context, texts.not_offered())
    else:
        now, number = services.now(), arrived.update.update_id
        step = Step(sessions.end(check, State.DONE), {})
        assessment = assess(kept.form, kept.answers)
        facts = record.program.facts_checked
        content = results.content_sha256(kept.form, facts, kept.answers, assessment)
        async with services.database.write() as connection:
            fresh = await inbox.mark_applied(connection, number, now)
            if fresh and await checks.take(connection, check, step, number, now):
                await checks.finish(
                    connection,
                    step.check,
                    assessment,
                    content,
                    revision=question.catalogue.revision,
                    day=question.viewer.today,
                    facts_checked=facts,
                    now=now,
                )
        await _put(arrived, context, question, replace(kept, check=step.check))


async def _open(arrived: Arrived, context: Context, found: Meant) -> None:
    """The check under way for the program, on its newest form; else the start of one."""
    services, asker, question = context.services, arrived.asker, found.question
    newest = form_of(question.program)
    async with services.database.read() as connection:
        check = await checks.under_way(connection, asker.chat, asker.person, question.program.id)
        kept = await checks.read(connection, check, newest) if check else None
    if kept is None:
        private = in_private(context, question.program.id) if question.is_group else ""
        await _answer_with(arrived, context, start(found, private))
        return
    if newest is None:
        await _answer_with(arrived, context, texts.withdrawn())
        return
    notice: Html = EMPTY
    if newest.sha256 != kept.form.sha256:
        kept, notice = await _renewed(arrived, context, question, kept)
    elif kept.check.is_shelved(services.now()):
        kept, _ = await _store(arrived, context, question, kept, sessions.resume(kept.check))
    record = question.record()
    asked_for = texts.place_name(record, found.jurisdiction) or found.unrecorded
    if not notice and asked_for and found.jurisdiction != kept.check.jurisdiction:
        notice = texts.going_on(kept.check, asked_for)
    message = texts.card(record, kept.form, kept.check, kept.answers, notice=notice)
    await _note(context, kept.check, await _answer_with(arrived, context, message))


async def _begin(arrived: Arrived, context: Context, question: Question, jurisdiction: str) -> None:
    """Begin a check, or show the one that this person has under way."""
    services, asker, number = context.services, arrived.asker, arrived.update.update_id
    chat, user = arrived.update.effective_chat, arrived.update.effective_user
    form, now = form_of(question.program), services.now()
    if form is None or chat is None:
        await toast(arrived.update, context, general.old_button())
        return
    new = Check(
        sid="".join(secrets.choice(_LETTERS) for _ in range(10)),
        chat=asker.chat,
        thread=asker.thread,
        person=asker.person,
        person_name=(user.full_name if user else "")[:160],
        program=question.program.id,
        jurisdiction=jurisdiction if jurisdiction in question.program.jurisdiction_by_id else "",
        form=form.sha256,
        started_at=now,
        expires_at=now + LIFE,
        step_by=number,
    )
    async with services.database.write() as connection:
        if await inbox.mark_applied(connection, number, now):
            await chats.remember(connection, asker.chat, chat.type, now)
            await checks.keep_form(connection, form, now)
            check: Check | None = await checks.begin(connection, new)
        else:
            made = await checks.made_by(connection, asker.chat, number)
            check = made or await checks.under_way(connection, asker.chat, asker.person, new.program)
        kept = await checks.read(connection, check, form) if check else None
    if kept is None:
        await toast(arrived.update, context, texts.gone())
    else:
        await _put(arrived, context, question, kept)


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
        count = await checks.count_answers(connection, check.sid) if check else 0
    dropped = check is not None or arrived.awaited is not None
    said = texts.cancelled(count) if check else texts.dropped() if dropped else texts.nothing_to_cancel()
    await reply(arrived.update, context, said)


async def _listing(arrived: Arrived, context: Context, question: Question) -> Message:
    """What this person finished in this chat."""
    if question.is_group:
        return checkresults.in_private(in_private(context))
    async with context.services.database.read() as connection:
        found = await checks.results(connection, arrived.asker.chat, arrived.asker.person)
    return checkresults.listing([_listed(question, result) for result in found])


def _listed(question: Question, result: checks.Result) -> checkresults.Listed:
    check = result.check
    record = record_of(question, check)
    name = record.program.short_name if record else check.program
    place = texts.place_name(record, check.jurisdiction) if record else ""
    return checkresults.Listed(check, result.verdict, name, place, result.day)


async def _renewed(arrived: Arrived, context: Context, question: Question, kept: Kept) -> tuple[Kept, Html]:
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
            await checks.keep_form(connection, newest, now)
            if await checks.take(connection, kept.check, _lasting(step, context), number, now):
                await checks.carry_evidence(connection, step.check, moved.answers, now)
        check = await checks.find(connection, kept.check.sid)
        assert check is not None
        kept = await checks.read(connection, check, newest)
    return kept, texts.carried(moved.is_compatible, moved.reason, len(moved.left), len(moved.new))


async def _store(
    arrived: Arrived, context: Context, question: Question, kept: Kept, step: Step
) -> tuple[Kept, bool]:
    """Store a step with its update; gives the check as it stands then, and whether the step counted."""
    services, number, now = context.services, arrived.update.update_id, context.services.now()
    async with services.database.write() as connection:
        is_taken = await inbox.mark_applied(connection, number, now) and await checks.take(
            connection, kept.check, _lasting(step, context), number, now
        )
        check = await checks.find(connection, kept.check.sid)
        assert check is not None
        return await checks.read(connection, check, kept.form), is_taken


def _lasting(step: Step, context: Context) -> Step:
    """Each step begins the check's patience anew."""
    return replace(step, check=replace(step.check, expires_at=context.services.now() + LIFE))


async def _put(
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
    await _note(context, kept.check, await _answer_with(arrived, context, message, note))


async def send(arrived: Arrived, context: Context, question: Question, kept: Kept) -> None:
    message = await screen(context, question, kept)
    await _note(context, kept.check, await reply(arrived.update, context, message))


async def _answer_with(
    arrived: Arrived, context: Context, message: Message, note: str | None = None
) -> int | None:
    if arrived.update.callback_query is not None:
        return await show(arrived.update, context, message, note)
    return await reply(arrived.update, context, message)


async def _refuse(arrived: Arrived, context: Context, note: str) -> None:
    """Say that nothing was changed: as a toast to a tap, as a message to words."""
    if arrived.update.callback_query is not None:
        await toast(arrived.update, context, note)
    else:
        await reply(arrived.update, context, plain(note))


async def _note(context: Context, check: Check, card: int | None) -> None:
    """Remember which message is the live card, where that has changed."""
    if card is not None and (card, check.rev) != (check.card, check.card_rev):
        async with context.services.database.write() as connection:
            await checks.note_card(connection, check, card)


def _linked(question: Question) -> str:
    """The program that a deep link leads to the check of; empty where it leads elsewhere."""
    name, _, payload = question.text.partition(" ")
    program = payload.strip().removeprefix(_LINK)
    is_link = answers.named(name) == "start" and payload.strip().startswith(_LINK)
    return program if is_link and program in question.catalogue.program_by_id else ""

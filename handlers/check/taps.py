"""A tap on a self-check, or its word typed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from domain.selfcheck import paths, sessions
from domain.selfcheck.assess import assess
from domain.selfcheck.paths import Hindrance
from domain.selfcheck.results import content_sha256
from domain.selfcheck.sessions import Standing, State, Step
from handlers.arrived import Arrived
from handlers.check import reminding, summary
from handlers.check.compare import SIDES, side_by_side
from handlers.check.papers import PAPERS, hand_over
from handlers.check.screens import record_of, when_finished
from handlers.check.start import form_of
from handlers.check.steps import answer_with, note_card, put, refuse, renewed, store
from handlers.context import Context
from handlers.question import Question
from handlers.reply import show, toast
from messages.check import cards, notices, overview
from messages.check.taps import ANSWERS, Act, CheckTap
from storage import checks, inbox, results
from storage.checks import Kept


async def tapped(arrived: Arrived, context: Context, question: Question, tap: CheckTap) -> None:
    """A button of a check: applied, stale, another person's or gone; answered exactly once."""
    services, update = context.services, arrived.update
    async with services.database.read() as connection:
        check = await checks.find(connection, tap.sid)
        record = record_of(question, check) if check else None
        known = form_of(record.program) if record else None
        kept = await checks.read(connection, check, known) if check and record else None
    if check is None or check.chat != arrived.asker.chat:
        await toast(update, context, notices.gone())
    elif record is None or kept is None:
        await show(update, context, notices.withdrawn())
    elif check.step_by == update.update_id:  # handled again: its step is stored
        await put(arrived, context, question, kept)
    elif check.state is State.DONE and check.person == arrived.asker.person:
        await _with_result(arrived, context, question, kept, tap)
    else:
        await _judge(arrived, context, question, kept, tap)


async def _with_result(
    arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap
) -> None:
    """What can be done with one's own finished check; the check itself stays as it is."""
    if tap.act is Act.RESULT:
        await show(arrived.update, context, await when_finished(context, question, kept, tap.number))
    elif tap.act in SIDES:
        await side_by_side(arrived, context, question, kept, tap)
    elif tap.act in PAPERS:
        await hand_over(arrived, context, question, kept, tap.act)
    elif tap.act in summary.ACTS:
        await summary.tapped(arrived, context, question, kept, tap)
    else:
        await _judge(arrived, context, question, kept, tap)


async def _judge(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    update, check = arrived.update, kept.check
    match sessions.standing(check, arrived.asker.person, tap.rev, context.services.now()):
        case Standing.LIVE:
            await apply(arrived, context, question, kept, tap)
        case Standing.FOREIGN:
            await toast(update, context, notices.foreign(check.person_name))
        case Standing.FINISHED:
            await toast(update, context, notices.finished())
        case Standing.CANCELLED:
            await toast(update, context, notices.was_cancelled())
        case Standing.SHELVED:
            record = record_of(question, check)
            assert record is not None
            await show(update, context, notices.shelved(record, kept.form, check))
        case Standing.STALE:
            tapped = update.callback_query and update.callback_query.message
            if tapped and (tapped.message_id, check.rev) == (check.card, check.card_rev):
                await toast(update, context, notices.stale())  # the card shows the newest step already
            else:
                await put(arrived, context, question, kept, note=notices.stale())


async def apply(arrived: Arrived, context: Context, question: Question, kept: Kept, tap: CheckTap) -> None:
    """Do what a live button says, tapped or typed."""
    if tap.act in (Act.SHOW, Act.WHY, Act.MENU, Act.REVIEW):
        await _look(arrived, context, question, kept, tap.act)
        return
    if tap.act is Act.SUBMIT:
        await _submit(arrived, context, question, kept)
        return
    step = _step(kept, tap)
    if step is None:
        note = notices.first_question() if tap.act is Act.BACK else notices.not_offered()
        await refuse(arrived, context, note)
        return
    kept, is_taken = await store(arrived, context, question, kept, step)
    await put(arrived, context, question, kept, note=None if is_taken else notices.stale())


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
        Act.SHOW: lambda: cards.card(*given),
        Act.WHY: lambda: cards.card(*given, with_why=True),
        Act.MENU: lambda: overview.menu(*given),
        Act.REVIEW: lambda: overview.review(*given),
    }[act]()
    await note_card(context, kept.check, await answer_with(arrived, context, message))


async def _submit(arrived: Arrived, context: Context, question: Question, kept: Kept) -> None:
    """Assess the answers, unless the form was withdrawn, is incomplete, or has a newer version."""
    services, check = context.services, kept.check
    record = record_of(question, check)
    assert record is not None
    newest = form_of(record.program)
    hindrance = paths.hindrance(kept.form, kept.answers, is_withdrawn=newest is None)
    if hindrance is Hindrance.WITHDRAWN:
        await answer_with(arrived, context, notices.withdrawn(record))
    elif newest is not None and newest.sha256 != check.form:
        kept, notice = await renewed(arrived, context, question, kept)
        await put(arrived, context, question, kept, notice=notice)
    elif hindrance is Hindrance.INCOMPLETE:
        await refuse(arrived, context, notices.not_offered())
    else:
        now, number = services.now(), arrived.update.update_id
        step = Step(sessions.end(check, State.DONE), {})
        assessment = assess(kept.form, kept.answers)
        facts = record.program.facts_checked
        content = content_sha256(kept.form, facts, kept.answers, assessment)
        async with services.database.write() as connection:
            fresh = await inbox.mark_applied(connection, number, now)
            if fresh and await checks.take(connection, check, step, number, now):
                await results.finish(
                    connection,
                    step.check,
                    assessment,
                    content,
                    revision=question.catalogue.revision,
                    day=question.viewer.today,
                    facts_checked=facts,
                    now=now,
                )
                await reminding.when_finished(connection, question, kept, record, now)
        await put(arrived, context, question, replace(kept, check=step.check))

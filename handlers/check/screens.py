"""What a check shows as it stands, and what the words and files that it asked for come to."""

from datetime import date

from domain import days
from domain.record import Record
from domain.selfcheck import sessions
from domain.selfcheck.answers import Evidence, EvidenceKind
from domain.selfcheck.sessions import Asks, Check, State, Step
from handlers.context import Context
from handlers.question import Question
from messages.check import cards, notices
from messages.check import results as result_texts
from messages.markup import EMPTY, Html
from messages.message import Message
from storage import checks, results
from storage.checks import Kept

_UNTIL = "until "


async def screen(context: Context, question: Question, kept: Kept, notice: Html = EMPTY) -> Message:
    """The card, the result of a check that is done, or what is kept of one that was cancelled."""
    check = kept.check
    if check.state is State.DONE:
        return await when_finished(context, question, kept)
    if check.state is State.CANCELLED:
        async with context.services.database.read() as connection:
            return notices.cancelled(await checks.count_answers(connection, check.sid))
    record = record_of(question, check)
    if record is None:
        return notices.withdrawn()
    return cards.card(record, kept.form, check, kept.answers, notice=notice)


async def when_finished(context: Context, question: Question, kept: Kept, page: int = 1) -> Message:
    """The result as it was on the day it was assessed."""
    async with context.services.database.read() as connection:
        result = await results.of_check(connection, kept.check.sid)
        has_others = await results.count_of_program(connection, kept.check) > 1
    record = record_of(question, kept.check, result.day if result else None)
    if result is None or record is None:
        return notices.withdrawn()
    return result_texts.result(record, kept.form, kept.check, kept.answers, page, has_others=has_others)


def record_of(question: Question, check: Check, day: date | None = None) -> Record | None:
    """The program of a check as of a day, or None where it is in the catalogue no more."""
    program = question.catalogue.program_by_id.get(check.program)
    return question.about(program).record(day) if program else None


def in_private(username: str, program: str = "") -> str:
    """The address of a private chat with the bot of this name, or of the start of a check there."""
    return f"https://t.me/{username}" + (f"?start=c_{program}" if program else "")


def take_in(kept: Kept, text: str) -> Step | None:
    """What words come to that are no button: the reason, the name or the evidence asked for, or nothing."""
    if kept.check.asks is Asks.EVIDENCE:
        return sessions.support(kept.form, kept.check, kept.answers, as_evidence(text))
    return sessions.explain(kept.form, kept.check, kept.answers, text)


def as_evidence(text: str) -> Evidence:
    """A text or a link; words “until” and a day at the end say how long it is valid."""
    said, valid_until = split_until(text)
    is_link = said.startswith(("https://", "http://")) and len(said.split()) == 1
    return Evidence(EvidenceKind.URL if is_link else EvidenceKind.TEXT, said, valid_until=valid_until)


def split_until(text: str) -> tuple[str, date | None]:
    """The words before “until” and a day, and the day; all the words where they do not end so."""
    said = text.strip()
    at = said.lower().rfind(_UNTIL)
    match days.split_day(said[at + len(_UNTIL) :]) if at >= 0 else None:
        case days.OnDay("", date() as day):
            return said[:at].strip(" ,;()"), day
    return said, None

"""The papers of a finished self-check, sent as files."""

import asyncio

from domain.selfcheck.sessions import Check
from handlers.arrived import Arrived
from handlers.check.screens import record_of
from handlers.context import Context
from handlers.question import Question
from handlers.reply import hand, toast
from messages.check import notices, wording
from messages.check.taps import Act
from messages.documents import papers
from messages.documents.finished import Finished, Signed
from messages.documents.papers import Paper
from storage import checks, results
from storage.checks import Kept
from transport.request import File

_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = {
    Act.PDF: (Paper.RESULT, papers.result, "pdf", _PDF),
    Act.LETTER: (Paper.LETTER, papers.letter_docx, "docx", _DOCX),
    Act.LETTER_PDF: (Paper.LETTER, papers.letter_pdf, "pdf", _PDF),
}


async def hand_over(arrived: Arrived, context: Context, question: Question, kept: Kept, act: Act) -> None:
    """Answer the tap and send the paper; nothing changes."""
    finished = await _finished(context, question, kept)
    if finished is None:
        await toast(arrived.update, context, notices.gone())
        return
    await toast(arrived.update, context, notices.being_written())
    paper, write, ending, kind = PAPERS[act]
    data = await asyncio.to_thread(write, finished)
    await hand(arrived.update, context, File(papers.name(finished, paper, ending), data, kind))


async def _finished(context: Context, question: Question, kept: Kept) -> Finished | None:
    check: Check = kept.check
    async with context.services.database.read() as connection:
        result = await results.of_check(connection, check.sid)
        given_at = await checks.given_at(connection, check.sid)
    record = record_of(question, check, result.day if result else None)
    if result is None or record is None:
        return None
    return Finished(
        form=kept.form,
        program=record.program,
        place=wording.place_of(record, check),
        jurisdiction=check.jurisdiction or None,
        signed={
            id: Signed(given, by=check.person_name, at=given_at[id]) for id, given in kept.answers.items()
        },
        at=result.finished_at,
        zone=question.viewer.zone,
        facts_checked=result.facts_checked,
        content_sha256=result.content_sha256,
    )

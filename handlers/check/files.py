"""Photos and documents as evidence: their id and their fingerprint are kept, not the files."""

import hashlib

from telegram import Document, PhotoSize
from telegram.error import TelegramError

from domain.selfcheck import sessions
from domain.selfcheck.answers import Evidence, EvidenceKind
from domain.selfcheck.sessions import Asks
from handlers.arrived import Arrived
from handlers.check.screens import split_until
from handlers.check.steps import send
from handlers.check.words import put_below, waiting
from handlers.context import Context
from handlers.question import Question
from handlers.reply import reply
from messages.check import notices


async def taken(arrived: Arrived, context: Context, question: Question) -> bool:
    """Take a file that a check asked for; gives whether it did."""
    kept = await waiting(arrived, context, question)
    file = _file(arrived)
    if kept is None or file is None:
        return False
    if kept.check.step_by == arrived.update.update_id:
        await send(arrived, context, question, kept)
        return True
    if kept.check.asks is not Asks.EVIDENCE:
        return False
    try:  # no transaction is open while we wait for Telegram
        content = await (await context.bot.get_file(file.file_id)).download_as_bytearray()
    except TelegramError:
        await reply(arrived.update, context, notices.file_lost())
        return True
    message = arrived.update.effective_message
    caption, valid_until = split_until((message.caption if message else None) or "")
    name = file.file_name if isinstance(file, Document) else None
    evidence = Evidence(
        EvidenceKind.FILE,
        caption or name or "",
        file.file_id,
        hashlib.sha256(content).hexdigest(),
        valid_until,
    )
    step = sessions.support(kept.form, kept.check, kept.answers, evidence)
    if step is None:
        return False
    await put_below(arrived, context, question, kept, step)
    return True


def _file(arrived: Arrived) -> Document | PhotoSize | None:
    message = arrived.update.effective_message
    if message is None:
        return None
    return message.photo[-1] if message.photo else message.document

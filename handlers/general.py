"""/start, /help, what is no command, and errors."""

import secrets

import structlog
from rapidfuzz import process
from telegram import Update
from telegram.ext import CallbackContext

from handlers import status as status_view
from handlers.context import Context
from handlers.question import Question, Said, ask
from handlers.reply import reply
from messages import general as texts
from messages.commands import ALIASES, descriptions
from messages.taps import Target

log = structlog.get_logger(__name__)

# Without letters and digits that are read for one another.
_REFERENCE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = 60


async def start(update: Update, context: Context) -> None:
    question = await ask(update, context)
    await reply(update, context, texts.welcome(question.record()))


async def help_(update: Update, context: Context) -> None:
    await reply(update, context, help_answer(await ask(update, context)))


def help_answer(question: Question, _target: Target | None = None) -> Said:
    return texts.help_text(tuple(descriptions().items()), question.record())


async def unknown_command(update: Update, context: Context) -> None:
    question = await ask(update, context)
    message = update.effective_message
    typed = ((message.text if message else None) or "").split(maxsplit=1)[0].lstrip("/").partition("@")[0]
    await reply(update, context, unknown_answer(question, typed))


def unknown_answer(_question: Question, typed: str) -> Said:
    known = [*descriptions(), *ALIASES]
    hits = process.extract(typed.lower(), known, score_cutoff=_ALIKE, limit=3)
    names = dict.fromkeys(ALIASES.get(name, name) for name, _score, _at in hits)
    return texts.unknown_command(typed, list(names))


async def words(update: Update, context: Context) -> None:
    """A message that is no command: in a private chat the name of a place is a question about it."""
    message = update.effective_message
    question = await ask(update, context, (message.text if message else None) or "")
    await reply(update, context, status_view.answer(question))


async def not_text(update: Update, context: Context) -> None:
    await ask(update, context)
    await reply(update, context, texts.only_text())


async def failed(update: object, context: CallbackContext) -> None:  # type: ignore[type-arg]
    """Say that something went wrong, with a reference that stands in the log."""
    letters = "".join(secrets.choice(_REFERENCE) for _ in range(6))
    reference = f"{letters[:4]}-{letters[4:]}"
    log.error("update failed", reference=reference, exc_info=context.error)
    if isinstance(update, Update) and update.effective_chat and isinstance(context, Context):
        await reply(update, context, texts.failed(reference))

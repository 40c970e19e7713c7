"""Asked by its name where it is not: inline, where one of the answers is posted, and as a guest of a chat.

Who asks has no chat of their own here: the operator's zone, language and first program hold, so an answer is
the same for everybody and is kept until the catalogue changes.
"""

import re
from collections.abc import Iterator
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from domain.words import normalise
from handlers import answers, status
from handlers.context import Context
from handlers.question import Question, Said, asked_in
from messages.inline import Offer, ask_in_private, offer
from messages.language import speak
from messages.message import Message, Tap, plain
from messages.taps import View, decode

log = structlog.get_logger(__name__)

_OFFERED = 8
_KEPT = 1_000
# Telegram's own memory knows nothing of a new revision: what it shows is never older than this.
_CACHED_S = 60
# The payload of the link above an empty list: it leads to the welcome.
_ON_A_MISS = "inline"
_CHOICES = frozenset({View.STATUS, View.PLACE})


def without_name(text: str, name: str) -> str | None:
    """What is said beside the bot's name; None where that is not in it."""
    rest, count = re.subn(rf"(?<!\w)@{re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return " ".join(rest.split()) if count else None


async def called(update: Update, context: Context) -> None:
    """Somebody calls the bot by its name in a chat that it is not in: one answer goes there."""
    message = update.guest_message
    assert message is not None
    text = without_name(message.text or "", context.bot.username) or ""
    found = _find(context, text)
    if not found:
        home = f"https://t.me/{context.bot.username}"
        found = (offer(plain(ask_in_private()), home),)
    try:
        await context.services.api.call(
            "answerGuestQuery", guest_query_id=message.guest_query_id, result=_article(found[0])
        )
    except TelegramError as error:
        log.info("call not answered", reason=str(error))


async def queried(update: Update, context: Context) -> None:
    """Offer what answers the words typed so far."""
    query = update.inline_query
    assert query is not None
    found = _find(context, query.query)
    button = None if found else {"text": ask_in_private(), "start_parameter": _ON_A_MISS}
    try:
        await context.services.api.call(
            "answerInlineQuery",
            inline_query_id=query.id,
            results=[_article(one) for one in found],
            cache_time=_CACHED_S,
            is_personal=False,
            button=button,
        )
    except TelegramError as error:
        # Whoever typed on has asked anew meanwhile: an answer that comes too late is of no use.
        log.info("inline answer not taken", reason=str(error))


def _find(context: Context, text: str) -> tuple[Offer, ...]:
    services = context.services
    question = asked_in(services, None, text.strip())
    key = (question.viewer.today, normalise(text))
    found = services.offered.get(key)
    if found is None:
        with speak(question.viewer.language):
            found = tuple(_offers(question, f"https://t.me/{context.bot.username}"))
        if len(services.offered) >= _KEPT:
            services.offered.clear()
        services.offered[key] = found
    return found


def _offers(question: Question, home: str) -> Iterator[Offer]:
    if question.text.startswith("/"):
        return
    said = answers.to_text(question) if question.text else status.answer(question)
    if isinstance(said, Message) and (said.is_miss or said.awaits):
        return
    # Of a question back, each of its answers; of "no record found", which asks nothing, itself.
    choices = list(_choices(question, said)) if isinstance(said, Message) else []
    for one in choices or [said]:
        yield offer(one, _link(home, one))


def _choices(question: Question, asked_back: Message) -> Iterator[Said]:
    """What each button of a question back would open."""
    taps = [button for row in asked_back.buttons for button in row if isinstance(button, Tap)]
    targets = [target for tap in taps if (target := decode(tap.data)) and target.view in _CHOICES]
    for target in targets[:_OFFERED]:
        if (said := answers.to_tap(question, target)) is not None:
            yield said


def _link(home: str, said: Said) -> str:
    return f"{home}?start=s_{said.about}" if said.about else home


def _article(one: Offer) -> dict[str, Any]:
    content = {
        "message_text": one.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    return {
        "type": "article",
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "input_message_content": content,
    }

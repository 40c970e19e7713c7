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
from handlers import answers, links, status
from handlers.context import Context
from handlers.question import Question, Said, asked_in
from messages.inline import Offer, ask_in_private, offer
from messages.language import speak
from messages.message import Message, Tap
from messages.taps import Target, View, decode

log = structlog.get_logger(__name__)

_OFFERED = 8
_KEPT = 1_000
# Telegram's own memory knows nothing of a new revision: what it shows is never older than this.
_CACHED_S = 60
# The payload of the link above an empty list where the question is too long for one: it leads to the welcome.
_TOO_LONG = "inline"
_CHOICES = frozenset({View.STATUS, View.PLACE, View.ANSWER})


def without_name(text: str, name: str) -> str | None:
    """What is said beside the bot's name; None where that is not in it."""
    rest, count = re.subn(rf"(?<!\w)@{re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return " ".join(rest.split()) if count else None


async def called(update: Update, context: Context) -> None:
    """Somebody calls the bot by its name in a chat that it is not in: one answer goes there."""
    message = update.guest_message
    assert message is not None
    await context.services.ready()
    question = asked_in(context.services, None, without_name(message.text or "", context.bot.username) or "")
    with speak(question.viewer.language):
        said = answers.to_text(question)
        options = [label for label, _ in _options(said)]
        result = _article(offer(said, _link(_home(context), said, question.text), options))
    try:
        await context.services.api.call(
            "answerGuestQuery", guest_query_id=message.guest_query_id, result=result
        )
    except TelegramError as error:
        log.info("call not answered", reason=str(error))


async def queried(update: Update, context: Context) -> None:
    """Offer what answers the words typed so far."""
    query = update.inline_query
    assert query is not None
    await context.services.ready()
    found = _find(context, query.query)
    payload = links.payload(query.query) or _TOO_LONG
    button = None if found else {"text": ask_in_private(), "start_parameter": payload}
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
            found = tuple(_offers(question, _home(context)))
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
    choices = [answers.to_tap(question, target) for _label, target in _options(said)[:_OFFERED]]
    found = [choice for choice in choices if choice is not None]
    for one in found or [said]:
        yield offer(one, _link(home, one, "" if found else question.text))


def _options(said: Said) -> list[tuple[str, Target]]:
    """What a question back offers to choose from: each button's words, and what it opens."""
    if not isinstance(said, Message):
        return []
    taps = [button for row in said.buttons for button in row if isinstance(button, Tap)]
    found = [(tap.label, decode(tap.data)) for tap in taps]
    return [(label, target) for label, target in found if target and target.view in _CHOICES]


def _home(context: Context) -> str:
    return f"https://t.me/{context.bot.username}"


def _link(home: str, said: Said, asked: str) -> str:
    """A link to the bot that asks there what was asked here."""
    payload = links.payload(asked) or (f"s_{said.about}" if said.about else "")
    return f"{home}?start={payload}" if payload else home


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

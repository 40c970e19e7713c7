"""Inline: somebody asks by the bot's name in any chat, and posts one of the answers there.

Who asks has no chat of their own here: the operator's zone, language and first program hold, so an answer is
the same for everybody and is kept until the catalogue changes.
"""

from collections.abc import Iterator
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from domain.words import normalise
from handlers import answers
from handlers.context import Context
from handlers.question import Question, Said, asked_in
from messages.inline import Offer, ask_in_private, offer
from messages.message import Message, Tap
from messages.taps import View, decode

log = structlog.get_logger(__name__)

_OFFERED = 8
_KEPT = 1_000
# Telegram's own memory knows nothing of a new revision: what it shows is never older than this.
_CACHED_S = 60
# The payload of the link above an empty list: it leads to the welcome.
_ON_A_MISS = "inline"
_CHOICES = frozenset({View.STATUS, View.PLACE})


async def queried(update: Update, context: Context) -> None:
    """Offer what answers the words typed so far."""
    query = update.inline_query
    assert query is not None
    services = context.services
    question = asked_in(services, None, query.query.strip())
    key = (question.viewer.today, normalise(query.query))
    found = services.offered.get(key)
    if found is None:
        found = tuple(_offers(question, f"https://t.me/{context.bot.username}"))
        if len(services.offered) >= _KEPT:
            services.offered.clear()
        services.offered[key] = found
    button = None if found else {"text": ask_in_private(), "start_parameter": _ON_A_MISS}
    try:
        await services.api.call(
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


def _offers(question: Question, home: str) -> Iterator[Offer]:
    if question.text.startswith("/"):
        return
    said = answers.to_text(question)
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

"""Inline queries: what people ask the bot from any chat, and what came of it."""

from dataclasses import dataclass, field
from secrets import randbits, token_urlsafe

from sandbox.arguments import Json
from sandbox.chats import Person
from sandbox.keyboards import Markup
from sandbox.text import Text


@dataclass(frozen=True, slots=True)
class Result:
    """An answer to choose: how it looks in the list, and what is posted."""

    id: str
    shown: Json
    text: Text
    markup: Markup


@dataclass(slots=True)
class Query:
    """What somebody asked, where and when (by the monotonic clock), and the answers given so far."""

    id: str
    person: Person
    text: str
    chat_id: int
    at: float
    results: dict[str, Result] = field(default_factory=dict)


@dataclass(slots=True)
class Queries:
    asked: dict[str, Query] = field(default_factory=dict)
    posted: dict[str, tuple[int, int]] = field(default_factory=dict)  # chat and message of an inline message

    def ask(self, person: Person, text: str, chat_id: int, at: float) -> Query:
        query = Query(str(randbits(62)), person, text, chat_id, at)
        self.asked[query.id] = query
        return query

    def name_post(self, chat_id: int, message_id: int) -> str:
        """What the bot shall call a message that was posted through it."""
        name = token_urlsafe(20)
        self.posted[name] = (chat_id, message_id)
        return name

"""What a handler has at hand: the shared services, and who is asking."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import CallbackContext, ExtBot

from domain import misses, places
from domain.gazetteer import Gazetteer
from domain.programs import Catalogue, Program
from domain.questions import engine
from domain.questions.answer import Asked
from domain.questions.index import Indexes
from domain.questions.ranking import Learn
from messages.inline import Offer
from storage.chats import Chat
from storage.database import Database
from transport.api import Api
from transport.budget import Budget


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: the chat's zone and language, and its calendar date."""

    zone: ZoneInfo
    language: str
    today: date


class Services:
    """What all handlers share; made by `bot`, which renews the catalogue when a new revision is stored."""

    def __init__(
        self,
        database: Database,
        api: Api,
        now: Callable[[], datetime],
        *,
        budget: Budget,
        zone: ZoneInfo,
        language: str,
        gazetteer: Gazetteer,
        owners: frozenset[int] = frozenset(),
        secret: str = "",
        learn: Learn | None = None,
    ) -> None:
        """`secret` is the bot's own: it hashes askers for editors. `learn` may keep what it learns."""
        self.database = database
        self.api = api
        self.budget = budget
        self.now = now
        self.zone = zone
        self.language = language
        self.owners = owners
        self._secret = secret
        self._learn = learn
        self._taught: Mapping[tuple[str, str], str] = {}
        # What was offered inline from this revision: by day and words.
        self.offered: dict[tuple[date, str], tuple[Offer, ...]] = {}
        self._gazetteer = gazetteer
        self._making = asyncio.Lock()
        self._ready_for: Indexes | None = None
        self.use(Catalogue(0))

    @property
    def catalogue(self) -> Catalogue:
        """The newest revision; take it once per update, so that one answer reads one revision."""
        return self._catalogue

    def use(self, catalogue: Catalogue) -> None:
        """Answer from this revision from now on."""
        self._names = {p.id: places.index(p, self._gazetteer) for p in catalogue.programs}
        self._indexes = Indexes(catalogue, self._names, self._learn)
        self._catalogue = catalogue
        self.offered.clear()

    @property
    def taught(self) -> Mapping[tuple[str, str], str]:
        """What editors taught: by program and words, what these mean."""
        return self._taught

    def teach(self, taught: Mapping[tuple[str, str], str]) -> None:
        if taught != self._taught:
            self._taught = taught
            self.offered.clear()

    def hash_of(self, person: int) -> str:
        """How editors see a person."""
        return misses.hash_of(person, self._secret)

    def names(self, program: Program) -> places.Index:
        """The names of a program's jurisdictions, collected once per revision."""
        return self._names[program.id]

    @property
    def indexes(self) -> Indexes:
        """What questions in plain words are answered from; see `ready`."""
        return self._indexes

    @property
    def is_ready(self) -> bool:
        """Whether questions in plain words can be answered without a pause."""
        return self._ready_for is self._indexes

    async def ready(self) -> None:
        """Have ready what questions in plain words are understood by; take it before anything is awaited.

        To make it takes a second. Others are served meanwhile, and a newer catalogue may come.
        """
        while not self.is_ready:
            async with self._making:
                if not self.is_ready:
                    indexes = self._indexes
                    await asyncio.to_thread(_make, indexes, self.now().astimezone(self.zone))
                    self._ready_for = indexes

    def viewer(self, chat: Chat | None) -> Viewer:
        """A chat's own zone and language, or the operator's defaults."""
        zone = ZoneInfo(chat.time_zone) if chat and chat.time_zone else self.zone
        language = chat.language if chat and chat.language else self.language
        return Viewer(zone, language, self.now().astimezone(zone).date())


def _make(indexes: Indexes, now: datetime) -> None:
    """Ask once about each program: what the first question makes, all later ones read."""
    for program in indexes.catalogue.programs:
        engine.answer(indexes, program.name, Asked(now.date(), ZoneInfo("UTC"), program.id))


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Services]]):
    """python-telegram-bot's context with one typed door to the services."""

    @property
    def services(self) -> Services:
        return self.bot_data["services"]

"""What a handler has at hand: the shared services, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import CallbackContext, ExtBot

from domain import places
from domain.programs import Catalogue, Program
from domain.record import Record
from storage import chats, inbox
from storage.database import Database
from transport.api import Api


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: the chat's zone and language, and its calendar date."""

    zone: ZoneInfo
    language: str
    today: date

    def record(self, program: Program, day: date | None = None) -> Record:
        """The program as this viewer sees it, on a day or today."""
        return Record(program, day or self.today, self.today, self.zone)


class Services:
    """What all handlers share; made by `bot`, which renews the catalogue when a new revision is stored."""

    def __init__(
        self, database: Database, api: Api, now: Callable[[], datetime], zone: ZoneInfo, language: str
    ) -> None:
        self.database = database
        self.api = api
        self.now = now
        self.zone = zone
        self.language = language
        self.use(Catalogue(0))

    @property
    def catalogue(self) -> Catalogue:
        """The newest revision; take it once per update, so that one answer reads one revision."""
        return self._catalogue

    def use(self, catalogue: Catalogue) -> None:
        """Answer from this revision from now on."""
        self._indexes = {program.id: places.index(program) for program in catalogue.programs}
        self._catalogue = catalogue

    def names(self, program: Program) -> places.Index:
        """The names of a program's jurisdictions, made once per revision."""
        return self._indexes[program.id]

    async def viewer(self, chat_id: int, kind: str, update_id: int) -> Viewer:
        """The chat's own settings, or the defaults; a chat seen for the first time is remembered."""
        async with self.database.read() as connection:
            row = await chats.find(connection, chat_id)
        if row is None:
            async with self.database.write() as connection:
                if await inbox.mark_applied(connection, update_id, self.now()):
                    await chats.remember(connection, chat_id, kind, self.now())
        zone = ZoneInfo(row.time_zone) if row and row.time_zone else self.zone
        language = row.language if row and row.language else self.language
        return Viewer(zone, language, self.now().astimezone(zone).date())


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Services]]):
    """python-telegram-bot's context with one typed door to the services."""

    @property
    def services(self) -> Services:
        return self.bot_data["services"]

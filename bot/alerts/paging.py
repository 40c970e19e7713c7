"""Owners are told, unasked, when alerts come to wait for them, and when clocks cannot be trusted."""

import structlog

from bot.alerts.skew import Skew
from handlers.context import Services
from messages import held as texts
from messages.language import speak
from messages.message import Message
from storage.alerts import held

log = structlog.get_logger(__name__)


class Pager:
    """Remembers what the owners were told of; after a restart they are told again."""

    def __init__(self, skew: Skew) -> None:
        self._skew = skew
        self._told = 0
        self._told_of_brake = False
        self._told_of_clocks = 0

    async def look(self, services: Services) -> None:
        """Page when more is held than was told of, all sending has come to a stop, or a clock was off."""
        async with services.database.read() as connection:
            count, brake = await held.count(connection), await held.braked(connection)
        is_stopped = brake is not None and not self._told_of_brake
        if is_stopped or count > self._told:
            log.error("alerts wait for an operator", held=count, stopped=brake is not None)
            with speak(services.language):
                message = texts.page(count, brake if is_stopped else None)
            await _page(services, message)
        self._told, self._told_of_brake = count, brake is not None
        if self._skew.last is not None and self._skew.troubles > self._told_of_clocks:
            with speak(services.language):
                message = texts.clocks(self._skew.last)
            await _page(services, message)
        self._told_of_clocks = self._skew.troubles


async def _page(services: Services, message: Message) -> None:
    for owner in sorted(services.owners):
        await services.api.send(owner, message)

"""Owners are told, unasked, when alerts come to wait for them, and when clocks cannot be trusted."""

from collections.abc import Callable

import structlog

from bot.alerts.skew import Skew
from handlers.context import Services
from messages.alerts import held as texts
from messages.language import speak
from messages.message import Message
from storage.alerts import held
from transport.outcome import Kind

log = structlog.get_logger(__name__)


class Pager:
    """Remembers what the owners were told of; after a restart they are told again.

    Several processes may look; the one `is_on_duty` that handles updates too.
    """

    def __init__(self, skew: Skew, is_on_duty: Callable[[], bool]) -> None:
        self._skew = skew
        self._is_on_duty = is_on_duty
        self._told = 0
        self._told_of_brake = False
        self._told_of_clocks = 0

    async def look(self, services: Services) -> None:
        """Page when more is held than was told of, all sending has come to a stop, or a clock was off."""
        if not self._is_on_duty():
            return
        async with services.database.read() as connection:
            count, brake = await held.count(connection), await held.braked(connection)
        is_stopped = brake is not None and not self._told_of_brake
        if is_stopped or count > self._told:
            log.error("alerts wait for an operator", held=count, stopped=brake is not None)
            with speak(services.language):
                message = texts.page(count, brake if is_stopped else None)
            if not await _page(services, message):
                return  # nobody was reached: they are told at the next look
        self._told, self._told_of_brake = count, brake is not None
        if self._skew.last is not None and self._skew.troubles > self._told_of_clocks:
            with speak(services.language):
                message = texts.clocks(self._skew.last)
            if not await _page(services, message):
                return
        self._told_of_clocks = self._skew.troubles


async def _page(services: Services, message: Message) -> bool:
    """Tell every owner; False where there are some, and none was reached."""
    outcomes = [await services.api.send(owner, message) for owner in sorted(services.owners)]
    return not outcomes or any(outcome.kind is Kind.SENT for outcome in outcomes)

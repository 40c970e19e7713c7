"""Owners are told, unasked, when alerts come to wait for them."""

from collections.abc import Callable

import structlog

from handlers.context import Services
from messages import held as texts
from messages.language import speak
from storage.alerts import held
from transport.outcome import Kind

log = structlog.get_logger(__name__)


class Pager:
    """Remembers what the owners were told of; after a restart they are told again.

    Several processes may look; the one `is_on_duty` that handles updates too.
    """

    def __init__(self, is_on_duty: Callable[[], bool]) -> None:
        self._is_on_duty = is_on_duty
        self._told = 0
        self._told_of_brake = False

    async def look(self, services: Services) -> None:
        """Page when more is held than was told of, or when all sending has come to a stop."""
        if not self._is_on_duty():
            return
        async with services.database.read() as connection:
            count, brake = await held.count(connection), await held.braked(connection)
        is_stopped = brake is not None and not self._told_of_brake
        if is_stopped or count > self._told:
            log.error("alerts wait for an operator", held=count, stopped=brake is not None)
            with speak(services.language):
                message = texts.page(count, brake if is_stopped else None)
            outcomes = [await services.api.send(owner, message) for owner in sorted(services.owners)]
            if outcomes and all(outcome.kind is not Kind.SENT for outcome in outcomes):
                return  # nobody was reached: they are told at the next look
        self._told, self._told_of_brake = count, brake is not None

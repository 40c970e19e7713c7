"""Owners are told, unasked, what they are needed for: alerts held or refused, clocks, and large fan-outs."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.alerts.skew import Skew
from handlers.context import Services
from messages.alerts import held as texts
from messages.language import speak
from messages.message import Message
from storage.alerts import held, upcoming
from transport.outcome import Kind

log = structlog.get_logger(__name__)

# What takes longer is foretold, at most so long before it begins.
_LONG, _AHEAD = timedelta(minutes=10), timedelta(days=1)


class Pager:
    """Remembers what the owners were told of; after a restart they are told again.

    Several processes may look; the one `is_on_duty` that handles updates too.
    """

    def __init__(self, skew: Skew, is_on_duty: Callable[[], bool], refused: Callable[[], int]) -> None:
        """`refused` counts the alerts of this process that Telegram could not read."""
        self._skew = skew
        self._is_on_duty = is_on_duty
        self._refused = refused
        self._told_of_refused = 0
        self._told = 0
        self._told_of_brake = False
        self._told_of_clocks = 0

    async def look(self, services: Services) -> None:
        """Page when more is held than was told of, all sending has come to a stop, or a clock was off."""
        await self._tell_of_refused(services)
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

    async def _tell_of_refused(self, services: Services) -> None:
        """Each process tells of its own."""
        count = self._refused()
        if count > self._told_of_refused:
            with speak(services.language):
                message = texts.refused(count - self._told_of_refused)
            if await _page(services, message):
                self._told_of_refused = count


class Foretelling:
    """Tells the owners what a large fan-out comes to, before it begins; once, unless the process restarts."""

    def __init__(self, rate: float, is_on_duty: Callable[[], bool]) -> None:
        """`rate` is alerts a second."""
        self._rate = rate
        self._is_on_duty = is_on_duty
        self._told: set[str] = set()

    async def look(self, services: Services) -> None:
        if not services.owners or not self._is_on_duty():
            return
        now = services.now()
        async with services.database.read() as connection:
            found = await upcoming.planned(connection, now, now + _AHEAD)
        for one in found:
            length = timedelta(seconds=one.chats / self._rate)
            if length < _LONG or one.about in self._told:
                continue
            with speak(services.language):
                message = texts.fan_out(one.about, one.chats, self._rate, length)
            if await _page(services, message):
                self._told.add(one.about)


async def _page(services: Services, message: Message) -> bool:
    """Tell every owner; False where there are some, and none was reached."""
    outcomes = [await services.api.send(owner, message) for owner in sorted(services.owners)]
    return not outcomes or any(outcome.kind is Kind.SENT for outcome in outcomes)

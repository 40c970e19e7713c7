"""The send budget: what this bot may send, all replicas together, in two lanes.

Telegram bears some 30 messages a second of a bot. Alerts take turns of a rate that all replicas share.
Replies have a lane of their own, so that alerts never delay one; only the process that handles updates
replies, so this lane needs no database. Replies beyond it take turns of the shared rate too.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Self
from weakref import WeakValueDictionary

import structlog

from storage import budget as shared
from storage.budget import BOT
from storage.database import Database, DatabaseError
from transport.line import Line, Moments
from transport.pacing import ALONE, SECOND, SEVERAL, Paces, Sent

log = structlog.get_logger(__name__)

# Used so much later, a permit would be one too many for another second: it is within what SECOND adds.
_LATE_S = 0.035
# One of so many looks at the database's clock is a quick one.
_LOOKS = 5
# A reply rather waits so long for its own lane than it takes a turn from the alerts.
_PATIENCE_S = 0.1


class Lane(StrEnum):
    REPLIES = "replies"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second: for alerts, and reserved for replies."""

    alerts: float = 25
    replies: float = 5


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to send one message to a chat, from `due` on (machine time) and hardly later."""

    chat: int
    due: float


class Budget:
    """Gives out permits, and keeps the pauses that Telegram asks for."""

    def __init__(self, database: Database, rates: Rates, paces: Paces | None = None) -> None:
        """Without `paces`, those of several processes where there may be several."""
        self._database = database
        self._paces = paces = paces or (ALONE if database.is_sqlite else SEVERAL)
        self._sent = Sent(paces)
        self._lane = _Lane(rates.replies)
        # Kept for as long as somebody holds it or waits for it.
        self._replying = WeakValueDictionary[int, asyncio.Lock]()
        self._pauses: dict[str, float] = {}
        self._moments = Moments()
        self._alerts = Line(database, rates.alerts / SECOND, self._moments)
        self._replies = Line(database, rates.alerts / SECOND, self._moments)

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Database, rates: Rates, paces: Paces | None = None) -> AsyncIterator[Self]:
        """A budget that knows the pauses of now, and hears of those that other replicas are asked for."""
        budget = cls(database, rates, paces)
        for name, seconds in (await shared.pauses(database)).items():
            budget._keep(name, seconds)
        for _ in range(_LOOKS):
            budget._moments.of(await shared.look(database))
        hearing = asyncio.create_task(budget._hear())
        try:
            yield budget
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            for line in (budget._alerts, budget._replies):
                await line.close()

    async def permit(self, lane: Lane, chat: int) -> Permit:
        """Wait until a message may go to a chat. Of an alert the permit comes a moment before it is due."""
        while True:
            await self.calm(chat)
            if lane is Lane.ALERTS:
                permit = Permit(chat, await self._turn_of_alert(chat))
                await _until(permit.due - self._alerts.lead)
            else:
                permit = Permit(chat, await self._turn_of_reply(chat))
                await _until(permit.due)
            if self.holds(permit):
                return permit

    def apart(self, chat: int) -> float:
        """Seconds between two alerts to a chat; who loses a turn waits as long for the next."""
        return self._paces.of(chat).apart

    async def redeem(self, permit: Permit) -> bool:
        """Wait until it is due; False if it holds no more."""
        await _until(permit.due)
        return self.holds(permit)

    def holds(self, permit: Permit) -> bool:
        """Whether no pause came meanwhile, and it was not kept too long: the last look before the wire."""
        return not self.pause_of(permit.chat) and monotonic() - permit.due < _LATE_S

    async def calm(self, chat: int | None) -> None:
        """Wait until the pauses are over that hold for a chat; without one, for the bot."""
        while seconds := self.pause_of(chat):  # noqa: ASYNC110 - it may be made longer meanwhile
            await asyncio.sleep(seconds)

    def pause_of(self, chat: int | None) -> float:
        """For how many seconds more nothing may be sent there."""
        if not self._pauses:
            return 0.0
        ends = max(self._pauses.get(name, 0.0) for name in (BOT, str(chat)))
        return max(ends - monotonic(), 0.0)

    async def pause(self, chat: int | None, seconds: float) -> None:
        """Keep a pause that Telegram asked for: of a group for this chat, of anything else for the bot."""
        name = str(chat) if chat is not None and chat < 0 else BOT
        self._keep(name, seconds)
        log.warning("Telegram asks for a pause", of="a group" if name != BOT else "the bot", seconds=seconds)
        try:
            await shared.pause(self._database, name, seconds)
        except DatabaseError as error:
            # This process keeps it all the same; another one learns of it by its own 429.
            log.warning("the pause is not shared", reason=str(error))

    def _keep(self, name: str, seconds: float) -> None:
        now = monotonic()
        self._pauses = {known: end for known, end in self._pauses.items() if end > now}
        self._pauses[name] = max(self._pauses.get(name, 0.0), now + seconds)

    async def _hear(self) -> None:
        async for name, seconds in shared.hear(self._database):
            self._keep(name, seconds)

    async def _turn_of_alert(self, chat: int) -> float:
        apart = self._paces.of(chat).apart
        if not self._paces.is_joint:
            return await self._alerts.turn(str(chat), apart)
        while True:
            await _until(self._sent.alert_at(chat) - self._alerts.lead)
            due = await self._alerts.turn(str(chat), apart)
            # Replies that left while it waited in line went first, and the turn is lost.
            if due >= self._sent.alert_at(chat):
                self._sent.note(chat, due)
                return due

    async def _turn_of_reply(self, chat: int) -> float:
        # One after the other: only once this one has its turn it is known when the chat bears the next.
        async with self._replying.setdefault(chat, asyncio.Lock()):
            while True:
                await _until(self._sent.free_at(chat))
                due = self._lane.book()
                if due is None:
                    due = await self._replies.turn()
                # Alerts that took theirs while it waited in line went first, and the turn is lost.
                if due >= self._sent.free_at(chat):
                    self._sent.note(chat, due)
                    return due


class _Lane:
    """The lane of replies: so many in any second, and none behind an alert."""

    def __init__(self, rate: float) -> None:
        self._count = max(1, int(rate))
        self._seconds = SECOND * self._count / rate
        self._dues: deque[float] = deque()

    def book(self) -> float | None:
        """When the next may go, now or in a moment; None if that is too long to wait."""
        now = monotonic()
        while self._dues and self._dues[0] <= now - self._seconds:
            self._dues.popleft()
        due = now
        if len(self._dues) >= self._count:
            due = self._dues[-self._count] + self._seconds
            if due > now + _PATIENCE_S:
                return None
        self._dues.append(due)
        return due


async def _until(at: float) -> None:
    if (seconds := at - monotonic()) > 0:
        await asyncio.sleep(seconds)

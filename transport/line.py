"""Waiting in line for turns of the rate that all replicas share; the database books them in blocks."""

import asyncio
from dataclasses import dataclass
from math import inf
from time import monotonic

import structlog

from storage import budget as shared
from storage.budget import Ask, Look
from storage.database import Database, DatabaseError

log = structlog.get_logger(__name__)

# A block is what the rate carries in so long: 10 at 25 a second. Longer ones would hold up other replicas.
_BLOCK_S = 0.4
# Somebody hears of a turn so long before it begins, and what two transactions take: one that books it, and
# one that writes down what is going to be sent.
_LEAD_S, _LONGEST_LEAD_S = 0.1, 3.0
_PAUSE_S = 1.0
_KEPT = 10_000


@dataclass(slots=True, eq=False)
class _Waiting:
    ask: Ask
    turn: asyncio.Future[float]


class Moments:
    """When the database's clock showed what it did, in machine time.

    A slow answer tells it badly, and then what quicker ones told before is nearer. Processes that err about
    it, each by as much as its answer takes, would send in the same moment.
    """

    def __init__(self) -> None:
        self._offset = inf

    def of(self, look: Look) -> float:
        self._offset = min(max(self._offset, look.before - look.clock), look.after - look.clock)
        return look.clock + self._offset


class Line:
    """First come, first served, but for those whose chat is not free yet. `rate` is turns a second."""

    def __init__(self, database: Database, rate: float, moments: Moments) -> None:
        self._database = database
        self._moments = moments
        self._apart = 1 / rate
        self._block = max(1, round(rate * _BLOCK_S))
        self._waiting: list[_Waiting] = []
        self._free_at: dict[str | None, float] = {}
        self._most = _KEPT
        self._ends = 0.0  # the last turn that was booked here
        self.lead = _LEAD_S
        self._somebody_came = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def turn(self, chat: str | None = None, lasts: float = 0.0) -> float:
        """Wait for a turn; gives when it begins (machine time), which may be in a moment."""
        waiting = _Waiting(Ask(chat, lasts), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._somebody_came.set()
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        try:
            return await waiting.turn
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    async def close(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    async def _serve(self) -> None:
        while self._waiting:
            block, free_at = self._next()
            if not block:
                await self._wait_for_somebody(free_at)
                continue
            try:
                await self._book(block)
            except DatabaseError as error:
                log.warning("messages wait for their turn", reason=str(error))
                await asyncio.sleep(_PAUSE_S)
            else:
                # So early that no turn is lost between this block and the next.
                await asyncio.sleep(self._ends - 2 * self.lead - monotonic())

    def _next(self) -> tuple[list[_Waiting], float]:
        """Who is served next, of each chat one; and when the first of the others' chats is free."""
        block: dict[object, _Waiting] = {}
        # Before, our next turn does not begin: a chat that is free then loses it none.
        soon, first = max(monotonic() + self.lead, self._ends), inf
        for waiting in self._waiting:
            free_at = self._free_at.get(waiting.ask.chat, -inf)
            if free_at > soon:
                first = min(first, free_at)
            elif len(block) < self._block:
                block.setdefault(waiting.ask.chat or waiting, waiting)
        return list(block.values()), first

    async def _wait_for_somebody(self, free_at: float) -> None:
        self._somebody_came.clear()
        try:
            async with asyncio.timeout(max(free_at - self.lead - monotonic(), 0.0)):
                await self._somebody_came.wait()
        except TimeoutError:
            pass

    async def _book(self, block: list[_Waiting]) -> None:
        """Book turns for all of them, and give them out.

        Whose chat another replica has just written to stays in line until it is free.
        """
        before = monotonic()
        asked = [waiting.ask for waiting in block]
        turns, seen = await shared.take(self._database, self._apart, asked, self.lead)
        now = self._moments.of(seen)
        self.lead = min(_LEAD_S + 2 * (monotonic() - before), _LONGEST_LEAD_S)
        if len(self._free_at) >= self._most:
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
            self._most = max(_KEPT, 2 * len(self._free_at))
        for waiting, turn in zip(block, turns, strict=True):
            at = now + turn.begins
            if turn.is_booked:
                self._ends = at + self._apart
                # Somebody who went away meanwhile leaves the turn unused.
                if waiting in self._waiting:
                    self._waiting.remove(waiting)
                    if not waiting.turn.done():
                        waiting.turn.set_result(at)
            if waiting.ask.chat is not None:
                self._free_at[waiting.ask.chat] = at + (waiting.ask.lasts if turn.is_booked else 0.0)

"""Carries alerts to Telegram: up to so many at a time, each meant before it is sent and settled after."""

import asyncio
from collections.abc import Coroutine
from time import monotonic
from typing import Any

import structlog

from bot.alerts import wording
from bot.alerts.verdicts import MALFORMED, NO_PLACE
from bot.alerts.writer import Writer
from bot.metrics import Metrics
from handlers.context import Services
from storage.alerts import reap, send
from storage.alerts.send import Claimed
from storage.database import DatabaseError
from transport.budget import Lane
from transport.outcome import Kind, Outcome

log = structlog.get_logger(__name__)

IN_FLIGHT = 64
# How often it looks for what is due; when something was sent it looks at once.
LOOK_S = 1.0
# So many times in a row nothing could be sent at all, and then none is tried for so long.
_UNSENT = 20
_BREAK_S = 15.0
_NO_ACCESS_S = 30.0
_STUCK_S = 60.0


class Sender:
    """Sends what is due. Several processes may; the ledger lets each alert be one's only."""

    def __init__(
        self,
        services: Services,
        metrics: Metrics,
        policy: str = reap.BY_KIND,
        *,
        brakes: bool = True,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        """`policy` says what becomes of a send that may have arrived; see storage/alerts/reap.py."""
        self.policy = policy
        self._services = services
        self._metrics = metrics
        self._writer = Writer(services, policy, brakes=brakes)
        self._in_flight = in_flight
        self._tasks: set[asyncio.Task[None]] = set()
        self._claiming = asyncio.Lock()
        self._unsent = 0
        self._rests_until = 0.0
        self._looked = monotonic()

    async def run(self) -> None:
        """Send what is due until cancelled."""
        writing = asyncio.create_task(self._writer.run())
        try:
            while True:
                try:
                    found = await self._take()
                except DatabaseError as error:
                    log.warning("alerts were not looked for", reason=str(error))
                    found = 0
                if not found:
                    await self._wait(LOOK_S)
        finally:
            writing.cancel()
            await asyncio.gather(writing, *self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Send all that is due now, and wait for the end of it."""
        while not self.problem() and (await self._take() or self._tasks):
            await self._wait(LOOK_S)

    async def finish(self, seconds: float) -> None:
        """Let what is under way come to its end; what only waits for its turn is free for others."""
        self._rests_until = float("inf")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def problem(self) -> str | None:
        """Why alerts do not go out, in words."""
        if (rest := self._rests_until - monotonic()) > 0:
            return f"rests for {rest:.0f} s more: Telegram cannot be reached, or refuses the token"
        if (age := monotonic() - self._looked) > _STUCK_S:
            return f"last looked {age:.0f} s ago"
        return None

    async def _take(self) -> int:
        """Begin as many as may be under way; gives how many."""
        async with self._claiming:
            room = self._in_flight - len(self._tasks)
            # Claims of a few at a time cost as much as one of many.
            if room < self._in_flight // 2 or monotonic() < self._rests_until:
                return 0
            services = self._services
            async with services.database.write() as connection:
                claimed = await send.claim(connection, services.now(), room)
            self._looked = monotonic()
            for one in claimed:
                self._begin(self._deliver(one))
            return len(claimed)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait(self, seconds: float) -> None:
        """Until enough of what is under way has ended, but no longer than so."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(seconds)

    async def _deliver(self, one: Claimed) -> None:
        try:
            permit = await self._services.budget.permit(Lane.ALERTS, one.chat)
            if not await self._writer.intend(one):
                return
            try:
                message = await wording.word(self._services, one)
            except Exception:
                log.exception("an alert could not be put into words", delivery=one.id)
                outcome = Outcome(Kind.REFUSED, detail="could not be put into words")
            else:
                if message is None:
                    outcome = Outcome(Kind.REFUSED, detail="nothing to tell")
                else:
                    outcome = await self._services.api.send(
                        one.chat,
                        message,
                        # Where the topic is gone, the group itself is told.
                        thread_id=one.thread if one.thread and one.why != NO_PLACE else None,
                        silent=one.silent,
                        is_plain=one.why == MALFORMED,
                        permit=permit,
                    )
            await self._writer.settle(one, outcome)
        except Exception:
            # As after a kill: what was not meant is free again, what was is unknown.
            log.exception("an alert was left behind", delivery=one.id)
            return
        self._note(outcome)

    def _note(self, outcome: Outcome) -> None:
        self._metrics.alerts.labels(outcome.kind).inc()
        if outcome.kind is Kind.NO_ACCESS:
            self._rest(_NO_ACCESS_S, "Telegram refuses the token")
        self._unsent = self._unsent + 1 if outcome.kind is Kind.NOT_SENT else 0
        if self._unsent >= _UNSENT:
            self._rest(_BREAK_S, "Telegram cannot be reached")
        if outcome.kind in {Kind.MALFORMED, Kind.REFUSED}:
            log.error("an alert was refused", reason=outcome.detail)

    def _rest(self, seconds: float, why: str) -> None:
        if self._rests_until < monotonic():
            log.error("no alert is sent for a while", seconds=seconds, reason=why)
        self._rests_until = max(self._rests_until, monotonic() + seconds)

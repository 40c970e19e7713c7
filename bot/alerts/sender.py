"""Carries alerts to Telegram: up to so many at a time, each meant before it is sent and settled after."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from time import monotonic

import structlog

from bot import ticks
from bot.alerts.verdicts import MALFORMED, NO_PLACE
from bot.alerts.wording import Wording
from bot.alerts.writer import Writer
from bot.metrics import Metrics
from handlers.context import Services
from storage.alerts import claiming, reap
from storage.alerts.claiming import Claimed
from storage.database import DatabaseError
from transport.budget import Lane, Permit
from transport.outcome import Kind, Outcome

log = structlog.get_logger(__name__)

IN_FLIGHT = 64
# So many times as many are claimed ahead where turns come fast; where they are slow, leases would not last.
_AHEAD = 3
# How often it looks for what is due; while there is more, or when all is sent, it looks at once.
LOOK_S = 1.0
# So many of a chat wait here for their turn, which comes every second, or three, of a group: more would
# outstay their leases. The others are looked for again after so long.
_IN_LINE, _IN_LINE_GROUP = 8, 2
_BACK_S = 5.0
# For so long another turn is waited for with an alert in hand: with the send itself, well within its lease.
_AGAIN_S = 5.0
# What is on record no more is looked at again after so long, unless it is cancelled by then.
_GONE_S = 10.0
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
        self._wording = Wording(services)
        self._in_flight = in_flight
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_telegram = 0
        self._in_line: Counter[int] = Counter()
        self._claiming = asyncio.Lock()
        self._is_more_due = False
        self._may_look = asyncio.Event()
        self._unsent = 0
        # Alerts that Telegram could not read: a mistake of ours, which the owners are told of.
        self.refused = 0
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
            # Nothing more is written down: who waits for that would wait for ever.
            for task in (writing, *self._tasks):
                task.cancel()
            await asyncio.gather(writing, *self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Send all that is due now, and wait for the end of it."""
        while not self.problem() and (await self._take(puts_back=False) or self._tasks):
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

    async def _take(self, *, puts_back: bool = True) -> int:
        """Begin as many as may be under way; gives how many there were to be begun."""
        async with self._claiming:
            self._may_look.clear()
            room = self._room()
            if room < self._least() or monotonic() < self._rests_until:
                return 0
            services = self._services
            async with services.database.write() as connection:
                claimed = await claiming.claim(connection, services.now(), room)
                late = self._late(claimed) if puts_back else set()
                if late:
                    back = [one for one in claimed if one.id in late]
                    await claiming.put_back(connection, back, _BACK_S)
            self._looked = monotonic()
            self._is_more_due = len(claimed) == room
            if claimed:  # what was planned a moment ago is in no older revision
                await ticks.renew_catalogue(services)
            for one in claimed:
                if one.id not in late:
                    self._begin(one)
            return len(claimed)

    def _room(self) -> int:
        """How many more to claim: where turns come fast, the next wait for theirs meanwhile."""
        ahead = _AHEAD * min(self._at_telegram, self._in_flight)
        return self._in_flight + ahead - len(self._tasks)

    def _least(self) -> int:
        """Claims of a few at a time cost as much as one of many."""
        return self._in_flight // 2 if self._at_telegram < self._in_flight // 2 else self._in_flight

    def _late(self, claimed: Sequence[Claimed]) -> set[int]:
        """Those for whose chats enough wait already, by their ids."""
        line, late = self._in_line.copy(), set()
        for one in claimed:
            line[one.chat] += 1
            if line[one.chat] > (_IN_LINE if one.chat > 0 else _IN_LINE_GROUP):
                late.add(one.id)
        return late

    def _begin(self, one: Claimed) -> None:
        task = asyncio.create_task(self._deliver(one))
        self._tasks.add(task)
        self._in_line[one.chat] += 1

        def end(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            self._in_line[one.chat] -= 1
            if not self._in_line[one.chat]:
                del self._in_line[one.chat]
            if not self._tasks or (self._is_more_due and self._room() >= self._least()):
                self._may_look.set()

        task.add_done_callback(end)

    async def _wait(self, seconds: float) -> None:
        """Until there may be more to take, but no longer than so."""
        try:
            async with asyncio.timeout(seconds):
                await self._may_look.wait()
        except TimeoutError:
            pass

    async def _deliver(self, one: Claimed) -> None:
        try:
            permit = await self._services.budget.permit(Lane.ALERTS, one.chat)
            if not await self._writer.intend(one):
                return
            outcome = await self._send_in_turn(one, permit)
            await self._writer.settle(one, outcome)
        except Exception:
            # As after a kill: what was not meant is free again, what was is unknown.
            log.exception("an alert was left behind", delivery=one.id)
            return
        self._note(outcome)
        if outcome.kind is Kind.REFUSED or (outcome.kind is Kind.MALFORMED and one.why == MALFORMED):
            self.refused += 1

    def count_expired(self, count: int) -> None:
        """So many came too late and were put away."""
        self._metrics.alerts.labels("expired").inc(count)

    async def _send_in_turn(self, one: Claimed, permit: Permit) -> Outcome:
        """What comes too late for its turn takes another: it is meant already, and nothing of it has left.

        Where one chat's turns are far apart, as with several processes, it goes back to the others.
        """
        until = monotonic() + _AGAIN_S
        is_soon = self._services.budget.apart(one.chat) < _AGAIN_S
        outcome = await self._send(one, permit)
        while is_soon and outcome.kind is Kind.WAIT and not outcome.retry_after:
            try:
                async with asyncio.timeout(max(until - monotonic(), 0.0)):
                    permit = await self._services.budget.permit(Lane.ALERTS, one.chat)
            except TimeoutError:  # a pause, or a long line: others may be sent meanwhile
                break
            outcome = await self._send(one, permit)
        return outcome

    async def _send(self, one: Claimed, permit: Permit) -> Outcome:
        try:
            message = await self._wording.word(one)
        except Exception:
            log.exception("an alert could not be put into words", delivery=one.id)
            return Outcome(Kind.REFUSED, detail="could not be put into words")
        if message is None:
            # The edit that took its fact away is about to cancel it; the next one may bring both back.
            log.warning("an alert waits: its fact is on record no more", delivery=one.id)
            return Outcome(Kind.WAIT, retry_after=_GONE_S, detail="nothing to tell")
        self._at_telegram += 1
        try:
            return await self._services.api.send(
                one.chat,
                message,
                # Where the topic is gone, the group itself is told.
                thread_id=one.thread if one.thread and one.why != NO_PLACE else None,
                silent=one.silent,
                is_plain=one.why == MALFORMED,
                permit=permit,
            )
        finally:
            self._at_telegram -= 1

    def _note(self, outcome: Outcome) -> None:
        self._metrics.alerts.labels(outcome.kind).inc()
        if outcome.kind is Kind.NO_ACCESS:
            self._rest(_NO_ACCESS_S, "Telegram refuses the token")
        if outcome.kind is not Kind.WAIT:  # that may be our own doing, and says nothing of Telegram
            self._unsent = self._unsent + 1 if outcome.kind is Kind.NOT_SENT else 0
        if self._unsent >= _UNSENT:
            self._rest(_BREAK_S, "Telegram cannot be reached")
        if outcome.kind in {Kind.MALFORMED, Kind.REFUSED}:
            log.error("an alert was refused", reason=outcome.detail)

    def _rest(self, seconds: float, why: str) -> None:
        if self._rests_until < monotonic():
            log.error("no alert is sent for a while", seconds=seconds, reason=why)
        self._rests_until = max(self._rests_until, monotonic() + seconds)

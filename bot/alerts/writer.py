"""Writes down what is meant and what became of it, of all sends under way, one transaction after another."""

import asyncio
from dataclasses import dataclass, field

import structlog

from bot.alerts.verdicts import verdict
from handlers.context import Services
from storage.alerts import held, intending, settling
from storage.alerts.claiming import Claimed
from storage.database import DatabaseError
from transport.outcome import Outcome

log = structlog.get_logger(__name__)

_PAUSE_S = 1.0


@dataclass(slots=True)
class _Wish:
    """What somebody waits for: that a send is meant, or, with an outcome, that it is settled."""

    one: Claimed
    outcome: Outcome | None
    done: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Writer:
    """A commit costs the same for one as for many: while one transaction runs, the next collects."""

    def __init__(self, services: Services, policy: str, *, brakes: bool = True) -> None:
        """`policy`: see storage/alerts/reap.py. `brakes`: whether too many refusals stop all sending."""
        self._services = services
        self._policy = policy
        self._brakes = brakes
        self._wishes: list[_Wish] = []
        self._wanted = asyncio.Event()

    async def intend(self, one: Claimed) -> bool:
        """Write down that it is about to be sent; False where it must not be."""
        return await self._ask(_Wish(one, None))

    async def settle(self, one: Claimed, outcome: Outcome) -> None:
        """Write down what became of it."""
        await self._ask(_Wish(one, outcome))

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            wishes, self._wishes = self._wishes, []
            try:
                await self._write(wishes)
            except DatabaseError as error:
                # What was sent must be written: it is asked for again. What is meant waits as long.
                log.warning("alerts were not written down", reason=str(error))
                self._wishes = wishes + self._wishes
                self._wanted.set()
                await asyncio.sleep(_PAUSE_S)
            except Exception as error:
                log.exception("alerts were not written down")
                for wish in wishes:
                    if not wish.done.done():
                        wish.done.set_exception(error)

    async def _ask(self, wish: _Wish) -> bool:
        self._wishes.append(wish)
        self._wanted.set()
        return await wish.done

    async def _write(self, wishes: list[_Wish]) -> None:
        meant = [wish for wish in wishes if wish.outcome is None]
        done = [verdict(wish.one, wish.outcome, self._policy) for wish in wishes if wish.outcome is not None]
        is_refused = any(one.then is not None and one.then.what == "blocked" for one in done)
        now = self._services.now()
        async with self._services.database.write() as connection:
            await settling.settle(connection, done, now)
            pulled = self._brakes and is_refused and await held.pull_brake(connection, now)
            may = await intending.intend(connection, [wish.one for wish in meant], now) if meant else set()
        if pulled:
            log.error("all alerts are stopped: too many chats refuse them; see `proviso alerts release`")
        for wish in wishes:
            if not wish.done.done():
                wish.done.set_result(wish.one.id in may)

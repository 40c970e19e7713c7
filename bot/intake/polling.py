"""Polling: asks Telegram for updates, and heals or ends itself when it goes deaf."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from time import monotonic
from typing import Any

import orjson
import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.intake.lanes import Lanes
from bot.intake.reading import ALLOWED, arrival
from bot.intake.writer import InboxWriter
from bot.refusal import GaveUp, Refusal
from bot.timings import Timings
from storage.database import DatabaseError
from transport import outcome
from transport.api import Api

log = structlog.get_logger(__name__)

# Each call of it is a new connection, of polling's own: one that hangs must not hold up replies.
Reach = Callable[[], AbstractAsyncContextManager[Api]]

_BATCH = 100
_PAUSE_S = 0.5


class Poller:
    """Asks for updates and keeps each batch in the inbox before it confirms it."""

    def __init__(self, reach: Reach, writer: InboxWriter, lanes: Lanes, timings: Timings) -> None:
        self._reach = reach
        self._writer = writer
        self._lanes = lanes
        self._timings = timings
        self._offset: int | None = None
        self._was_alone = False
        self._conflict_since: float | None = None
        self._heard_at: float | None = None

    def age(self) -> float | None:
        """Seconds since the last round trip; None while another process polls."""
        return None if self._heard_at is None else monotonic() - self._heard_at

    def problem(self) -> str | None:
        age = self.age()
        if age is None or age < self._timings.stale:
            return None
        return f"no answer from Telegram for {age:.0f} s"

    async def run(self) -> None:
        """Poll until cancelled; a Refusal when another poller stays, GaveUp when nothing is heard."""
        self._heard_at = monotonic()
        patience = self._timings.stale
        try:
            while await self._poll_until(patience) or patience == self._timings.stale:
                log.warning("polling is deaf; connecting anew", problem=self.problem())
                patience = 2 * self._timings.stale
            raise GaveUp(
                f"{self.problem()}, also over a new connection: check the network and PROVISO_API_BASE_URL"
            )
        finally:
            self._heard_at = None

    async def _poll_until(self, patience: float) -> bool:
        """Poll over one connection until nothing is heard for so long; gives whether anything was."""
        began = self._heard_at
        async with self._reach() as api:
            polling = asyncio.create_task(self._poll(api))
            try:
                while (self.age() or 0.0) < (patience if self._heard_at == began else self._timings.stale):
                    await asyncio.wait({polling}, timeout=min(1.0, self._timings.stale / 20))
                    if polling.done():
                        polling.result()
                return self._heard_at != began
            finally:
                polling.cancel()
                await asyncio.gather(polling, return_exceptions=True)

    async def _poll(self, api: Api) -> None:
        # A webhook left from another set-up would answer every poll with 409.
        with suppress(TelegramError):
            await api.call("deleteWebhook", drop_pending_updates=False, read_timeout=self._timings.grace)
        pause = _PAUSE_S
        while True:
            await self._has_room()
            try:
                await self._ask(api)
                pause = _PAUSE_S
            except RetryAfter as error:
                await asyncio.sleep(outcome.seconds(error))
            except (TelegramError, DatabaseError) as error:
                self._note(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0 if isinstance(error, Conflict) else self._timings.longest_pause)

    async def _has_room(self) -> None:
        """Wait while the lanes are full; not asking meanwhile is not deafness."""
        while self._lanes.is_full:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._lanes.has_room(), 1.0)
            self._heard_at = monotonic()

    async def _ask(self, api: Api) -> None:
        updates: list[dict[str, Any]] = await api.call(
            "getUpdates",
            offset=self._offset,
            limit=_BATCH,
            timeout=self._timings.long_poll,
            allowed_updates=ALLOWED,
            read_timeout=self._timings.long_poll + self._timings.grace,
        )
        self._was_alone, self._conflict_since = True, None
        self._heard_at = monotonic()
        if not updates:
            return
        found = (arrival(update, orjson.dumps(update).decode()) for update in updates)
        await self._writer.store([update for update in found if update is not None])
        # Only now may the next request confirm them.
        self._offset = max(update["update_id"] for update in updates) + 1

    def _note(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self._conflict_since = self._conflict_since or monotonic()
            limit = self._timings.conflict_later if self._was_alone else self._timings.conflict_at_start
            if monotonic() - self._conflict_since >= limit:
                raise Refusal(
                    "another program polls Telegram with this PROVISO_BOT_TOKEN: "
                    "stop it, or use another token"
                )
            log.warning("another program polls with the same token")
            return
        self._conflict_since = None
        if isinstance(error, InvalidToken):
            log.error("Telegram refuses the token; nothing is lost, updates wait at Telegram")
        else:
            log.warning("updates could not be fetched; trying again", reason=str(error))

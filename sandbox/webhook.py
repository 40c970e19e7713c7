"""Bringing updates to the bot's own address, again and again until it takes them."""

import asyncio
import heapq
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from sandbox.arguments import Json
from sandbox.delivery import Delivery

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0  # seconds; Telegram's are longer, tests are in a hurry
_SHUFFLE = 0.02  # seconds in which updates gather that are to go out of order
_PATIENCE = aiohttp.ClientTimeout(total=60)
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")


class Source(Protocol):
    """Where updates wait until somebody takes them."""

    delivery: Delivery

    def confirm(self, number: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Settings:
    url: str
    secret_token: str = ""
    max_connections: int = 40


@dataclass(slots=True)
class _Lane:
    """Updates that come one after the other: each only when the one before it is taken."""

    is_repeat: bool = False
    updates: deque[Json] = field(default_factory=deque)
    pause: float = _FIRST_PAUSE


class Webhook:
    """Up to max_connections updates at once, but one at a time of a chat, as Telegram does it."""

    def __init__(self, settings: Settings, source: Source, obey: Callable[[Json], Awaitable[None]]) -> None:
        self.settings = settings
        self.last_error = ""
        self.last_error_at = 0
        self._source = source
        self._obey = obey
        self._lanes: dict[Hashable, _Lane] = {}
        self._ready: list[tuple[int, int, Hashable]] = []  # the lanes whose next update can go now
        self._brought = 0
        self._deliveries: set[asyncio.Task[None]] = set()
        # Not more connections than deliveries, which are counted here.
        self._session = aiohttp.ClientSession(timeout=_PATIENCE, connector=aiohttp.TCPConnector(limit=0))

    def bring(self, update: Json, is_repeat: bool = False) -> None:
        self._brought += 1
        is_alone = is_repeat or self._source.delivery.is_reordering
        key = ("alone", self._brought) if is_alone else _lane(update)
        lane = self._lanes.setdefault(key, _Lane(is_repeat))
        lane.updates.append(update)
        if len(lane.updates) == 1:
            self._make_ready(key)

    async def close(self) -> None:
        """Stop at once: what is on its way is not taken."""
        self._lanes.clear()
        self._ready.clear()
        for delivery in self._deliveries:
            delivery.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)
        await self._session.close()

    def _make_ready(self, key: Hashable) -> None:
        lane = self._lanes.get(key)
        if lane is None:
            return
        self._brought += 1  # tells apart lanes that cannot be compared
        heapq.heappush(self._ready, (_number(lane.updates[0]), self._brought, key))
        if self._source.delivery.is_reordering:
            asyncio.get_running_loop().call_later(_SHUFFLE, self._deliver_more)
        else:
            self._deliver_more()

    def _deliver_more(self) -> None:
        while self._ready and len(self._deliveries) < self.settings.max_connections:
            delivery = asyncio.create_task(self._deliver(self._next()))
            self._deliveries.add(delivery)
            delivery.add_done_callback(self._end)

    def _end(self, delivery: asyncio.Task[None]) -> None:
        self._deliveries.discard(delivery)
        self._deliver_more()

    def _next(self) -> Hashable:
        """The lane with the first update, or, where they come out of order, one of the first."""
        chosen = self._source.delivery.choose(len(self._ready))
        first = [heapq.heappop(self._ready) for _ in range(chosen + 1)]
        for entry in first[:-1]:
            heapq.heappush(self._ready, entry)
        return first[-1][2]

    async def _deliver(self, key: Hashable) -> None:
        lane = self._lanes[key]
        update = lane.updates[0]
        problem, reply = await self._post(update)
        if problem:
            self.last_error, self.last_error_at = problem, int(time.time())
            asyncio.get_running_loop().call_later(lane.pause, self._make_ready, key)
            lane.pause = min(2 * lane.pause, _LONGEST_PAUSE)
            return
        self._source.confirm(_number(update))
        lane.updates.popleft()
        lane.pause = _FIRST_PAUSE
        if lane.updates:
            self._make_ready(key)
        else:
            del self._lanes[key]
        if not lane.is_repeat and self._source.delivery.repeats():
            self.bring(update, is_repeat=True)
        if reply:
            await self._obey(reply)

    async def _post(self, update: Json) -> tuple[str, Json]:
        """What went wrong, if anything, and the call in the answer, if there is one."""
        headers = {_SECRET: self.settings.secret_token} if self.settings.secret_token else {}
        try:
            async with self._session.post(
                self.settings.url, json=update, headers=headers, allow_redirects=False
            ) as answer:
                if not 200 <= answer.status < 300:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}", {}
                return "", await _call_in(answer)
        except aiohttp.ClientConnectorError as error:
            return os.strerror(error.errno) if error.errno else "Connection refused", {}
        except TimeoutError:
            return "Read timeout expired", {}
        except (aiohttp.ClientError, OSError):
            return "Webhook connection closed", {}


async def _call_in(answer: aiohttp.ClientResponse) -> Json:
    if answer.content_type != "application/json":
        return {}
    try:
        body = await answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) and isinstance(body.get("method"), str) else {}


def _lane(update: Json) -> Hashable:
    """Telegram's own: messages and their edits by chat; every other kind by itself, by chat or person."""
    [kind] = update.keys() - {"update_id"}
    content = update[kind]
    assert isinstance(content, dict)
    place = content.get("chat") or content["from"]
    return ("message" if kind in _MESSAGES else kind), place["id"]


def _number(update: Json) -> int:
    number = update["update_id"]
    assert isinstance(number, int)
    return number

"""Telegram's flood limits, on request: how many messages a bot may send, to one chat and in all."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.arguments import Refused
from sandbox.calls import Call
from sandbox.chats import Chat


@dataclass(slots=True)
class Bucket:
    """Room for so many messages at once, coming back at so many a second."""

    size: int
    rate: float
    room: float
    at: float

    def wait(self, wanted: int, now: float) -> float:
        """Seconds until there is room for that many, or for as many as ever fit."""
        self.room = min(self.room + (now - self.at) * self.rate, self.size)
        self.at = now
        return max(min(wanted, self.size) - self.room, 0) / self.rate


class FloodLimits:
    """One a second to a person with a burst of three, 20 a minute to a group, 30 a second in all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[int, Bucket] = {}
        self.is_on = False

    def switch(self, is_on: bool) -> None:
        """Turn the limits on, with all the room there is, or off."""
        self.is_on = is_on
        self._buckets.clear()

    @contextmanager
    def counting(self, call: Call, chat: Chat | None) -> Iterator[None]:
        """Refuse what is too much, and count what is then accepted. Telegram names whole seconds."""
        messages = _messages(call) if self.is_on and chat else 0
        if chat is None or not messages:
            yield
            return
        now = self._now()
        buckets = self._of(chat, now)
        wait = max(bucket.wait(messages, now) for bucket in buckets)
        if wait > 0:
            seconds = math.ceil(wait)
            raise Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
        yield
        for bucket in buckets:
            bucket.room -= messages

    def _of(self, chat: Chat, now: float) -> tuple[Bucket, Bucket]:
        size, rate = (3, 1.0) if chat.is_private else (20, 20 / 60)
        everybody = self._buckets.setdefault(0, Bucket(30, 30.0, 30, now))
        return everybody, self._buckets.setdefault(chat.id, Bucket(size, rate, size, now))


def _messages(call: Call) -> int:
    """How many messages a call sends; an album counts as many as it has parts."""
    method = call.method.lower()
    if not method.startswith("send") or method == "sendchataction":
        return 0
    if method != "sendmediagroup":
        return 1
    media = call.arguments.decoded("media", "media")
    return len(media) if isinstance(media, list) else 1

"""One person's limit: who writes faster than anybody reads is told so once, and the rest is left out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Pace:
    """So many at once, and so many a second after that."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Limits:
    """One person's pace. A tap costs the person less than typing, and several may be under way at once."""

    messages: Pace = Pace(10, 1)
    taps: Pace = Pace(40, 4)


class Verdict(StrEnum):
    ANSWER = "answer"
    TELL = "tell"  # the first one too many: answered with a notice
    LEAVE_OUT = "leave out"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    is_over: bool = False


# Buckets that are full again are forgotten when there are so many.
_KEPT = 10_000


class Flood:
    """Judges each update by what its sender sent before. An episode ends when the bucket is full again."""

    def __init__(self, limits: Limits) -> None:
        self._paces = {False: limits.messages, True: limits.taps}
        self._buckets: dict[tuple[int, bool], _Bucket] = {}

    def judge(self, update: dict[str, Any], at: float) -> Verdict:
        """What to do with an update that arrived `at` (seconds of machine time)."""
        person = _person(update)
        if person is None:
            return Verdict.ANSWER
        is_tap = "callback_query" in update
        pace = self._paces[is_tap]
        if len(self._buckets) >= _KEPT:
            self._forget_full(at)
        bucket = self._buckets.setdefault((person, is_tap), _Bucket(pace.burst, at))
        # Never backwards: the machine's clock may be stepped.
        bucket.tokens = min(pace.burst, bucket.tokens + max(0.0, at - bucket.at) * pace.per_second)
        bucket.at = at
        if bucket.tokens >= pace.burst:
            bucket.is_over = False
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return Verdict.ANSWER
        is_first, bucket.is_over = not bucket.is_over, True
        return Verdict.TELL if is_first else Verdict.LEAVE_OUT

    def _forget_full(self, at: float) -> None:
        for key, bucket in list(self._buckets.items()):
            pace = self._paces[key[1]]
            if bucket.tokens + (at - bucket.at) * pace.per_second >= pace.burst:
                del self._buckets[key]


def _person(update: dict[str, Any]) -> int | None:
    """Whose update it is; None for what asks for no answer, such as the talk of a group."""
    tap = update.get("callback_query")
    if isinstance(tap, dict):
        return _id(tap.get("from"))
    message = update.get("message")
    if not isinstance(message, dict):
        return None
    chat = message.get("chat")
    is_private = isinstance(chat, dict) and chat.get("type") == "private"
    if is_private or str(message.get("text", "")).startswith("/") or "reply_to_message" in message:
        return _id(message.get("from"))
    return None


def _id(sender: Any) -> int | None:
    id = sender.get("id") if isinstance(sender, dict) else None
    return id if isinstance(id, int) else None

"""What one chat bears: one message a second to a person, with short bursts, and 20 a minute to a group."""

from bisect import insort
from dataclasses import dataclass
from math import inf
from time import monotonic

# A second at the server can be shorter than one here, by as much as two calls differ in their way there.
SECOND = 1.05
# Chats whose sends are all past are forgotten when there are so many.
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many messages in any so many seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What a process may send to one chat; alerts, from whichever one, are at least `apart` seconds apart.

    Only replies come in bursts: alerts may come from several processes, which know nothing of one another's.
    """

    within: Window
    apart: float


@dataclass(frozen=True, slots=True)
class Paces:
    """`is_joint`: replies and alerts to a chat count together; otherwise each has its own share."""

    private: Pace
    group: Pace
    is_joint: bool = False

    def of(self, chat: int) -> Pace:
        """Telegram numbers groups and channels below zero."""
        return self.private if chat > 0 else self.group


# One process knows of all that it sends.
ALONE = Paces(Pace(Window(3, 3 * SECOND), SECOND), Pace(Window(20, 60 * SECOND), 3 * SECOND), is_joint=True)
# One of several replies, and does not know what alerts another sends to the same chat meanwhile. So each has
# its share: to a person two replies in 2.4 s and an alert in six, to a group 14 and six a minute.
SEVERAL = Paces(Pace(Window(2, 2.4 * SECOND), 6 * SECOND), Pace(Window(14, 60 * SECOND), 10 * SECOND))


class Sent:
    """When this process sent, or is going to send, the last messages to each chat."""

    def __init__(self, paces: Paces) -> None:
        self._paces = paces
        self._sends: dict[int, list[float]] = {}
        self._most = _KEPT

    def note(self, chat: int, at: float) -> None:
        """Count a message that goes there at that moment."""
        if len(self._sends) >= self._most:
            self._forget()
        kept = self._sends.setdefault(chat, [])
        # An alert is noted before it leaves: a reply may be noted later and leave sooner.
        insort(kept, at)
        del kept[: -self._paces.of(chat).within.count]

    def free_at(self, chat: int) -> float:
        """When the chat bears another message; in the past if it does so now."""
        kept, within = self._sends.get(chat), self._paces.of(chat).within
        return kept[0] + within.seconds if kept and len(kept) == within.count else -inf

    def alert_at(self, chat: int) -> float:
        """When it bears an alert: not on the heels of a reply."""
        kept = self._sends.get(chat)
        return max(self.free_at(chat), kept[-1] + self._paces.of(chat).apart) if kept else -inf

    def _forget(self) -> None:
        now = monotonic()
        for chat, kept in list(self._sends.items()):
            if kept[-1] + self._paces.of(chat).within.seconds < now:
                del self._sends[chat]
        # Where many are rightly kept, they are not looked through at each message.
        self._most = max(_KEPT, 2 * len(self._sends))

"""Faults on request: what goes wrong with which calls of the bot, and how often."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from sandbox.arguments import Json, Refused

EVERY_METHOD = "*"


class Kind(StrEnum):
    ERROR = "error"
    SLOW = "slow"
    CUT = "cut"
    HANG = "hang"
    KILL = "kill"
    HALF_OPEN = "half_open"


class When(StrEnum):
    """Before the call is carried out, after it without an answer, or once the answer is written."""

    BEFORE = "before"
    AFTER = "after"
    ANSWERED = "answered"


_OUTCOMES = {Kind.SLOW: "hung", Kind.HANG: "hung", Kind.CUT: "cut", Kind.KILL: "killed"}


@dataclass(slots=True)
class Fault:
    """One fault, for a method (or every one) and a chat (or every one), so many times (or until cleared)."""

    id: int
    kind: Kind
    method: str = EVERY_METHOD
    chat_id: int | None = None
    times_left: int | None = 1
    when: When = When.BEFORE
    seconds: float | None = None
    code: int = 0
    description: str = ""
    retry_after: int = 0
    is_html: bool = False

    def meets(self, method: str, chat_id: int | None) -> bool:
        return (
            self.method.lower() in (EVERY_METHOD, method.lower())
            and (self.chat_id is None or self.chat_id == chat_id)
            and self.times_left != 0
        )

    def refusal(self) -> Refused:
        """What the bot is told, in the form Telegram tells it."""
        words = self.description or _words(self.code, self.retry_after)
        parameters = {"retry_after": self.retry_after} if self.retry_after else {}
        refused = Refused(words, self.code, **parameters)
        refused.description = words  # an error on request says what was asked for, and nothing before it
        return refused

    @property
    def outcome(self) -> str:
        """What becomes of an accepted call whose answer this fault keeps back."""
        return _OUTCOMES[self.kind]

    def to_json(self) -> Json:
        shown: Json = {
            "fault_id": self.id,
            "kind": self.kind,
            "method": self.method,
            "chat_id": self.chat_id,
            "times_left": self.times_left,
        }
        match self.kind:
            case Kind.ERROR:
                described = self.refusal().description
                shown |= {"code": self.code, "description": described, "retry_after": self.retry_after}
                shown["body"] = "html" if self.is_html else "json"
            case Kind.SLOW:
                shown["seconds"] = self.seconds
            case Kind.CUT | Kind.KILL:
                shown["when"] = self.when
            case Kind.HANG:
                shown |= {"when": self.when, "seconds": self.seconds}
        return shown


class Faults:
    def __init__(self) -> None:
        self._last = 0
        self._faults: dict[int, Fault] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults.values())

    def number_next(self) -> int:
        self._last += 1
        return self._last

    def add(self, fault: Fault) -> None:
        self._faults[fault.id] = fault

    def take(self, method: str, chat_id: int | None = None) -> Fault | None:
        """The first fault that meets this call, counted; without a chat only those for every chat."""
        fault = next((fault for fault in self if fault.meets(method, chat_id)), None)
        if fault and fault.times_left is not None:
            fault.times_left -= 1
            if not fault.times_left:
                del self._faults[fault.id]
        return fault

    def give_back(self, fault: Fault) -> None:
        """It met a call, but could do nothing to it: that does not count."""
        if fault.times_left is not None:
            fault.times_left += 1
            self.add(fault)

    def remove(self, fault_id: int) -> bool:
        return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        self._faults.clear()


def _words(code: int, retry_after: int) -> str:
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return f"Too Many Requests: retry after {retry_after}"
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown Error"

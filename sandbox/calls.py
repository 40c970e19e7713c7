"""Every call of the bot, accepted or refused, for the page and for tests to look at."""

import time
from dataclasses import dataclass, field

from sandbox.arguments import Arguments, Json
from sandbox.faults import Fault


@dataclass(frozen=True, slots=True)
class Call:
    """A call as far as it has been read: without arguments, if something went wrong before."""

    method: str
    arguments: Arguments = field(default_factory=lambda: Arguments({}))

    @property
    def chat_id(self) -> int | None:
        try:
            return int(self.arguments.text("chat_id"))
        except ValueError:
            return None


class Calls:
    def __init__(self) -> None:
        self.polls = 0
        self._calls: list[Json] = []

    @property
    def last(self) -> int:
        return len(self._calls)

    def note(self, call: Call, status: int | None, description: str = "", fault: Fault | None = None) -> None:
        """Write down a call. Of polls, which never end, only the number is kept."""
        if call.method.lower() == "getupdates":
            self.polls += 1
            return
        self._calls.append({
            "seq": self.last + 1, "method": call.method, "chat_id": call.chat_id, "at": time.time(),
            "status": status, "description": description, "fault": fault.kind if fault else None,
        })  # fmt: skip

    def after(self, seq: int) -> list[Json]:
        return self._calls[max(seq, 0) :]

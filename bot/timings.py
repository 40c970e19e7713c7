"""How long things may take, in one place; all of it machine time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds, each. Tests give shorter ones."""

    # Polling: how long Telegram holds a request open, and how much later its answer may come.
    long_poll: int = 25
    grace: float = 10.0
    longest_pause: float = 30.0
    # So long without an answer is deaf: the connection is made anew, and after as long again we give up.
    stale: float = 2 * 25 + 30.0
    # Telegram ends the other of two pollers with 409: another bot with our token is running somewhere.
    conflict_at_start: float = 15.0
    conflict_later: float = 60.0
    # How often Telegram is asked whether the webhook still is ours.
    webhook_check: float = 60.0
    # How long a webhook's body may take to arrive.
    body: float = 10.0
    # How often a process without the lease tries to get it, and one with it looks whether it still has it.
    standby: float = 2.0
    lease_check: float = 5.0
    # How often the machine's wall clock is compared with its monotonic one.
    watch: float = 5.0
    # How long replies under way may take after SIGTERM; systemd and Docker wait longer than this.
    drain: float = 20.0

"""The test bench around the pretend Telegram: what goes wrong on request, and what was called."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.calls import Calls
from sandbox.faults import Faults
from sandbox.limits import FloodLimits

# The number of the bot's process; of several, a way to find the one that calls from a port.
Client = int | Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Bench:
    """`client` gives the bot's process, if the sandbox was told it."""

    client: Callable[[], Client | None]
    faults: Faults = field(default_factory=Faults)
    limits: FloodLimits = field(default_factory=FloodLimits)
    calls: Calls = field(default_factory=Calls)

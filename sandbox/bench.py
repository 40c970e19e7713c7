"""The test bench around the pretend Telegram: what goes wrong on request, and what was called."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.calls import Calls
from sandbox.faults import Faults
from sandbox.limits import FloodLimits


@dataclass(frozen=True, slots=True)
class Bench:
    """`client` gives the number of the bot's process, if the sandbox was told it."""

    client: Callable[[], int | None]
    faults: Faults = field(default_factory=Faults)
    limits: FloodLimits = field(default_factory=FloodLimits)
    calls: Calls = field(default_factory=Calls)

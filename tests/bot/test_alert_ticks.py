"""The alert ticks go on when the machine's wall clock is set back."""

from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

from bot.alerts import ticking
from bot.ticks import Tick
from bot.timings import Timings
from tests.bot.test_rounds import Wall, running, until, wall

__all__ = ["wall"]

MOST_S = 5.0


async def test_set_back_two_hours_each_alert_tick_comes_within_its_interval_and_five_seconds(
    wall: Wall,
) -> None:
    sender: Any = None  # none of them is really run
    ran: dict[str, float] = {}
    ticks = [noting(tick, ran) for tick in (*ticking.ticks(sender), ticking.sending(sender))]
    async with running(ticks, wall, watch=Timings().watch):
        await until(lambda: len(ran) == len(ticks))
        ran.clear()
        stepped = monotonic()
        wall.step = timedelta(hours=-2)
        # At most five seconds even for those of a minute and an hour.
        await until(lambda: len(ran) == len(ticks), MOST_S + 5)
    late = {name: when - stepped for name, when in ran.items()}
    assert max(late.values()) <= MOST_S + 1.0, late


def noting(tick: Tick, ran: dict[str, float]) -> Tick:
    """The tick as the bot has it, but for what it does."""

    async def run(_services: Any) -> None:
        ran[tick.name] = monotonic()

    return replace(tick, run=run)

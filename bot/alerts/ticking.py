"""What the calendar brings about: it is planned, expanded and sent, and what was left behind is taken up."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

import structlog

from bot.alerts.paging import Foretelling, Pager
from bot.alerts.sender import LOOK_S, Sender
from bot.alerts.skew import Skew
from bot.ticks import Tick
from handlers.check.reminding import ChangedRules
from handlers.context import Services
from storage import programs
from storage.alerts import catching_up, expand, forget, plan, reap

log = structlog.get_logger(__name__)

# A tick that goes on for longer would be taken for one that is stuck.
_TURN_S = 20.0


def ticks(
    sender: Sender,
    is_on_duty: Callable[[], bool] = lambda: True,
    skew: Skew | None = None,
    rate: float = 25.0,
) -> tuple[Tick, ...]:
    """The ticks of alerts, in the order in which they follow a moved clock.

    Of several processes only the one that `is_on_duty` pages the owners. `rate` is alerts a second.
    """
    clocks = skew or Skew()
    pager = Pager(clocks, is_on_duty, lambda: sender.refused)

    async def take_up(services: Services) -> None:
        async with services.database.write() as connection:
            freed, left = await reap.reap(connection, sender.policy)
            expired = await reap.expire(connection, services.now())
        sender.count_expired(expired)
        if freed or left or expired:
            log.info("alerts were taken up", claims=freed, unknown=left, expired=expired)

    async def expand_in_step(services: Services) -> None:
        if await clocks.agree(services.database):
            await expand_due(services)

    return (
        # All that is still to come is planned ahead: a clock that moves on needs no new plan.
        Tick("plan_alerts", 60.0, plan_all),
        Tick("expand_alerts", 1.0, expand_in_step, follows_calendar=True),
        Tick("take_up_alerts", 5.0, take_up, follows_calendar=True),
        Tick("remind_of_changed_rules", 60.0, ChangedRules().look),
        Tick("page_owners", 60.0, pager.look),
        Tick("foretell_fan_outs", 600.0, Foretelling(rate, is_on_duty).look),
        Tick("forget_attempts", 3600.0, forget_attempts),
    )


def sending(sender: Sender) -> Tick:
    """What a moved clock waits for at each stop; otherwise the sender looks by itself."""

    async def drain(_services: Services) -> None:
        await sender.drain()

    return Tick("send_alerts", LOOK_S, drain, follows_calendar=True)


async def plan_all(services: Services) -> None:
    """What should be planned is; normally it was when its revision was stored."""
    async with services.database.write(lock="apply") as connection:
        catalogue = await programs.load(connection, services.catalogue)
        for program in catalogue.programs:
            await plan.plan(connection, program, services.now(), catalogue.revision)


async def expand_due(services: Services) -> None:
    """Make the deliveries of what is due, and let late subscribers catch up; the rest waits for its turn."""
    now, ends = services.now(), monotonic() + _TURN_S
    more = True
    while more and monotonic() < ends:
        async with services.database.write() as connection:
            more = await expand.expand(connection, now, services.zone) is not None
    more = True
    while more and monotonic() < ends:
        async with services.database.write() as connection:
            more = await catching_up.catch_up(connection, now, services.zone) > 0


async def forget_attempts(services: Services) -> None:
    """Forget what Telegram answered long ago, a little at a time."""
    count, ends, more = 0, monotonic() + _TURN_S, True
    while more and monotonic() < ends:
        async with services.database.write() as connection:
            forgotten = await forget.attempts(connection, services.now())
        count += forgotten
        more = forgotten > 0
    if count:
        log.info("attempts forgotten", count=count)


async def next_due(services: Services, after: datetime) -> datetime | None:
    """When the calendar next brings something about."""
    async with services.database.read() as connection:
        found = (await expand.next_fire(connection, after), await reap.next_due(connection, after))
    return min((instant for instant in found if instant is not None), default=None)

"""What repeats: noticing new revisions, and forgetting updates handled long ago."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.time import host_now
from handlers.context import Services
from storage import budget, chats, inbox, misses, programs

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done every so many seconds; doing it again changes nothing.

    One that `follows_calendar` also runs at each midnight that the calendar's clock is moved over.
    """

    name: str
    seconds: float
    run: Callable[[Services], Awaitable[None]]
    follows_calendar: bool = False


async def renew_catalogue(services: Services) -> None:
    """Answer from the newest revision, whichever process stored it."""
    async with services.database.read() as connection:
        catalogue = await programs.load(connection, services.catalogue)
    if catalogue is not services.catalogue:
        services.use(catalogue)
        log.info("catalogue renewed", revision=catalogue.revision)


async def renew_taught(services: Services) -> None:
    """Answer what editors taught, whichever process stored it."""
    async with services.database.read() as connection:
        services.teach(await misses.taught(connection))


async def forget_askers(services: Services) -> None:
    """Forget who asked what, as soon as nobody is to be told and no question goes on from it."""
    async with services.database.write() as connection:
        await misses.forget_askers(connection)
        await chats.forget_asked(connection, services.now())


async def forget_handled(services: Services) -> None:
    async with services.database.write() as connection:
        count = await inbox.forget_done(connection, host_now())
    if count:
        log.info("handled updates forgotten", count=count)


async def forget_turns(services: Services) -> None:
    await budget.forget(services.database)


EVERY = (
    Tick("renew_catalogue", 0.5, renew_catalogue),
    Tick("renew_taught", 5.0, renew_taught),
    Tick("forget_askers", 600.0, forget_askers),
    Tick("forget_handled", 3600.0, forget_handled),
    Tick("forget_turns", 3600.0, forget_turns),
)

"""What repeats: noticing new revisions, and forgetting updates handled long ago."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from handlers.context import Services
from storage import inbox, programs
from storage.database import DatabaseError

log = structlog.get_logger(__name__)

CATALOGUE_S = 0.5
FORGET_S = 3600.0


def all(services: Services) -> list[Coroutine[None, None, None]]:
    """Every tick, ready to be run as a task."""
    return [
        _every(CATALOGUE_S, renew_catalogue, services),
        _every(FORGET_S, forget_handled, services),
    ]


async def _every(seconds: float, tick: Callable[[Services], Awaitable[None]], services: Services) -> None:
    """Run a tick now and then again and again; one that fails is tried at the next turn."""
    while True:
        try:
            await tick(services)
        except DatabaseError as error:
            log.warning("tick failed", tick=tick.__name__, reason=str(error))
        except Exception:
            log.exception("tick failed", tick=tick.__name__)
        await asyncio.sleep(seconds)


async def renew_catalogue(services: Services) -> None:
    """Answer from the newest revision, whichever process stored it."""
    async with services.database.read() as connection:
        catalogue = await programs.load(connection, services.catalogue)
    if catalogue is not services.catalogue:
        services.use(catalogue)
        log.info("catalogue renewed", revision=catalogue.revision)


async def forget_handled(services: Services) -> None:
    async with services.database.write() as connection:
        count = await inbox.forget_done(connection, services.now())
    if count:
        log.info("handled updates forgotten", count=count)

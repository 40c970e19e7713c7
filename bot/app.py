"""Start-up: settings in, a running bot out."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from typing import Any

import orjson
import structlog
from telegram import Update
from telegram.ext import Application, ContextTypes

from bot import intake, ticks
from bot.intake import Lanes, Poller
from bot.store import open_locked
from bot.time import calendar
from bot.wire import Bot, connect, set_menus
from config import settings as config
from config.gazetteer import table as gazetteer
from config.settings import Settings
from handlers import routes
from handlers.context import Context, Services
from messages.language import speak
from storage import inbox
from storage.database import DatabaseError
from storage.inbox import Waiting

log = structlog.get_logger(__name__)

# How long replies under way may take after SIGTERM; systemd and Docker wait longer than this.
DRAIN_S = 20.0


async def run(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; gives the exit code."""
    stop = stop_requested()
    for name in config.without_effect():
        log.warning("a setting has no effect: its part is not built yet", setting=name)
    async with running(settings) as failed:
        await until_stopped(stop, failed)
        log.info("stopping")
    return 0


def stop_requested() -> asyncio.Event:
    """Set by SIGTERM or SIGINT from now on, also while the bot is still starting."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers: Ctrl-C interrupts
            loop.add_signal_handler(number, stop.set)
    return stop


async def until_stopped(stop: asyncio.Event, failed: asyncio.Task[None]) -> None:
    """Wait until it is to stop; raises what ended the bot before."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, failed}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if failed.done():
        failed.result()


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """A bot that answers, for the length of the block; gives the task that ends only by failing."""
    clock = calendar(settings)
    async with connect(settings) as wire, open_locked(settings, clock) as database:
        services = Services(
            database,
            wire.api,
            clock.now,
            zone=settings.zone,
            language=settings.language,
            gazetteer=gazetteer.packaged(),
        )
        application = _application(wire.bot, services)
        async with application:
            lanes = Lanes(lambda update: _handle(application, services, update))
            await ticks.renew_catalogue(services)
            await set_menus(wire.api, settings.language)
            poller = Poller(wire.api, database, lanes, clock.now)
            work = asyncio.create_task(intake.poll(poller, wire.api, database))
            repeated = [asyncio.create_task(tick) for tick in ticks.all(services)]
            try:
                yield work
            finally:
                for task in (work, *repeated):
                    task.cancel()
                await asyncio.gather(work, *repeated, return_exceptions=True)
                await lanes.drain(DRAIN_S)


def _application(bot: Bot, services: Services) -> Application[Any, Context, Any, Any, Any, Any]:
    application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    application.bot_data["services"] = services
    routes.add(application)
    return application


async def _handle(
    application: Application[Any, Context, Any, Any, Any, Any], services: Services, waiting: Waiting
) -> None:
    """Handle one update of the inbox and mark it done, once its reply is out."""
    try:
        update = Update.de_json(orjson.loads(waiting.body), application.bot)
        with speak(services.language):
            await application.process_update(update)
    except Exception:
        # The update itself cannot be read: it would fail the same way again.
        log.exception("update dropped", update_id=waiting.update_id)
    pause = 0.5
    while True:
        try:
            async with services.database.write() as connection:
                await inbox.mark_done(connection, waiting.update_id, services.now())
            return
        except DatabaseError as error:
            log.warning("the database cannot be written; waiting", reason=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10.0)

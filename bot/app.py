"""Start-up: settings in, a running bot out."""

import asyncio
import contextlib
import gc
import math
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import orjson
import structlog
from telegram import Update
from telegram.ext import Application, ContextTypes, JobQueue

from bot import postings, ticks, web
from bot.alerts import measuring, ticking
from bot.alerts.sender import Sender
from bot.health import Health
from bot.intake.flood import Flood, Limits
from bot.intake.handling import Handling
from bot.intake.holding import hold
from bot.intake.lanes import Lanes
from bot.intake.polling import Poller
from bot.intake.receiver import Receiver
from bot.intake.webhook import Webhook
from bot.metrics import Metrics
from bot.rounds import Rounds, move_clock
from bot.store import open_locked
from bot.time import calendar
from bot.timings import Timings
from bot.wire import Bot, Wire, connect, set_menus
from config import kept
from config.gazetteer import table as gazetteer
from config.settings import Settings
from handlers import conversation, routes
from handlers.context import Context, Services
from messages.language import speak
from storage import inbox
from storage.alerts.reap import BY_KIND
from storage.database import DatabaseError
from storage.inbox import Waiting
from transport.budget import Budget, Rates
from transport.pacing import Paces

log = structlog.get_logger(__name__)

_Application = Application[Any, Context, Any, Any, Any, Any]

_STANDARD = Timings()
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Running:
    """A bot at work: where it listens, and the task that ends only by failing.

    `set_clock` moves the calendar's clock to an instant, or back to the real time, and returns what it then
    shows, once every tick due on the way has run.
    """

    failed: asyncio.Task[None]
    address: str
    set_clock: Callable[[datetime | None], Awaitable[datetime]]


async def run(settings: Settings, timings: Timings = _STANDARD, limits: Limits = _LIMITS) -> int:
    """Run the bot until SIGTERM or SIGINT; gives the exit code."""
    stop = stop_requested()
    async with running(settings, timings, limits) as bot:
        # What is loaded by now stays: looking through it for garbage costs 50 ms, again and again.
        gc.freeze()
        gc.enable()
        await until_stopped(stop, bot.failed)
        log.info("stopping")
    return 0


def stop_requested() -> asyncio.Event:
    """Set by SIGTERM or SIGINT from now on, also while the bot is still starting; a second ends at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal(number: int) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers: Ctrl-C interrupts
            loop.add_signal_handler(number, on_signal, number)
    return stop


async def until_stopped(stop: asyncio.Event, failed: asyncio.Task[None]) -> None:
    """Wait until it is to stop; raises what ended the bot before."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, failed}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if failed.done():
        failed.result()


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    timings: Timings = _STANDARD,
    limits: Limits = _LIMITS,
    paces: Paces | None = None,
) -> AsyncIterator[Running]:
    """A bot that answers, for the length of the block."""
    rates = Rates(settings.alert_rate, settings.reply_rate)
    clock, metrics = calendar(settings), Metrics()
    with contextlib.closing(web.listener(settings.listen)) as listening:
        async with (
            connect(settings, metrics.call) as wire,
            open_locked(settings, clock) as database,
            Budget.open(database, rates, paces) as budget,
        ):
            api = wire.api.within(budget)
            services = Services(
                database,
                api,
                clock.now,
                budget=budget,
                zone=settings.zone,
                language=settings.language,
                gazetteer=gazetteer.packaged(),
                owners=frozenset(settings.owners),
                secret=wire.bot.token,
                learn=kept.keeping(settings.cache),
            )
            application = _application(wire.bot, services)
            async with application:
                lanes = Lanes()
                handling = Handling(
                    database,
                    lanes,
                    Flood(limits),
                    metrics,
                    answer=lambda waiting: _handle(application, waiting, application.process_update),
                    tell=lambda waiting: _handle(application, waiting, partial(_tell, application)),
                )
                await ticks.renew_catalogue(services)
                await set_menus(api, settings.language)
                receiver = _receiver(settings, wire, handling, lanes, timings)
                queue = application.job_queue
                assert queue is not None
                sender = Sender(services, metrics, settings.unknown or BY_KIND)
                hears = lambda: receiver.age() is not None  # noqa: E731
                every = (
                    *ticks.EVERY,
                    postings.tick(wire.bot.username),
                    *ticking.ticks(sender, hears, rate=settings.alert_rate),
                )
                rounds = Rounds(queue, services, every, metrics, watch=timings.watch)
                health = Health(database, receiver, rounds, sender)
                metrics.measure(partial(_measure, metrics, services, receiver, rounds))
                endpoint = _endpoint(settings, handling, health, metrics, timings)
                async with web.serving(web.application(health, metrics, endpoint), listening):
                    work = asyncio.create_task(hold(database, handling, receiver, timings))
                    repeating = asyncio.create_task(rounds.run())
                    sending = asyncio.create_task(sender.run())
                    address = "http://{}:{}".format(*listening.getsockname()[:2])
                    log.info("listening", address=address)
                    try:
                        yield Running(
                            work,
                            address,
                            lambda instant: move_clock(
                                clock,
                                instant,
                                (*every, ticking.sending(sender)),
                                rounds.do,
                                settings.zone,
                                partial(ticking.next_due, services),
                            ),
                        )
                    finally:
                        health.is_draining = True
                        for task in (work, repeating):
                            task.cancel()
                        await asyncio.gather(work, repeating, return_exceptions=True)
                        await asyncio.gather(sender.finish(timings.drain), lanes.drain(timings.drain))
                        sending.cancel()
                        await asyncio.gather(sending, return_exceptions=True)
                        await handling.writer.flush()


def _receiver(settings: Settings, wire: Wire, handling: Handling, lanes: Lanes, timings: Timings) -> Receiver:
    if settings.mode == "polling":
        return Poller(wire.reach, handling.writer, lanes, timings)
    assert settings.webhook_url and settings.webhook_secret  # the settings are refused without them
    return Webhook(wire.api, settings.webhook_url, settings.webhook_secret.get_secret_value(), timings)


def _endpoint(
    settings: Settings, handling: Handling, health: Health, metrics: Metrics, timings: Timings
) -> web.WebhookEndpoint | None:
    if settings.mode == "polling" or settings.webhook_secret is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    return web.WebhookEndpoint(secret, handling.writer, health, metrics, timings)


async def _measure(metrics: Metrics, services: Services, receiver: Receiver, rounds: Rounds) -> None:
    """What is read only when somebody asks for the figures."""
    rounds.measure()
    age = receiver.age()
    metrics.receiver_age.set(math.nan if age is None else age)
    try:
        async with services.database.read() as connection:
            metrics.waiting.set(await inbox.count_waiting(connection))
        await measuring.measure(metrics, services)
    except DatabaseError:
        metrics.waiting.set(math.nan)


def _application(bot: Bot, services: Services) -> _Application:
    application: _Application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(JobQueue())
        .context_types(ContextTypes(context=Context))
        .build()
    )
    application.bot_data["services"] = services
    routes.add(application)
    return application


async def _handle(
    application: _Application, waiting: Waiting, handle: Callable[[Update], Awaitable[None]]
) -> None:
    """Have one update of the inbox handled."""
    services: Services = application.bot_data["services"]
    try:
        update = Update.de_json(orjson.loads(waiting.body), application.bot)
        with speak(services.language):
            await handle(update)
    except Exception:
        # The update itself cannot be read: it would fail the same way again.
        log.exception("update dropped", update_id=waiting.update_id)


async def _tell(application: _Application, update: Update) -> None:
    await conversation.too_fast(update, Context.from_update(update, application))

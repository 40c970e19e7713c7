"""Start-up: settings in, a running bot out, in the order that changes nothing before it is sure."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog
from filelock import FileLock, Timeout
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes, ExtBot

from bot import ticks
from bot.intake import Lanes, Poller, TakenToken
from bot.time import CalendarClock
from config import files
from config import settings as config
from config.gazetteer import table as gazetteer
from config.settings import Settings
from handlers import routes
from handlers.context import Context, Services
from messages.commands import MENUS
from messages.language import speak
from storage import inbox, programs, schema
from storage.database import Database, DatabaseError, Lease
from storage.inbox import Waiting
from transport.api import Api
from transport.request import AiohttpRequest, NotSent

log = structlog.get_logger(__name__)

# How long replies under way may take after SIGTERM; systemd and Docker wait longer than this.
DRAIN_S = 20.0
STANDBY_S = 2.0
LEASE_CHECK_S = 5.0


class Refusal(Exception):
    """What was asked for cannot be done; one line says why and what to do. Nothing was changed."""


class _Bot(ExtBot[None]):
    """python-telegram-bot's bot, without the token in its `repr`."""

    def __repr__(self) -> str:
        return "Bot()"


@dataclass(frozen=True, slots=True)
class Wire:
    """The connection to Telegram: our own calls, and the bot python-telegram-bot parses updates for."""

    api: Api
    bot: _Bot


@contextlib.asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[Wire]:
    """Reach the Bot API and prove the token; a Refusal says what is wrong with either."""
    token = config.require_token(settings)
    base = settings.api_base_url.rstrip("/")
    request = AiohttpRequest()
    bot = _Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )
    await request.initialize()
    try:
        api = Api(request, base, token)
        await _prove(api, base)
        await bot.initialize()
        yield Wire(api, bot)
    finally:
        await request.shutdown()


async def _prove(api: Api, base: str) -> None:
    try:
        me = await api.call("getMe")
    except InvalidToken:
        problem = "Telegram refuses PROVISO_BOT_TOKEN: copy it again from @BotFather"
    except NotSent:
        problem = f"the Bot API at {base} cannot be reached: check the network and PROVISO_API_BASE_URL"
    except TelegramError as error:
        problem = f"the Bot API at {base} does not answer as it should: {error.message}"
    else:
        log.info("connected", bot=me["username"])
        return
    raise Refusal(problem)


async def run(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; gives the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, stop.set)
    for name in config.without_effect():
        log.warning("a setting has no effect: its part is not built yet", setting=name)
    async with running(settings) as failed:
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({stopped, failed}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if failed.done():
            failed.result()
        log.info("stopping")
    return 0


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
    """A bot that answers, for the length of the block; gives the task that ends only by failing."""
    clock = clock_of(settings)
    async with connect(settings) as wire, open_store(settings, clock) as database:
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
            await _set_menus(wire.api, settings.language)
            poller = Poller(wire.api, database, lanes, clock.now)
            work = asyncio.create_task(_poll(poller, wire.api, database))
            repeated = [asyncio.create_task(tick) for tick in ticks.all(services)]
            try:
                yield work
            finally:
                for task in (work, *repeated):
                    task.cancel()
                await asyncio.gather(work, *repeated, return_exceptions=True)
                await lanes.drain(DRAIN_S)


@contextlib.asynccontextmanager
async def open_prepared(settings: Settings) -> AsyncIterator[Database]:
    """The database for one command beside a running bot: prepared if it is empty, else left as it is."""
    database = Database(settings.database_url.get_secret_value())
    try:
        match await schema.state(database):
            case schema.State.EMPTY:
                await prepare(database, files.load_all(program_paths(settings)), clock_of(settings))
            case schema.State.BEHIND:
                raise Refusal("the database's schema is older than this Proviso: run `proviso migrate`")
            case schema.State.NEWER:
                await schema.require_not_newer(database)
        yield database
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def open_store(settings: Settings, clock: CalendarClock) -> AsyncIterator[Database]:
    """The database, locked for this process where it is a file, migrated, with the program files applied."""
    loaded = files.load_all(program_paths(settings))
    database = Database(settings.database_url.get_secret_value())
    lock = FileLock(f"{database.file}.lock", timeout=0) if database.file else None
    try:
        if database.file is None or database.file.exists():
            await schema.require_not_newer(database)
        if lock is not None:
            try:
                lock.acquire()
            except Timeout:
                raise Refusal(
                    f"another `proviso run` uses {database.file}: "
                    "stop it, or set another PROVISO_DATABASE_URL"
                ) from None
        await prepare(database, loaded, clock)
        yield database
    finally:
        await database.close()
        if lock is not None:
            lock.release()


async def prepare(
    database: Database, loaded: Sequence[files.LoadedFile], clock: CalendarClock
) -> programs.Applied:
    """Bring the schema up to date and store the program files that changed, as one revision."""
    if await schema.migrate(database):
        log.info("schema migrated", version=schema.HEAD)
    async with database.write(lock="apply") as connection:
        applied = await programs.apply(
            connection, [(file.program, file.sha256) for file in loaded], clock.now()
        )
    if applied.changed:
        log.info("programs applied", revision=applied.revision, programs=list(applied.changed))
    for program in applied.kept:
        log.warning(
            "a program file differs from what was changed by hand since; that is kept", program=program
        )
    return applied


def clock_of(settings: Settings) -> CalendarClock:
    """The calendar that the settings ask for."""
    if settings.clock is None:
        return CalendarClock()
    return CalendarClock(settings.clock.shown, settings.clock.shown_at, settings.clock_speed)


def program_paths(settings: Settings) -> list[Path]:
    return [*files.bundled(), *(files.in_folder(settings.programs) if settings.programs else [])]


def _application(bot: _Bot, services: Services) -> Application[Any, Context, Any, Any, Any, Any]:
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


async def _poll(poller: Poller, api: Api, database: Database) -> None:
    """Poll; on PostgreSQL only while holding the lease, so that a second process stands by."""
    if database.is_sqlite:
        await _begin_polling(poller, api)
        return
    told = False
    while True:
        try:
            async with database.lease("poll") as lease:
                if lease is not None:
                    await _poll_while_held(lease, poller, api)
        except DatabaseError as error:
            log.warning("the polling lease is lost", reason=str(error))
        if not told:
            log.info("standing by: another process polls")
            told = True
        await asyncio.sleep(STANDBY_S)


async def _poll_while_held(lease: Lease, poller: Poller, api: Api) -> None:
    """Poll until it fails or the lease is gone: two pollers would handle one chat at the same time."""
    polling = asyncio.create_task(_begin_polling(poller, api))
    try:
        while not polling.done():
            await asyncio.wait({polling}, timeout=LEASE_CHECK_S)
            await lease.check()
        polling.result()
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def _begin_polling(poller: Poller, api: Api) -> None:
    # A webhook left from another set-up would answer every poll with 409.
    with contextlib.suppress(TelegramError):
        await api.call("deleteWebhook", drop_pending_updates=False)
    try:
        await poller.run()
    except TakenToken:
        raise Refusal(
            "another program polls Telegram with this PROVISO_BOT_TOKEN: stop it, or use another token"
        ) from None


async def _set_menus(api: Api, language: str) -> None:
    """Set the command menu of each scope where it differs; the bot works without them."""
    with speak(language):
        for scope, names in MENUS.items():
            commands = [{"command": name, "description": what} for name, what in names().items()]
            try:
                if await api.call("getMyCommands", scope={"type": scope}) != commands:
                    await api.call("setMyCommands", scope={"type": scope}, commands=commands)
            except TelegramError as error:
                log.warning("a command menu was not set", scope=scope, reason=error.message)


def complain(text: str) -> None:
    """One clear line on standard error."""
    print(f"proviso: {text}", file=sys.stderr)

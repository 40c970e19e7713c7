"""Reaching Telegram: the token proved before anything is changed, and the command menus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.intake.polling import Reach
from bot.refusal import Refusal
from config.settings import Settings, require_token
from messages.commands import MENUS
from messages.language import speak
from transport.api import Api, Observer
from transport.request import AiohttpRequest, NotSent

log = structlog.get_logger(__name__)


class Bot(ExtBot[None]):
    """python-telegram-bot's bot, without the token in its `repr`."""

    def __repr__(self) -> str:
        return "Bot()"


@dataclass(frozen=True, slots=True)
class Wire:
    """The connection to Telegram: our own calls, and the bot python-telegram-bot parses updates for.

    `reach` makes a further connection: polling has one of its own.
    """

    api: Api
    bot: Bot
    reach: Reach


@asynccontextmanager
async def connect(settings: Settings, observe: Observer) -> AsyncIterator[Wire]:
    """Reach the Bot API and prove the token; a Refusal says what is wrong with either."""
    token = require_token(settings)
    base = settings.api_base_url.rstrip("/")

    @asynccontextmanager
    async def reach() -> AsyncIterator[Api]:
        own = AiohttpRequest()
        await own.initialize()
        try:
            yield Api(own, base, token, observe)
        finally:
            await own.shutdown()

    request = AiohttpRequest()
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )
    await request.initialize()
    try:
        api = Api(request, base, token, observe)
        await _prove(api, base)
        await bot.initialize()
        yield Wire(api, bot, reach)
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


async def set_menus(api: Api, language: str) -> None:
    """Set the command menu of each scope where it differs; the bot works without them."""
    with speak(language):
        for scope, names in MENUS.items():
            commands = [{"command": name, "description": what} for name, what in names().items()]
            try:
                if await api.call("getMyCommands", scope={"type": scope}) != commands:
                    await api.call("setMyCommands", scope={"type": scope}, commands=commands)
            except TelegramError as error:
                log.warning("a command menu was not set", scope=scope, reason=error.message)

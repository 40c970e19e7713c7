"""The peer of P4: aiogram on its own aiohttp webhook handler, with the same queries."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import Command, CommandObject
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.peers.store import Store

store = Store(os.environ["BENCH_DATABASE"])
dispatcher = Dispatcher()


@dispatcher.message(Command("status"))
async def status(message: Message, command: CommandObject) -> None:
    reply = await store.status(message.chat.id, command.args or "")
    rows = [[InlineKeyboardButton(**button) for button in row] for row in reply.buttons]
    await message.answer(reply.text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def main() -> None:
    secret = os.environ["BENCH_SECRET"]
    bot = Bot(
        os.environ["BENCH_TOKEN"],
        session=AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_API"])),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(application, "/telegram/webhook")
    setup_application(application, dispatcher, bot=bot)
    port = int(os.environ["BENCH_PORT"])
    async with store.opened():
        await bot.set_webhook(f"https://127.0.0.1:{port}/telegram/webhook", secret_token=secret)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

"""The peer of P1 and P2: python-telegram-bot's default client, 64 messages in flight, and no ledger."""

import asyncio
import json
import os
import sys

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

IN_FLIGHT = 64


async def main(count: int) -> None:
    async with Bot(os.environ["BENCH_TOKEN"], base_url=os.environ["BENCH_API"] + "/bot") as bot:
        print("ready", flush=True)
        # The text comes with each round: it is the one that Proviso has just sent.
        while line := await asyncio.to_thread(sys.stdin.readline):
            await send(bot, json.loads(line), iter(range(1, count + 1)))
            print(count, flush=True)


async def send(bot: Bot, message: dict, chats: range) -> None:
    rows = message["reply_markup"]["inline_keyboard"]

    async def one_after_the_other() -> None:
        for chat in chats:
            await bot.send_message(
                chat,
                message["text"],
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=InlineKeyboardMarkup(
                    [[InlineKeyboardButton(**button) for button in row] for row in rows]
                ),
            )

    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

"""The peer of P3: python-telegram-bot's own webhook server and its default client."""

import asyncio
import os

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CommandHandler, ContextTypes

from benchmarks.peers.store import Store

store = Store(os.environ["BENCH_DATABASE"])


async def status(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    reply = await store.status(update.effective_chat.id, " ".join(context.args))
    rows = [[InlineKeyboardButton(**button) for button in row] for row in reply.buttons]
    await update.effective_message.reply_text(
        reply.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(rows),
    )


async def main() -> None:
    application = (
        Application.builder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(os.environ["BENCH_API"] + "/bot")
        # Without it updates are handled one after the other, whoever they are from.
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(CommandHandler("status", status))
    port = int(os.environ["BENCH_PORT"])
    # What `run_webhook` does, with the store opened around it.
    async with store.opened(), application:
        await application.start()
        await application.updater.start_webhook(
            port=port,
            url_path="telegram/webhook",
            webhook_url=f"https://127.0.0.1:{port}/telegram/webhook",
            secret_token=os.environ["BENCH_SECRET"],
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

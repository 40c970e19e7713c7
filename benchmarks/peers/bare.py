"""The peer of P9: the smallest bot of python-telegram-bot that answers a command."""

import os

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes


async def status(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_message.reply_text("Hello")


def main() -> None:
    builder = Application.builder().token(os.environ["BENCH_TOKEN"])
    application = builder.base_url(os.environ["BENCH_API"] + "/bot").build()
    application.add_handler(CommandHandler("status", status))
    application.run_polling()


if __name__ == "__main__":
    main()

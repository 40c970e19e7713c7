"""Which handler answers what. A new command is one line here."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from handlers import deadlines, general, requirements, sources, status, taps
from handlers.context import Context
from messages.commands import ALIASES

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

COMMANDS: Mapping[str, Handler] = {
    "start": general.start,
    "status": status.status,
    "requirements": requirements.requirements,
    "deadlines": deadlines.deadlines,
    "sources": sources.sources,
    "help": general.help_,
}


def add(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Register every handler; the first that fits an update answers it."""
    new = filters.UpdateType.MESSAGE
    for name, handler in COMMANDS.items():
        spellings = [name, *(alias for alias, of in ALIASES.items() if of == name)]
        application.add_handler(CommandHandler(spellings, handler, filters=new))
    application.add_handler(MessageHandler(new & filters.COMMAND, general.unknown_command))
    private = new & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(private & filters.TEXT, general.words))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, general.not_text))
    application.add_handler(CallbackQueryHandler(taps.tapped))
    application.add_error_handler(general.failed)

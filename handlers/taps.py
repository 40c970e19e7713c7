"""A tapped button: the view it opens takes the place of the message it stands under."""

from collections.abc import Callable, Mapping

from telegram import Update

from handlers import deadlines, general, requirements, sources, status
from handlers.context import Context
from handlers.question import Question, Said, ask
from handlers.reply import show
from messages import general as texts
from messages.taps import Target, View, decode

_OPENED: Mapping[View, Callable[[Question, Target], Said | None]] = {
    View.STATUS: status.opened,
    View.OVERVIEW: status.opened,
    View.OTHER_PLACE: status.other_place,
    View.REQUIREMENTS: requirements.opened,
    View.DEADLINES: deadlines.opened,
    View.SOURCES: sources.opened,
    View.HELP: general.help_answer,
}


async def tapped(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    target = decode(query.data or "")
    said = None
    if target is not None and target.program in context.services.catalogue.program_by_id:
        said = _OPENED[target.view](await ask(update, context, ""), target)
    if said is None:
        await context.services.api.answer_tap(query.id, texts.old_button())
    else:
        await show(update, context, said)

"""What somebody asked: about which program, who asks, and the words they used."""

from dataclasses import dataclass
from datetime import date

from telegram import Update

from domain import days, places
from domain.programs import Jurisdiction, Program
from domain.record import Record
from handlers.context import Context, Viewer
from messages import places as texts
from messages.message import Answer, Message
from messages.taps import View

Said = Answer | Message


@dataclass(frozen=True, slots=True)
class Question:
    """A program, the names of its jurisdictions, who asks, and what stood after the command."""

    program: Program
    names: places.Index
    viewer: Viewer
    text: str

    def record(self, day: date | None = None) -> Record:
        return self.viewer.record(self.program, day)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The program as of the day that was typed, or today; and the words that were left."""

    record: Record
    rest: str


async def ask(update: Update, context: Context, text: str | None = None) -> Question:
    """The question that an update asks."""
    chat = update.effective_chat
    assert chat is not None
    services = context.services
    program = services.catalogue.first
    viewer = await services.viewer(chat.id, chat.type, update.update_id)
    return Question(program, services.names(program), viewer, _argument(update) if text is None else text)


def as_of(question: Question, view: View) -> AsOf | Message:
    """Take the day off the end of the text; a Message asks or explains where it cannot be used."""
    match days.split_day(question.text):
        case days.NoSuchDay(typed):
            return texts.no_such_day(typed)
        case days.EitherDay(rest, options):
            found = places.find(question.names, rest)
            subject = found.jurisdiction.id if isinstance(found, places.Found) else ""
            return texts.ask_day(question.program.id, subject, options, view)
        case days.OnDay(rest, day):
            if day is not None and day > question.viewer.today:
                return texts.day_to_come(day)
            return AsOf(question.record(day), rest)


def find(question: Question, asked: AsOf, view: View) -> places.Found | Message:
    """The jurisdiction named; a Message asks which one, or says that none is on record."""
    match places.find(question.names, asked.rest):
        case places.Found() as found:
            return found
        case places.Choose() as choice:
            return texts.choose(asked.record, choice, view)
        case places.NotFound() as miss:
            return texts.not_found(asked.record, miss, view)


def jurisdiction(record: Record, id: str) -> Jurisdiction | None:
    return record.program.jurisdiction_by_id.get(id)


def _argument(update: Update) -> str:
    message = update.effective_message
    parts = ((message.text if message else None) or "").split(maxsplit=1)
    return parts[1] if len(parts) > 1 else ""

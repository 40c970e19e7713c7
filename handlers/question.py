"""What somebody asked: about which program, who asks, and the words they used."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain import days, places
from domain.programs import Catalogue, Jurisdiction, Program
from domain.questions.answer import Previous
from domain.questions.index import Indexes
from domain.record import Record
from handlers.context import Services, Viewer
from messages import places as texts
from messages.message import Answer, Message
from messages.taps import Target, View
from storage.chats import Chat

Said = Answer | Message


@dataclass(frozen=True, slots=True)
class Question:
    """A program, the names of every program's jurisdictions, who asks, and what stood after the command.

    `last_place` is the jurisdiction that the chat asked about last; `day` the day asked about where it is
    not typed; `is_group` tells a group from a private chat. `taught` is what editors taught: by program and
    words, what these mean. `previous` is what the same person asked within the last ten minutes. What cannot
    be answered `is_noted` for the editors, or not.
    """

    catalogue: Catalogue
    program: Program
    names: Mapping[str, places.Index]
    indexes: Indexes
    viewer: Viewer
    text: str = ""
    last_place: str = ""
    day: date | None = None
    is_group: bool = False
    taught: Mapping[tuple[str, str], str] = field(default_factory=dict)
    previous: Previous | None = None
    is_noted: bool = False

    def record(self, day: date | None = None) -> Record:
        today = self.viewer.today
        return Record(self.program, day or self.day or today, today, self.viewer.zone)

    def about(self, program: Program) -> "Question":
        """The same question about another program."""
        return replace(self, program=program, last_place="")


def asked_in(
    services: Services, chat: Chat | None, text: str, *, is_group: bool = False, is_noted: bool = False
) -> Question:
    """A question as a chat asks it: about its program, on its day, in its language."""
    catalogue = services.catalogue
    return Question(
        catalogue=catalogue,
        program=catalogue.program_by_id.get((chat and chat.program_id) or "", catalogue.first),
        names={program.id: services.names(program) for program in catalogue.programs},
        viewer=services.viewer(chat),
        text=text,
        last_place=(chat and chat.last_place) or "",
        is_group=is_group,
        taught=services.taught,
        indexes=services.indexes,
        previous=chat.previous if chat else None,
        is_noted=is_noted,
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The program as of the day that was typed, or today; and the words that were left."""

    record: Record
    rest: str


def as_of(question: Question, view: View) -> AsOf | Message:
    """Take the day off the end of the text; a Message asks or explains where it cannot be used."""
    match days.split_day(question.text):
        case days.NoSuchDay(typed):
            return texts.no_such_day(typed)
        case days.EitherDay(rest, options):
            found = places.find(question.names[question.program.id], rest)
            subject = found.jurisdiction.id if isinstance(found, places.Found) else ""
            return texts.ask_day(question.program.id, subject, options, view)
        case days.OnDay(rest, day):
            if day is not None and day > question.viewer.today:
                return texts.day_to_come(day)
            return AsOf(question.record(day), rest)


def find(question: Question, asked: AsOf, view: View) -> places.Found | Message:
    """The jurisdiction named; a Message asks which one, or says that none is on record."""
    match places.find(question.names[question.program.id], asked.rest):
        case places.Found() as found:
            return found
        case places.Choose() as choice:
            return texts.choose(asked.record, choice, view)
        case places.NoRecord() as none:
            return texts.no_record(asked.record, none, view, _elsewhere(question, asked.rest))
        case places.NotFound() as miss:
            return texts.not_found(asked.record, miss, view, _elsewhere(question, asked.rest))


def jurisdiction(record: Record, target: Target) -> Jurisdiction | None:
    return record.program.jurisdiction_by_id.get(target.subject)


def _elsewhere(question: Question, typed: str) -> list[tuple[Program, Jurisdiction]]:
    """The other programs that have a jurisdiction of just this name."""
    found = []
    for program in question.catalogue.programs:
        if program is not question.program:
            match = places.find(question.names[program.id], typed)
            if isinstance(match, places.Found) and not match.corrected:
                found.append((program, match.jurisdiction))
    return found

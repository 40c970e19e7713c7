"""Which check is meant, and its start: what needs nobody's chat."""

from dataclasses import dataclass
from functools import lru_cache

from domain import places
from domain.gazetteer import Place
from domain.programs import Program
from domain.selfcheck import forms
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Group
from domain.words import normalise
from handlers.question import AsOf, Question, Said, find
from messages.check import begin, listing, notices
from messages.message import Message
from messages.taps import Target, View


@dataclass(frozen=True, slots=True)
class Meant:
    """The program and jurisdiction to check; `place` is one that the program has nothing on.

    `invitation` is the number of the one that was followed, from `group`.
    """

    question: Question
    jurisdiction: str = ""
    place: Place | None = None
    invitation: int = 0
    group: Group | None = None

    @property
    def subject(self) -> str:
        """As buttons carry it."""
        return self.jurisdiction or (self.place.id if self.place else "")


# A program is compared by identity, so a form is made once for each revision of it.
@lru_cache(maxsize=64)
def form_of(program: Program) -> Form | None:
    """The newest form of a program; None where it has none, or took it back."""
    is_offered = program.self_check is not None and program.self_check.withdrawn is None
    return forms.of(program) if is_offered else None


def answer(question: Question) -> Said:
    found = meant(question)
    return found if isinstance(found, Message) else start(found)


def opened(question: Question, target: Target) -> Said:
    return start(chosen(question, target.subject))


def start(found: Meant, private: str = "") -> Message:
    """The start screen; nothing is kept before its button is tapped."""
    record = found.question.record()
    form = form_of(record.program)
    if form is None:
        return begin.none_here(record)
    return begin.start(
        record,
        form,
        found.jurisdiction,
        place=found.place,
        private=private,
        invitation=found.invitation,
        group=found.group,
    )


def results(_question: Question) -> Said:
    return listing.only_in_chat()


def cancel(_question: Question) -> Said:
    return notices.nothing_to_cancel()


def meant(question: Question) -> Meant | Message:
    """What was typed after /check: a program, a place, or nothing; a Message asks which place."""
    typed = question.text.strip()
    if not typed:
        return Meant(question, question.last_place)
    program = program_called(question, typed)
    if program is not None:
        return Meant(question if program is question.program else question.about(program))
    match places.find(question.names[question.program.id], typed):
        case places.NoRecord(corrected=False) as none if none.place is not None:
            return Meant(question, place=none.place)
    found = find(question, AsOf(question.record(), typed), View.CHECK)
    return found if isinstance(found, Message) else Meant(question, found.jurisdiction.id)


def chosen(question: Question, subject: str) -> Meant:
    """What a button carries: a jurisdiction, or a place that the program has nothing on."""
    if not subject or subject in question.program.jurisdiction_by_id:
        return Meant(question, subject)
    return Meant(question, place=question.names[question.program.id].gazetteer.place(subject))


def program_called(question: Question, typed: str) -> Program | None:
    """The program of this name, if it is one's."""
    said = normalise(typed)
    for program in question.catalogue.programs:
        if said in {normalise(name) for name in (program.id, program.name, program.short_name)}:
            return program
        if said in {normalise(name) for name in program.aliases}:
            return program
    return None

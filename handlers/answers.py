"""What answers each command and each button. Pure: the chat, the command line and the tests all ask here."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers import (
    deadlines,
    general,
    history,
    jurisdictions,
    links,
    plain,
    program,
    requirements,
    sources,
    status,
)
from handlers.alerts import meant
from handlers.check import start
from handlers.question import Question, Said
from messages.commands import ALIASES
from messages.taps import Target, View

# A new command is one line here, and one in messages/commands.py.
COMMANDS: Mapping[str, Callable[[Question], Said]] = {
    "start": general.start,
    "status": status.answer,
    "history": history.answer,
    "jurisdictions": jurisdictions.answer,
    "requirements": requirements.answer,
    "deadlines": deadlines.answer,
    "sources": sources.answer,
    "program": program.answer,
    "check": start.answer,
    "subscribe": meant.only_in_chat,
    "unsubscribe": meant.only_in_chat,
    "alerts": meant.only_in_chat,
    "settings": meant.only_in_chat,
    "results": start.results,
    "cancel": start.cancel,
    "ask": general.ask_how,
    "help": general.help_,
}

VIEWS: Mapping[View, Callable[[Question, Target], Said | None]] = {
    View.STATUS: status.opened,
    View.OVERVIEW: status.opened,
    View.OTHER_PLACE: status.other_places,
    View.PLACE: status.unrecorded,
    View.HISTORY: history.opened,
    View.JURISDICTIONS: jurisdictions.opened,
    View.REQUIREMENTS: requirements.opened,
    View.REQUIREMENT: requirements.opened_one,
    View.DEADLINES: deadlines.opened,
    View.SOURCES: sources.opened,
    View.PROGRAM: program.opened,
    View.USE: program.opened,
    View.TIMELINE: program.timeline,
    View.PEOPLE: program.people,
    View.CLAIMS: program.claims,
    View.DISAGREEMENTS: program.disagreements,
    View.OPEN_QUESTIONS: program.open_questions,
    View.HELP: general.help_opened,
    View.CHECK: start.opened,
    View.ANSWER: plain.opened,
}

# The questions of ours that a person's next words answer.
ANSWERED: Mapping[View, Callable[[Question], Said]] = {View.HISTORY: history.answer}


def named(text: str) -> str:
    """The command that a text begins with, by its first spelling; "" for a text that is no command."""
    first = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    name = first[1:].partition("@")[0].lower()
    return ALIASES.get(name, name)


def words_asked(text: str) -> str:
    """What /ask asks, or a link with a question in it; "" for any other text, and for /ask alone."""
    _command, *rest = text.split(maxsplit=1) or [""]
    words = rest[0].strip() if rest else ""
    match named(text):
        case "ask":
            return words.lstrip("/")
        case "start":
            return links.question_in(words).lstrip("/")
    return ""


def to_text(question: Question) -> Said:
    """The answer to what somebody typed, command or not; in `question.text` stands all of it."""
    text = words_asked(question.text) or question.text
    if text and not text.startswith("/"):
        asked = replace(question, text=text)
        meant = plain.meant(asked)
        return plain.answer(asked) if meant is asked else to_text(meant)
    typed, *rest = text.split(maxsplit=1) or ["/ask"]
    command = COMMANDS.get(named(typed))
    if command is None:
        return general.unknown_command(question, typed[1:].partition("@")[0])
    return command(replace(question, text=rest[0].strip() if rest else ""))


def to_tap(question: Question, target: Target) -> Said | None:
    """The view behind a button, None when there is nothing behind it any more."""
    program = question.catalogue.program_by_id.get(target.program)
    view = VIEWS.get(target.view)
    if program is None or view is None:
        return None
    return view(question if program is question.program else question.about(program), target)

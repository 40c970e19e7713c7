"""/start, /help and what is no command."""

from rapidfuzz import process

from domain import status as rules
from handlers import requirements
from handlers.question import Question, Said
from messages import general as texts
from messages import status as status_texts
from messages.commands import ALIASES, descriptions
from messages.message import Message
from messages.taps import Target

_ALIKE = 60


def start(question: Question) -> Said:
    """The welcome, or what a link with a payload leads to: s_<jurisdiction>, r_<requirement>."""
    kind, _, id = question.text.partition("_")
    place = question.program.jurisdiction_by_id.get(id)
    if kind == "s" and place is not None:
        return status_texts.report(rules.report(question.record(), place))
    linked = requirements.by_id(question, id) if kind == "r" else None
    return linked or texts.welcome(question.record())


def ask_how(_question: Question) -> Message:
    return texts.ask_how()


def help_(question: Question) -> Message:
    return texts.help_text(tuple(descriptions().items()), question.record())


def help_opened(question: Question, _target: Target) -> Said:
    return help_(question)


def unknown_command(_question: Question, typed: str) -> Message:
    """Say that the command does not exist, and which are spelled alike."""
    known = [*descriptions(), *ALIASES]
    hits = process.extract(typed.lower(), known, score_cutoff=_ALIKE, limit=3)
    names = dict.fromkeys(ALIASES.get(name, name) for name, _score, _at in hits)
    return texts.unknown_command(typed, list(names))

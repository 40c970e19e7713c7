"""The words that every side of a self-check uses."""

from collections.abc import Mapping

from domain.record import Record
from domain.selfcheck.answers import Given
from domain.selfcheck.assess import Verdict
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.sessions import Check
from domain.selfcheck.todos import Todo
from domain.words import printable
from messages.language import _
from messages.markup import Html, fill, italic

# A reason or a piece of evidence is kept whole; a card shows so much of it.
SHOWN = 160


def labels() -> Mapping[Answer, str]:
    """The words of the answers, in the language of the moment."""
    return {
        Answer.YES: _("Yes"),
        Answer.NO: _("No"),
        Answer.PARTLY: _("Partly"),
        Answer.UNSURE: _("Not sure"),
        Answer.NOT_OURS: _("Not ours"),
        Answer.NOT_APPLICABLE: _("Not applicable"),
        Answer.LATER: _("Later"),
        Answer.CLEARED: _("Taken back"),
    }


def verdict_name(found: Verdict) -> str:
    """The verdict in two words, for a list."""
    return {
        Verdict.NOT_READY: _("Not ready yet"),
        Verdict.UNDETERMINED: _("Not determined yet"),
        Verdict.READY_WITH_NOTES: _("Ready, with notes"),
        Verdict.READY: _("Ready"),
    }[found]


def todo_words() -> Mapping[Todo, str]:
    """What is to do, behind the title of a question."""
    return {
        Todo.FIND_OUT: _("find out"),
        Todo.ANSWER: _("answer, put off"),
        Todo.NAME: _("name the government"),
        Todo.RENEW: _("renew the evidence"),
    }


def not_advice() -> str:
    return _("This is a self-assessment: not legal advice, and not an official decision.")


def place_name(record: Record, jurisdiction: str) -> str:
    place = record.program.jurisdiction_by_id.get(jurisdiction)
    return place.full_name if place else ""


def place_of(record: Record, check: Check) -> str:
    """What a check is about: by the record, or by the name it was begun with."""
    return place_name(record, check.jurisdiction) or (check.place.full_name if check.place else "")


def given_in_words(given: Given | None, shown: int = SHOWN) -> Html:
    """The answer with so many characters of its reason, as it stands in the review and the result."""
    if given is None:
        return fill(_("no answer"))
    said = italic(labels()[given.value])
    if not given.reason or not shown:
        return said
    return fill("{answer} ({reason})", answer=said, reason=printable(given.reason, shown))

"""Buttons to places that share a name, or are easily mistaken for one another."""

from domain.gazetteer import Place
from domain.programs import Jurisdiction
from domain.record import Record
from messages import phrases
from messages.language import _
from messages.message import Tap
from messages.taps import View

# What is left of a button's 64 bytes beside the view, the program and the day.
_LONGEST = 36


def to_place(record: Record, place: Jurisdiction | Place) -> Tap:
    """A button to a jurisdiction's status, or to what is on record of another place."""
    view = View.STATUS if isinstance(place, Jurisdiction) else View.PLACE
    return phrases.button(place.full_name, record, view, _cut(place.id))


def to_others(record: Record, name: str) -> Tap:
    """A button to the further places of a name."""
    subject = _cut(name) if name.isascii() and ":" not in name else ""
    return phrases.button(_("Another {name}").format(name=name), record, View.OTHER_PLACE, subject)


def _cut(subject: str) -> str:
    # A name too long for a button cannot be carried: the view then asks for it.
    return subject if len(subject) <= _LONGEST else ""

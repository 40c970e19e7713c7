"""The summary of a self-check for the group that it was begun from, and what is said around it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.record import Record
from domain.selfcheck.answers import Answers
from domain.selfcheck.explain import Item, report
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Check, Group
from domain.words import printable
from messages import phrases
from messages.check.parts import button, head, single, sources_of
from messages.check.taps import Act
from messages.check.wording import not_advice, place_of
from messages.documents.wording import verdict
from messages.language import _, long_day, n_, partial
from messages.markup import EMPTY, Html, bold, fill, italic
from messages.message import Block, Message, OpenLink, Row, line, plain
from messages.taps import View

_SHOWN = 60


def summary(record: Record, form: Form, check: Check, answers: Answers, private: str) -> Message:
    """The verdict and the names of what is open: no answers, no reasons, no evidence.

    `private` is the address of a check of one's own.
    """
    rows = (
        (OpenLink(_("Check in private"), private),),
        (phrases.report(record, View.REQUIREMENTS),),
    )
    return single(_told(record, form, check, answers), rows, phrases.closing(record))


def preview(record: Record, form: Form, check: Check, answers: Answers, attempts: int) -> Message:
    """Exactly what will be posted, and to whom, before it is; `attempts` were made and may have arrived."""
    assert check.group is not None
    said = fill(
        _("This will be posted in “{group}”, for everybody there to read:"), group=titled(check.group)
    )
    doubt = _("An earlier attempt may have arrived. Please look there first; post it only if it is missing.")
    first, *rest = _told(record, form, check, answers)
    above = [*([line(bold(doubt))] if attempts else []), line(italic(said))]
    blocks = [*above, replace(first, spaced=True), *rest]
    rows = ((button(_("Post it"), check, Act.POST, attempts),), *_back(check))
    return single(blocks, rows, phrases.closing(record))


def coming(check: Check, group: Group) -> Message:
    """Said at once to who agreed; what becomes of it takes its place."""
    text = _("The summary is being posted in “{group}”. This message will say what became of it.")
    return plain(fill(text, group=titled(group)), _back(check))


def is_coming(group: Group) -> str:
    """A toast, when it is asked for while it is on its way."""
    return _("The summary is being posted in “{group}”.").format(group=titled(group))


def arrived(check: Check, group: Group, on: date) -> Message:
    return plain(posted(group, on), _back(check))


def failed(check: Check, group: Group) -> Message:
    """The group did not take it."""
    text = _("The summary could not be posted in “{group}”: I may not write there any more.")
    return plain(fill(text, group=titled(group)), _back(check))


def not_a_member(check: Check, group: Group) -> Message:
    text = _("Nothing was posted: I cannot see that you may write in “{group}”.")
    return plain(fill(text, group=titled(group)), _back(check))


def posted(group: Group, on: date) -> str:
    """A toast whenever it is asked for again once it is there."""
    text = _("The summary was posted in “{group}” on {date}. It is posted once.")
    return text.format(group=titled(group), date=long_day(on))


def titled(group: Group) -> str:
    return printable(group.title, _SHOWN)


def _back(check: Check) -> tuple[Row, ...]:
    return ((button(_("Back to the result"), check, Act.RESULT),),)


def _told(record: Record, form: Form, check: Check, answers: Answers) -> list[Block]:
    found = report(form, answers, record, check.jurisdiction or None)
    wording = fill(
        _("{verdict} — against the wording of {date}"),
        verdict=bold(verdict(found)),
        date=partial(form.head.wording_of),
    )
    by = fill(
        _("As answered by {name} on {date}."),
        name=printable(check.person_name, _SHOWN),
        date=long_day(record.day),
    )
    groups = (
        (_("Gaps"), found.gaps),
        (_("To find out"), found.to_find_out),
        (_("For another government"), found.not_ours),
        (_("Notes"), found.notes),
        (_("Not applicable"), found.not_applicable),
    )
    met = n_("{count} requirement is met.", "{count} requirements are met.", found.met)
    return [
        head(record, place_of(record, check)),
        line(wording, sources_of(record, form.head.sources)),
        line(by),
        *(line(_named(name, items), spaced=True) for name, items in groups if items),
        *([line(met, spaced=True)] if found.met else []),
        line(not_advice(), spaced=True),
    ]


def _named(name: str, items: Sequence[Item]) -> Html:
    if not items:
        return EMPTY
    return fill("{name}: {titles}", name=bold(name), titles="; ".join(item.rule.title for item in items))

"""The start of a self-check: what it is, and whether its rules are known to apply."""

from domain.gazetteer import Place
from domain.record import Record
from domain.selfcheck.force import Force, in_force
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Group
from domain.words import printable
from messages import phrases
from messages.check.parts import head, single, sources_of
from messages.check.wording import not_advice, place_name
from messages.language import _, n_, partial
from messages.markup import Html, bold, fill, join
from messages.message import Message, OpenLink, Row, Tap, line, plain
from messages.taps import LONGEST, Target, View, encode


def start(
    record: Record,
    form: Form,
    jurisdiction: str,
    *,
    place: Place | None = None,
    private: str = "",
    invitation: int = 0,
    group: Group | None = None,
) -> Message:
    """What the check is and whether its rules are known to apply; in a group, the way to a `private` chat.

    `place` is one that the program has nothing on: it may check itself all the same. `group` is the one
    whose `invitation` was followed.
    """
    unrecorded = place.full_name if place else ""
    none = fill(_("{place} has no record in this program; the check is the same."), place=unrecorded)
    blocks = [
        head(record, place_name(record, jurisdiction) or unrecorded),
        *([line(none)] if unrecorded else []),
        line(form.head.intro, sources_of(record, form.head.sources), spaced=True),
        line(_standing(record, form), spaced=True),
        line(
            fill(
                n_(
                    "At most {count} question. Every answer is kept at once; you can stop and go on later.",
                    "At most {count} questions. Every answer is kept at once; you can stop and go on later.",
                    len(form.questions),
                )
            ),
            spaced=True,
        ),
        line(not_advice()),
    ]
    if private:
        blocks.append(
            line(_("Started here, everybody in this group can read the answers; only you can give them."))
        )
    if group is not None:
        later = _("You come from “{group}”. Nothing is posted there unless you say so at the end.")
        blocks.append(line(fill(later, group=printable(group.title, 60))))
    rows: list[Row] = [(OpenLink(_("Check in private"), private),)] if private else []
    about = jurisdiction or (place.id if place else "")
    begun = (
        encode(Target(View.BEGIN, record.program.id, number=invitation))
        if invitation
        else way_to(View.BEGIN, record, about)
    )
    rows.append((Tap(_("Start"), begun),))
    rows.append((phrases.report(record, View.REQUIREMENTS),))
    return single(blocks, tuple(rows), phrases.closing(record))


def way_to(view: View, record: Record, subject: str) -> str:
    """The data of a button to a check of a jurisdiction or a place; a handful of ids are too long for it."""
    data = encode(Target(view, record.program.id, subject))
    return data if len(data) <= LONGEST else encode(Target(view, record.program.id))


def none_here(record: Record) -> Message:
    """A program without questions, or with questions that were taken back."""
    check = record.program.self_check
    if check and check.withdrawn:
        said = fill(_("The self-check of {program} was withdrawn."), program=bold(record.program.short_name))
        return plain(join([said, check.withdrawn], " "))
    return plain(fill(_("{program} has no self-check."), program=bold(record.program.short_name)))


def _standing(record: Record, form: Form) -> Html:
    """Against which wording, and whether the rules are known to apply today."""
    wording = fill(_("Against the wording of {date}."), date=partial(form.head.wording_of))
    forces = set(in_force(form, record).values())
    if known := form.head.standing_on(record.day):
        return join([wording, known], " ")
    if forces == {Force.APPLIES}:
        return join([wording, fill(_("As far as the record shows, these rules apply today."))], " ")
    if forces == {Force.ENDED}:
        return join([wording, fill(_("These rules have ended; the check looks back."))], " ")
    if Force.NOT_YET in forces:
        return join([wording, fill(_("Some of these rules do not apply yet."))], " ")
    return join([wording, fill(_("We do not know whether all of these rules still apply today."))], " ")

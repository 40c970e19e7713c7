"""What is said about a self-check besides its card: toasts, and notices above it."""

from domain.record import Record
from domain.selfcheck.forms import Form
from domain.selfcheck.sessions import Check
from domain.words import printable
from messages.check.parts import head, single
from messages.check.wording import place_of
from messages.language import _, long_day, n_
from messages.markup import EMPTY, Html, Text, fill, join
from messages.message import Message, line, plain


def shelved(record: Record, form: Form, check: Check) -> Message:
    """A card that was left alone for too long."""
    blocks = [
        head(record, place_of(record, check)),
        line(_("This check was left alone for a while. Your answers are kept; /check goes on with it.")),
    ]
    return single(blocks, ())


def cancelled(kept: int) -> Message:
    """What cancelling does, and what is kept."""
    said = n_(
        "The check is cancelled. Its {count} entry is kept in your record, without a result.",
        "The check is cancelled. Its {count} entries are kept in your record, without a result.",
        kept,
    )
    return plain(join([fill(said), fill(_("/check begins a new one."))], " "))


def nothing_to_cancel() -> Message:
    return plain(_("Nothing is under way here, so there is nothing to cancel."))


def dropped() -> Message:
    return plain(_("All right: I do not wait for an answer any more."))


def withdrawn(record: Record | None = None) -> Message:
    """A check whose questions were taken back, with the reason where the program gives one."""
    said = fill(
        _(
            "The questions of this check were withdrawn, so it cannot be submitted. "
            "Your answers are kept. /check shows whether there are new ones."
        )
    )
    head = record.program.self_check if record else None
    why = fill(_("Why: {reason}"), reason=head.withdrawn) if head and head.withdrawn else EMPTY
    return plain(join([said, why], "\n"))


def carried(is_compatible: bool, reason: str, left: int, new: int) -> Html:
    """The notice on a check that goes on with newer questions."""
    if is_compatible and not left:
        return fill(_("The questions were renewed; all your answers were carried over."))
    parts: list[Text] = [fill(_("The questions have changed; answers that still fit are kept."))]
    if reason:
        parts.append(fill(_("Why: {reason}"), reason=reason))
    if left:
        parts.append(n_("{count} answer has no place any more.", "{count} answers have no place.", left))
    if new:
        parts.append(n_("{count} question is new.", "{count} questions are new.", new))
    return join(parts, " ")


def going_on(check: Check, place: str) -> Html:
    """Said when another check of the program was asked for while one is under way."""
    return fill(
        _("You have a check under way, begun {date}. Finish it or /cancel it before one for {place}."),
        date=long_day(check.started_at.date()),
        place=place,
    )


def stale() -> str:
    return _("That button is from an earlier step; nothing was changed. The check goes on from here.")


def foreign(name: str) -> str:
    text = _("This is the check of {name}; nothing was changed. Send /check to start your own.")
    return text.format(name=printable(name, 60))


def being_written() -> str:
    """A toast while a paper is made."""
    return _("The file is being written; it follows below.")


def gone() -> str:
    return _("This check is not kept any more. Send /check to start one.")


def finished() -> str:
    return _("This check is finished; nothing was changed. /results lists what you finished.")


def was_cancelled() -> str:
    return _("This check was cancelled; nothing was changed. Send /check to start a new one.")


def not_offered() -> str:
    return _("That is not possible on this card; nothing was changed.")


def first_question() -> str:
    return _("This is the first question.")


def file_lost() -> Message:
    return plain(_("I could not read that file: it may be larger than 20 MB. Nothing was changed."))

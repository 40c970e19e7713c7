"""What somebody wants to be told of, from the words they typed. Pure."""

import re
from dataclasses import dataclass

from domain import places
from domain.alerts.subscription import About, Mode, Subscription, Target, Wish
from domain.programs import Program
from domain.words import normalise
from handlers.check.start import program_called
from handlers.question import AsOf, Question, Said, find
from messages.alerts import asking as texts
from messages.message import Message
from messages.taps import View

FURTHEST = 366
MOST = 12
_MODES = {
    "daily": Mode.DAILY,
    "once a day": Mode.DAILY,
    "weekly": Mode.WEEKLY,
    "once a week": Mode.WEEKLY,
    "at once": Mode.IMMEDIATE,
    "immediately": Mode.IMMEDIATE,
}
_LEADS = re.compile(r"(?:^|\s)((?:\d+[\s,]+)*\d+)(?:\s+days?)?(?:\s+before)?$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Meant:
    """What to be told of; `mode` and `leads` where they were typed as well."""

    program: Program
    target: Target
    mode: Mode | None = None
    leads: tuple[int, ...] | None = None

    def wish(self, before: Wish) -> Wish:
        """How it is wanted: as before, but for what was typed."""
        return Wish(self.mode or before.mode, before.leads if self.leads is None else self.leads)


def subscribing(question: Question, view: View = View.SUBSCRIBE) -> Meant | Message | None:
    """What was typed after /subscribe or /unsubscribe; a Message asks back, None is nothing typed."""
    rest, mode = _mode(question.text.strip())
    named, leads = program_called(question, rest), None
    if named is None and view is View.SUBSCRIBE:
        rest, leads = _leads(rest)
        named = program_called(question, rest)
    if leads is not None and (len(leads) > MOST or max(leads) > FURTHEST):
        return texts.no_such_leads(question.program)
    if not rest:
        return None
    if named is not None:
        return Meant(named, Target(named.id), mode, leads)
    program = question.program
    deadline = _deadline(program, rest)
    if deadline:
        return Meant(program, Target(program.id, About.DEADLINE, deadline), mode, leads)
    match places.find(question.names[program.id], rest):
        case places.NoRecord(corrected=False) as none if none.place is not None:
            return texts.no_record(none.name, program)
    found = find(question, AsOf(question.record(), rest), view)
    if isinstance(found, Message):
        return found
    return Meant(program, Target(program.id, About.JURISDICTION, found.jurisdiction.id), mode, leads)


def linked(question: Question) -> Target | None:
    """What a deep link subscribes to: sub_<jurisdiction>."""
    kind, _, id = question.text.partition("_")
    if kind == "sub" and id in question.program.jurisdiction_by_id:
        return Target(question.program.id, About.JURISDICTION, id)
    return None


def is_known(question: Question, target: Target) -> bool:
    """Whether the record has what a button subscribes to."""
    program = question.catalogue.program_by_id.get(target.program)
    if program is None:
        return False
    match target.kind:
        case About.PROGRAM:
            return True
        case About.JURISDICTION:
            return target.subject in program.jurisdiction_by_id
        case About.DEADLINE:
            return any(deadline.id == target.subject for deadline in program.deadlines)


def running(subscriptions: list[Subscription], target: Target) -> Subscription | None:
    return next((s for s in subscriptions if s.target == target), None)


def only_in_chat(_question: Question) -> Said:
    """What the command line says: there is no chat to be told anything."""
    return texts.only_in_chat()


def _mode(text: str) -> tuple[str, Mode | None]:
    said = text.casefold()
    for words, mode in _MODES.items():
        if said == words or said.endswith(" " + words):
            return text[: len(text) - len(words)].strip(), mode
    return text, None


def _leads(text: str) -> tuple[str, tuple[int, ...] | None]:
    match = _LEADS.search(text)
    if match is None:
        return text, None
    days = {int(number[:9]) for number in re.findall(r"\d+", match[1])}
    return text[: match.start()].strip(), tuple(sorted(days, reverse=True))


def _deadline(program: Program, typed: str) -> str:
    """The id of the deadline that was typed by its id or its title."""
    said = normalise(typed)
    for deadline in program.deadlines:
        if said in (normalise(deadline.id), normalise(deadline.title)):
            return deadline.id
    return ""

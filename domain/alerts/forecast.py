"""What subscriptions will bring: the same rules as the sending, run ahead."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alerts import times
from domain.alerts.planning import value_of
from domain.alerts.subscription import About, ChatSettings, Mode, Subscription, Target
from domain.alerts.times import Timing
from domain.programs import Catalogue, Deadline, Program


@dataclass(frozen=True, slots=True)
class Coming:
    """One reminder to come: at which instant, of which deadline, how many days ahead of it."""

    at: datetime
    program: Program
    deadline: Deadline
    lead: int
    mode: Mode
    silent: bool


def coming(
    catalogue: Catalogue,
    subscriptions: Sequence[Subscription],
    settings: ChatSettings,
    now: datetime,
    until: datetime,
    done: Collection[tuple[str, str]] = (),
    told: Collection[tuple[str, str, str, int]] = (),
) -> tuple[Coming, ...]:
    """The reminders of a chat up to an instant, the next one first, each once.

    `done` names the deadlines that the chat wants to hear no more of, each with its program. `told` names the
    reminders it had: the program, the deadline, its date as planned, and the lead.
    """
    found: dict[tuple[str, str, int], Coming] = {}
    for subscription in subscriptions:
        for one in _of(catalogue, subscription, settings, now):
            key = (one.program.id, one.deadline.id, one.lead)
            if (*key[:2], value_of(one.deadline), one.lead) in told:
                continue
            if one.at <= until and key[:2] not in done and (key not in found or one.at < found[key].at):
                found[key] = one
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.program.id, one.deadline.id)))


def covers(target: Target, program: Program, deadline: Deadline) -> bool:
    """Whether somebody who subscribed to this is told of a deadline."""
    if target.program != program.id:
        return False
    match target.kind:
        case About.PROGRAM:
            return True
        case About.JURISDICTION:
            return target.subject in deadline.jurisdictions
        case About.DEADLINE:
            return target.subject == deadline.id


def _of(
    catalogue: Catalogue, subscription: Subscription, settings: ChatSettings, now: datetime
) -> Iterator[Coming]:
    program = catalogue.program_by_id.get(subscription.target.program)
    if program is None:
        return
    for deadline in program.deadlines:
        if covers(subscription.target, program, deadline):
            for lead, timing in times.reminders(deadline, subscription.wish.leads, settings, now):
                mode, at = _sent(timing, settings, subscription.wish.mode)
                yield Coming(at, program, deadline, lead, mode, timing.silent or settings.silent)


def _sent(timing: Timing, settings: ChatSettings, mode: Mode) -> tuple[Mode, datetime]:
    """By itself or in a digest, and when."""
    if mode is not Mode.IMMEDIATE:
        digest = times.digest_for(timing, settings, weekly=mode is Mode.WEEKLY)
        if digest is not None:
            return mode, digest[1]
    return Mode.IMMEDIATE, timing.not_before

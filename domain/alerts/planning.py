"""What there is to tell of a program: each deadline at each lead, and each event that changes a status."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.alerts import times
from domain.alerts.alert import Kind
from domain.alerts.subscription import About, Target
from domain.dates import DateMeaning
from domain.programs import Deadline, DueInstant, Event, Program

# Older events are history: nobody is told of them.
NEWS = timedelta(days=30)
# So long after its day an event is still told, to chats that could not be reached on it.
USEFUL = timedelta(days=7)
# An edit that is taken back within this time is told to nobody.
SETTLE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to tell, to those who asked for one of its `topics`, not before `fire_at` anywhere.

    `about` is its identity. `value` is the date that it tells, as it stands in the program file.
    """

    about: str
    kind: Kind
    subject: str
    value: str
    lead: int
    fire_at: datetime
    ends_at: datetime
    topics: tuple[str, ...]


def planned(program: Program, leads: Iterable[int], now: datetime) -> tuple[Planned, ...]:
    """All that is still to be told of a program, as it stands."""
    wanted = sorted(set(leads))
    deadlines = (one for d in program.deadlines for one in _reminders(program, d, wanted))
    events = (one for event in program.events for one in _news(program, event))
    return tuple(
        one
        for one in (*deadlines, *events)
        if (one.ends_at > now if one.kind is Kind.DEADLINE else one.fire_at > now - NEWS)
    )


def notice(program: Program, id: str, told: str, revision: int, now: datetime) -> Planned:
    """That a deadline which some were told of, due `told`, has moved in a revision, or is no more."""
    deadline = next((d for d in program.deadlines if d.id == id), None)
    kind = Kind.CANCELLED if deadline is None else Kind.MOVED
    after = now + SETTLE
    return Planned(
        about=f"{kind}:{program.id}:{id}:{revision}",
        kind=kind,
        subject=id,
        value=told if deadline is None else value_of(deadline),
        lead=0,
        fire_at=after,
        ends_at=max(after + USEFUL, _last_end(deadline)) if deadline else after + USEFUL,
        topics=(),
    )


def value_of(deadline: Deadline) -> str:
    """When a deadline is due, in one word."""
    due = deadline.due
    return f"{due.local.isoformat()} {due.zone}" if isinstance(due, DueInstant) else due.isoformat()


def deadline_of(id: str, value: str) -> Deadline:
    """A deadline with nothing but its date: what the hours of an alert are worked out from."""
    day, _, zone = value.partition(" ")
    due = DueInstant(datetime.fromisoformat(day), zone) if zone else date.fromisoformat(value)
    return Deadline(id, "", "", due, DateMeaning.HAPPENED, ())


def _reminders(program: Program, deadline: Deadline, leads: Iterable[int]) -> Iterator[Planned]:
    value = value_of(deadline)
    # Nobody is told of it before it was announced.
    earliest = times.day_begins(deadline.announced.counts_from) if deadline.announced else None
    topics = _topics(program, deadline.jurisdictions, Target(program.id, About.DEADLINE, deadline.id))
    for lead in leads:
        begins = times.fire_at(deadline, lead)
        yield Planned(
            about=f"{Kind.DEADLINE}:{program.id}:{deadline.id}:{value}:{lead}",
            kind=Kind.DEADLINE,
            subject=deadline.id,
            value=value,
            lead=lead,
            fire_at=max(begins, earliest) if earliest else begins,
            ends_at=_last_end(deadline),
            topics=topics,
        )


def _news(program: Program, event: Event) -> Iterator[Planned]:
    if event.status is None or event.date is None:
        return
    day = event.date.counts_from
    yield Planned(
        about=f"{Kind.EVENT}:{program.id}:{event.id}",
        kind=Kind.EVENT,
        subject=event.id,
        value=day.isoformat(),
        lead=0,
        fire_at=times.day_begins(day),
        ends_at=times.day_begins(day) + NEWS + USEFUL,
        topics=_topics(program, event.jurisdictions),
    )


def _topics(program: Program, jurisdictions: Iterable[str], *more: Target) -> tuple[str, ...]:
    places = (Target(program.id, About.JURISDICTION, id) for id in jurisdictions)
    return tuple(target.topic for target in (Target(program.id), *places, *more))


def _last_end(deadline: Deadline) -> datetime:
    """When it is past for everybody on earth."""
    if isinstance(deadline.due, DueInstant):
        return deadline.due.instant.astimezone(UTC)
    last = datetime.combine(deadline.due, time(0), times.LAST_ZONE).astimezone(UTC)
    return last + timedelta(days=1)

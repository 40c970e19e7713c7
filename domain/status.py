"""The status of a jurisdiction: what the events up to a day amount to."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.programs import Deadline, Detail, Event, Jurisdiction, Status
from domain.record import Record


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A jurisdiction's status on a day.

    `lead` is the newest status event, None when none counts yet. `due` is the deadline it set, while that
    is open and unanswered: then the answer leads with it. `earlier` has the other events, newest first;
    `deadlines` what was open on the day.
    """

    record: Record
    jurisdiction: Jurisdiction
    lead: Event | None
    status: Status | None
    due: Deadline | None
    missed: Deadline | None
    earlier: tuple[Event, ...]
    deadlines: tuple[Deadline, ...]
    details: tuple[Detail, ...]

    @property
    def unanswered(self) -> str | None:
        """What the program says while its deadline is without an answer on record."""
        deadline = self.due or self.missed
        return deadline.unanswered if deadline else None


def report(record: Record, jurisdiction: Jurisdiction) -> StatusReport:
    """What the record says about one jurisdiction on its day."""
    events = record.events(jurisdiction)
    lead = next((event for event in reversed(events) if event.status is not None), None)
    status = record.program.status_by_id[lead.status] if lead and lead.status else None
    deadlines = record.deadlines(jurisdiction)
    set_by_lead = next((d for d in deadlines if lead and lead.deadline == d.id), None)
    unanswered = set_by_lead if set_by_lead and record.answer_to(set_by_lead, jurisdiction) is None else None
    is_open = unanswered is not None and record.is_open(unanswered)
    return StatusReport(
        record=record,
        jurisdiction=jurisdiction,
        lead=lead,
        status=status,
        due=unanswered if is_open else None,
        missed=None if is_open else unanswered,
        earlier=tuple(event for event in reversed(events) if event is not lead),
        deadlines=tuple(d for d in deadlines if record.is_open(d)),
        details=record.details(jurisdiction.details),
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """How many jurisdictions stand where: one per jurisdiction, by the status it has on the day."""

    record: Record
    sites: int
    by_status: Mapping[Status, int]
    next_deadline: Deadline | None


def overview(record: Record) -> Overview:
    """The counted statuses of all jurisdictions, and the next deadline that is open."""
    counted: dict[Status, int] = {}
    for jurisdiction in record.program.jurisdictions:
        events = record.status_events(jurisdiction)
        if events:
            status = record.program.status_by_id[str(events[-1].status)]
            counted[status] = counted.get(status, 0) + 1
    in_file_order = {s: counted[s] for s in record.program.statuses if s in counted}
    return Overview(
        record=record,
        sites=sum(count for status, count in counted.items() if status.is_site),
        by_status=in_file_order,
        next_deadline=next((d for d in record.deadlines() if record.is_open(d)), None),
    )

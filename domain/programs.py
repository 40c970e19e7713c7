"""A program and its record, as one immutable value.

The shapes follow the program file (docs/program-files.md). Ids are unique within their kind; tuples keep
the order of the file. Every fact names its sources by id; `Program.source(id)` gives the source itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.dates import DateMeaning, PartialDate
from domain.questions.topics import Term, Topic
from domain.selfcheck.questionnaire import Migration, Question, Rule, SelfCheck


class Confidence(StrEnum):
    """How far to trust a fact: several good sources, one good source, or one weak source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was read. `title_is_ours` marks a title that was not seen on the document itself."""

    id: str
    outlet: str
    title: str
    kind: str
    title_is_ours: bool = False
    published: PartialDate | None = None
    published_note: str | None = None
    url: str | None = None
    reliability: str | None = None
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Note:
    """A sourced sentence without a date of its own: it counts from its earliest dated source."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A labelled, sourced fact, such as who runs the jail. Undated ones are shown only for today."""

    label: str
    text: str
    sources: tuple[str, ...]
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    id: str
    name: str
    role: str
    sources: tuple[str, ...]
    abbreviation: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Official:
    id: str
    name: str
    role: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A word of the program's own vocabulary for what an event makes of a jurisdiction.

    `is_site` marks the statuses of a named participant. `standing` is a sentence that holds on the days
    from such an event until the next one ("Not a site on that day."), `standing_today` the same for today.
    """

    id: str
    word: str
    counted: str
    is_site: bool = False
    standing: str | None = None
    standing_today: str | None = None


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A government with a record in the program. `state` and `state_code` name where it lies."""

    id: str
    name: str
    state: str
    state_code: str
    kind: str
    sources: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    county: Note | None = None
    details: tuple[Detail, ...] = ()
    not_to_confuse_with: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return self.name if self.name == self.state else f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class Event:
    """A dated, sourced fact about the program or some of its jurisdictions.

    The date stands after the `title`, the `text` goes on from there: "Named a site on 3 June 2019, one of
    ten in that round". With a `status` the event changes what the jurisdictions are; `deadline` names the
    deadline that it set for them.
    """

    id: str
    title: str
    date: PartialDate | None
    meaning: DateMeaning
    sources: tuple[str, ...]
    text: str | None = None
    status: str | None = None
    jurisdictions: tuple[str, ...] = ()
    deadline: str | None = None
    notes: tuple[Note, ...] = ()
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True)
class DueInstant:
    """A deadline with an hour: the local time as printed and the zone it is meant in."""

    local: datetime
    zone: str

    @property
    def instant(self) -> datetime:
        return self.local.replace(tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due from somebody. A date-only `due` is a calendar date in each reader's own zone."""

    id: str
    title: str
    asked: str
    due: date | DueInstant
    meaning: DateMeaning
    sources: tuple[str, ...]
    announced: PartialDate | None = None
    jurisdictions: tuple[str, ...] = ()
    who: str | None = None
    answered_by: str | None = None
    unanswered: str | None = None
    notes: tuple[Note, ...] = ()
    confidence: Confidence = Confidence.HIGH

    def due_date(self, zone: ZoneInfo) -> date:
        """The local date on which it falls for a reader in `zone`."""
        return self.due.instant.astimezone(zone).date() if isinstance(self.due, DueInstant) else self.due


@dataclass(frozen=True, slots=True)
class RequirementKind:
    """A group of requirements with its heading, and what must be said about the whole group."""

    id: str
    title: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """How one or more sources word a requirement."""

    wording: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a jurisdiction is asked to have, do or certify.

    In force from `in_force_from` to `in_force_to`; `end_unknown` says that we do not know whether it
    still applies. `timing` tells apart rules that are easily mixed up.
    """

    id: str
    kind: str
    title: str
    text: str
    sources: tuple[str, ...]
    in_force_from: PartialDate | None = None
    in_force_to: PartialDate | None = None
    end_unknown: bool = False
    timing: str | None = None
    notes: tuple[Note, ...] = ()
    variants: tuple[Variant, ...] = ()
    confidence: Confidence = Confidence.HIGH
    confidence_note: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody said, when, and about whom. Only the quote may hold loaded words."""

    id: str
    who: str
    role: str
    date: PartialDate
    says: str
    kind: str
    sources: tuple[str, ...]
    quote: str | None = None
    quote_by: str | None = None
    notes: tuple[Note, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question that sources answer differently: each position with its sources, and our reading."""

    id: str
    topic: str
    positions: tuple[Note, ...]
    reading: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    id: str
    text: str
    sources: tuple[str, ...]
    about: tuple[str, ...] = ()


# Compared by identity: a revision holds each program once, and its content would be slow to hash.
@dataclass(frozen=True, eq=False)
class Program:
    """Everything that one program file says."""

    id: str
    name: str
    short_name: str
    summary: Note
    facts_checked: date
    aliases: tuple[str, ...] = ()
    order: int = 100
    agency: str | None = None
    example: str | None = None
    details: tuple[Detail, ...] = ()
    ask_back: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    agencies: tuple[Agency, ...] = ()
    officials: tuple[Official, ...] = ()
    statuses: tuple[Status, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    events: tuple[Event, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    requirement_kinds: tuple[RequirementKind, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    claims: tuple[Claim, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    self_check: SelfCheck | None = None
    questions: tuple[Question, ...] = ()
    rules: tuple[Rule, ...] = ()
    migrations: tuple[Migration, ...] = ()
    terms: tuple[Term, ...] = ()
    topics: tuple[Topic, ...] = ()
    not_on_record: tuple[str, ...] = ()

    # Derived look-ups: built once per revision, on first use.

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:
        return MappingProxyType({source.id: source for source in self.sources})

    @property
    def example_place(self) -> str:
        """The name of a jurisdiction to show in hints; empty where the program has none."""
        place = self.jurisdiction_by_id.get(self.example or "")
        return place.name if place else self.jurisdictions[0].name if self.jurisdictions else ""

    @property
    def example_day(self) -> date:
        """A day to show in hints: the first on which something happened to the example place."""
        events = self.events_by_jurisdiction.get(self.example or "", ())
        days = [event.date.counts_from for event in events if event.date and event.status]
        return min(days, default=self.facts_checked)

    @cached_property
    def status_by_id(self) -> Mapping[str, Status]:
        return MappingProxyType({status.id: status for status in self.statuses})

    @cached_property
    def jurisdiction_by_id(self) -> Mapping[str, Jurisdiction]:
        return MappingProxyType({jurisdiction.id: jurisdiction for jurisdiction in self.jurisdictions})

    @cached_property
    def events_by_jurisdiction(self) -> Mapping[str, tuple[Event, ...]]:
        found: dict[str, list[Event]] = {}
        for event in self.events:
            for jurisdiction in event.jurisdictions:
                found.setdefault(jurisdiction, []).append(event)
        return MappingProxyType({key: tuple(events) for key, events in found.items()})

    @cached_property
    def deadlines_by_jurisdiction(self) -> Mapping[str, tuple[Deadline, ...]]:
        found: dict[str, list[Deadline]] = {}
        for deadline in self.deadlines:
            for jurisdiction in deadline.jurisdictions:
                found.setdefault(jurisdiction, []).append(deadline)
        return MappingProxyType({key: tuple(deadlines) for key, deadlines in found.items()})


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All programs of one stored revision: what every answer is read from."""

    revision: int
    programs: tuple[Program, ...] = field(default=())

    @property
    def first(self) -> Program:
        """The program that a chat asks about until it chooses another."""
        return self.programs[0]

    @cached_property
    def program_by_id(self) -> Mapping[str, Program]:
        return MappingProxyType({program.id: program for program in self.programs})

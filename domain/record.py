"""What a program's record says as of a day: which facts count, and which sources may be shown.

A fact counts from its date (a month or a year from its last day), a sentence without a date from its
earliest dated source. Undated facts are shown only for today. A source published later is hidden, but a
fact that counts is never left bare: then its earliest source stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.dates import PartialDate, earliest
from domain.programs import (
    Claim,
    Deadline,
    Detail,
    Disagreement,
    Event,
    Jurisdiction,
    Note,
    OpenQuestion,
    Program,
    Requirement,
    Source,
    Variant,
)


@dataclass(frozen=True, slots=True)
class Record:
    """A program seen on `day` by a reader for whom it is `today`, in `zone`."""

    program: Program
    day: date
    today: date
    zone: ZoneInfo

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    def counts(self, when: PartialDate | None) -> bool:
        """Whether a fact of this date counts on the day; undated facts count only today."""
        return self.is_today if when is None else when.counts_from <= self.day

    def sources(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The sources that may be shown on the day, in the order given."""
        known = tuple(ids)
        shown = tuple(id for id in known if self._is_published(id))
        if known and not shown:
            dated = {id: self.program.source_by_id[id].published for id in known}
            first = earliest(dated.values())
            shown = (next(id for id, published in dated.items() if published == first),)
        return tuple(self.program.source_by_id[id] for id in shown)

    def sources_behind(self, jurisdiction: Jurisdiction | None) -> tuple[Source, ...]:
        """Every source of the program, or those behind one jurisdiction's facts, each once."""
        if jurisdiction is None:
            return self.sources(source.id for source in self.program.sources)
        events = self.events(jurisdiction)
        cited = [
            *((jurisdiction.county.sources,) if jurisdiction.county and self.is_today else ()),
            *(fact.sources for fact in self.details(jurisdiction.details)),
            *(event.sources for event in events),
            *(note.sources for event in events for note in self.notes(event.notes)),
            *(deadline.sources for deadline in self.deadlines(jurisdiction)),
        ]
        shown = {source.id for ids in cited for source in self.sources(ids)}
        # These stand for no one fact: a later one is never the last that is left.
        shown |= {id for id in jurisdiction.sources if self._is_published(id)}
        return tuple(source for source in self.program.sources if source.id in shown)

    def notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """The notes that count: each from its earliest dated source, without one only today."""
        return tuple(note for note in notes if self.counts(self._first_published(note.sources)))

    def variants(self, requirement: Requirement) -> tuple[Variant, ...]:
        """How sources that may be shown on the day word a requirement."""
        return tuple(v for v in requirement.variants if any(map(self._is_published, v.sources)))

    def details(self, details: Iterable[Detail]) -> tuple[Detail, ...]:
        return tuple(detail for detail in details if self.counts(detail.date))

    def events(self, jurisdiction: Jurisdiction) -> tuple[Event, ...]:
        """The jurisdiction's events that count, oldest first; of one day, in the order of the file."""
        events = self.program.events_by_jurisdiction.get(jurisdiction.id, ())
        return tuple(sorted(filter(self._has_happened, events), key=_day_of))

    def all_events(self) -> tuple[Event, ...]:
        """Every event of the program that counts, oldest first."""
        return tuple(sorted(filter(self._has_happened, self.program.events), key=_day_of))

    def status_events(self, jurisdiction: Jurisdiction) -> tuple[Event, ...]:
        return tuple(event for event in self.events(jurisdiction) if event.status is not None)

    def deadlines(self, jurisdiction: Jurisdiction | None = None) -> tuple[Deadline, ...]:
        """The deadlines known on the day, by due date; of one jurisdiction where one is given."""
        program = self.program
        deadlines = (
            program.deadlines
            if jurisdiction is None
            else program.deadlines_by_jurisdiction.get(jurisdiction.id, ())
        )
        known = (deadline for deadline in deadlines if self._is_known(deadline))
        return tuple(sorted(known, key=lambda deadline: deadline.due_date(self.zone)))

    def is_open(self, deadline: Deadline) -> bool:
        """Whether it is still to come; a date-only deadline is never late on its own day."""
        return deadline.due_date(self.zone) >= self.day

    def days_left(self, deadline: Deadline) -> int:
        """Whole local dates left; negative once it is past."""
        return (deadline.due_date(self.zone) - self.day) // timedelta(days=1)

    def answer_to(self, deadline: Deadline, jurisdiction: Jurisdiction) -> Event | None:
        """The first event by which the jurisdiction answered the deadline, if one counts."""
        if deadline.answered_by is None:
            return None
        answers = (e for e in self.status_events(jurisdiction) if e.status == deadline.answered_by)
        return next(answers, None)

    def requirements(self) -> tuple[tuple[int, Requirement], ...]:
        """The requirements in force or known on the day, each with its number in program order."""
        return tuple(
            (number, requirement)
            for number, requirement in enumerate(self.program.requirements, start=1)
            if self._is_stated(requirement)
        )

    def claims(self, about: Jurisdiction | None = None) -> tuple[Claim, ...]:
        claims = (c for c in self.program.claims if about is None or about.id in c.about)
        return tuple(claim for claim in claims if self.counts(claim.date))

    def disagreements(self, about: Jurisdiction | None = None) -> tuple[Disagreement, ...]:
        """Those with at least two positions that count on the day."""
        found = (d for d in self.program.disagreements if about is None or about.id in d.about)
        return tuple(d for d in found if len(self.notes(d.positions)) > 1)

    def open_questions(self, about: Jurisdiction | None = None) -> tuple[OpenQuestion, ...]:
        """Open questions carry no date, so they are shown only for today."""
        if not self.is_today:
            return ()
        return tuple(q for q in self.program.open_questions if about is None or about.id in q.about)

    def _is_published(self, id: str) -> bool:
        """Whether a source was out by the day; one without a date may have been."""
        published = self.program.source_by_id[id].published
        return published is None or published.counts_from <= self.day

    def _has_happened(self, event: Event) -> bool:
        return self.counts(event.date)

    def _is_known(self, deadline: Deadline) -> bool:
        due = PartialDate.of(deadline.due_date(self.zone))
        return self.counts(deadline.announced or due) or self.is_today

    def _is_stated(self, requirement: Requirement) -> bool:
        start = requirement.in_force_from or self._first_published(requirement.sources)
        return self.counts(start) or self.is_today

    def _first_published(self, ids: Iterable[str]) -> PartialDate | None:
        return earliest(self.program.source_by_id[id].published for id in ids)


def _day_of(event: Event) -> date:
    return event.date.counts_from if event.date else date.min

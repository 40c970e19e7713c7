"""The facts that answer a topic: those it names, narrowed to a place, a time and a day of knowledge."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain import status
from domain.dates import PartialDate
from domain.programs import Claim, Deadline, DueInstant, Event, Jurisdiction, Note, Official, Requirement
from domain.questions.answer import Fact, Part, Value
from domain.questions.moments import falls_in
from domain.questions.naming import Speaker
from domain.questions.topics import Show, Topic
from domain.record import Record


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the question narrows an answer to."""

    place: Jurisdiction | None = None
    within: tuple[PartialDate, ...] = ()
    state: str = ""
    speakers: tuple[Speaker, ...] = ()
    outlets: tuple[str, ...] = ()


def gather(record: Record, topic: Topic, by: Narrowed) -> Part:
    """The topic's part of the answer; without facts where nothing of the kind is on record."""
    if topic.show is Show.STATUS and by.place:
        return _status(record, topic, by.place)
    if topic.show is Show.STATUS:
        overview = status.overview(record)
        found = [_fact(record, "events", e) for e in record.all_events() if not e.jurisdictions]
        named = [_fact(record, "events", e) for e in record.all_events() if e.status]
        return Part(record, topic, (*found, *named), overview=overview)
    view = _VIEWS.get(topic.show)
    facts = list(view(record, topic, by)) if view else []
    facts += list(_named(record, topic, by))
    if by.place and not any(_is_about(fact, by.place) for fact in facts):
        return Part(record, topic, (), by.place, general=tuple(f for f in facts if f.section == "details"))
    kept = {(fact.section, fact.id): fact for fact in facts}
    return Part(record, topic, tuple(kept.values()), by.place or _whose(record, by, facts))


def _is_about(fact: Fact, place: Jurisdiction) -> bool:
    """Whether a fact tells of the place itself, and not of the program."""
    value = fact.value
    about = getattr(value, "jurisdictions", ()) or getattr(value, "about", ())
    role = value.role if isinstance(value, Official) else ""
    return place.id in about or fact.id.partition("/")[0] == place.id or place.name in role


def nothing(part: Part) -> Part:
    """Of a place without a fact of the topic: where it stands, and what the program says in general."""
    assert part.place is not None
    stands = _status(part.record, part.topic, part.place)
    return replace(stands, facts=(*stands.facts, *part.general), is_nothing=True)


def _whose(record: Record, by: Narrowed, facts: Iterable[Fact]) -> Jurisdiction | None:
    """The one place that all statements of the people named are about."""
    if not by.speakers:
        return None
    about = [f.value.about for f in facts if isinstance(f.value, Claim)]
    about += [f.value.jurisdictions for f in facts if isinstance(f.value, Event)]
    ids = {id for each in about for id in each}
    return record.program.jurisdiction_by_id[ids.pop()] if len(ids) == 1 and all(about) else None


def _status(record: Record, topic: Topic, place: Jurisdiction) -> Part:
    report = status.report(record, place)
    events = (*((report.lead,) if report.lead else ()), *report.earlier)
    facts = [_fact(record, "events", event) for event in events]
    facts += [_fact(record, "deadlines", d) for d in report.deadlines]
    facts += [_detail(record, place, detail.label) for detail in report.details]
    return Part(record, topic, tuple(facts), place, report)


def _fact(record: Record, section: str, value: Value, id: str = "") -> Fact:
    return Fact(section, id or value.id, value, record.sources(_sources(value)))  # type: ignore[union-attr]


def _sources(value: Value) -> tuple[str, ...]:
    positions = getattr(value, "positions", None)
    if positions is not None:
        return tuple(dict.fromkeys(id for note in positions for id in note.sources))
    return tuple(getattr(value, "sources", None) or (getattr(value, "id", ""),))


def _detail(record: Record, place: Jurisdiction | None, label: str) -> Fact:
    details = place.details if place else record.program.details
    value = next(detail for detail in details if detail.label == label)
    return _fact(record, "details", value, f"{place.id}/{label}" if place else f"details/{label}")


def _is_of(event: Event | Deadline, by: Narrowed) -> bool:
    return by.place is None or not event.jurisdictions or by.place.id in event.jurisdictions


def _events(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    for event in record.all_events() if topic.events else ():
        is_meant = event.id in topic.events and _is_of(event, by)
        if is_meant and falls_in(event.date, by.within):
            yield _fact(record, "events", event)


def _deadlines(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    for deadline in sorted(record.deadlines(), key=lambda d: not record.is_open(d)):
        if topic.deadlines and deadline.id not in topic.deadlines:
            continue
        if by.place and by.place.id not in deadline.jurisdictions:
            continue
        due = deadline.due.local.date() if isinstance(deadline.due, DueInstant) else deadline.due
        dates = (PartialDate.of(due), deadline.announced)
        if not by.within or any(falls_in(when, by.within) for when in dates):
            yield _fact(record, "deadlines", deadline)
            if by.place and (answer := record.answer_to(deadline, by.place)):
                yield _fact(record, "events", answer)


def _history(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    events = record.events(by.place) if by.place else record.all_events()
    for event in events:
        if falls_in(event.date, by.within):
            yield _fact(record, "events", event)


def _requirements(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    for _number, requirement in record.requirements():
        if topic.requirements and requirement.id not in topic.requirements:
            continue
        if _holds_in(requirement, by.within):
            yield _fact(record, "requirements", requirement)


def _holds_in(requirement: Requirement, periods: tuple[PartialDate, ...]) -> bool:
    return falls_in(requirement.in_force_from, periods)


def _places(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    """The events that gave the statuses asked for, each with the jurisdictions that fit."""
    if not (by.state or topic.kinds):
        yield from _events(record, topic, by)
    statuses = topic.statuses or tuple(s.id for s in record.program.statuses if s.is_site)
    by_id = record.program.jurisdiction_by_id
    for event in record.all_events():
        if event.status not in statuses or not _is_of(event, by):
            continue
        if by.within and not falls_in(event.date, by.within):
            continue
        held = [by_id[id] for id in event.jurisdictions]
        fitting = [
            j for j in held if by.state in ("", j.state_code) and (not topic.kinds or j.kind in topic.kinds)
        ]
        if fitting:
            yield _fact(record, "events", event)
            if by.state or topic.kinds:
                yield from (_fact(record, "jurisdictions", j) for j in fitting)


def _replies(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    """The events by which deadlines were answered, and the deadlines themselves."""
    answering = {d.answered_by for d in record.program.deadlines if d.answered_by}
    for event in record.all_events():
        if event.status in answering and _is_of(event, by):
            yield _fact(record, "events", event)
    yield from _events(record, topic, by)
    for deadline in record.deadlines(by.place):
        if deadline.answered_by:
            yield _fact(record, "deadlines", deadline)


def _claims(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    names = {speaker.name for speaker in by.speakers}
    for claim in sorted(record.claims(), key=lambda c: c.date.counts_from):
        if names and claim.who not in names:
            continue
        if by.place and not names and by.place.id not in claim.about:
            continue
        if falls_in(claim.date, by.within):
            yield _fact(record, "claims", claim)


def _disagreements(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    for disagreement in record.disagreements(by.place):
        yield _fact(record, "disagreements", disagreement)


def _open(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    for question in record.open_questions(by.place):
        yield _fact(record, "open_questions", question)


def _sources_read(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    if by.place:
        yield _fact(record, "jurisdictions", by.place)
    for source in record.sources_behind(by.place):
        if not by.outlets or source.id in by.outlets:
            yield Fact("sources", source.id, source, (source,))


def _program(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    summary = record.program.summary
    yield Fact("summary", "summary", record.program, record.sources(summary.sources))
    for agency in record.program.agencies:
        if agency.id == record.program.agency:
            yield from _as_note(record, "agencies", agency)


def _people(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    wanted = {speaker.official for speaker in by.speakers if speaker.official}
    for official in record.program.officials:
        is_of_place = by.place is None or by.place.name in official.role
        if official.id in wanted or (not by.speakers and is_of_place):
            yield from _as_note(record, "officials", official)
    if not by.speakers and by.place is None:
        for agency in record.program.agencies:
            yield from _as_note(record, "agencies", agency)


def _check(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    check = record.program.self_check
    if check is not None:
        yield Fact("self_check", "self_check", check, record.sources(check.sources))


def _as_note(record: Record, section: str, value: Value) -> Iterator[Fact]:
    """What has no date counts from its earliest dated source."""
    if record.notes((Note("", _sources(value)),)):
        yield _fact(record, section, value)


_VIEWS: dict[Show, Callable[[Record, Topic, Narrowed], Iterable[Fact]]] = {
    Show.HISTORY: _history,
    Show.DEADLINES: _deadlines,
    Show.REQUIREMENTS: _requirements,
    Show.PLACES: _places,
    Show.REPLIES: _replies,
    Show.CLAIMS: _claims,
    Show.DISAGREEMENTS: _disagreements,
    Show.OPEN: _open,
    Show.SOURCES: _sources_read,
    Show.PROGRAM: _program,
    Show.PEOPLE: _people,
    Show.CHECK: _check,
}


def _named(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    """The facts that the topic names, in the order of its sections."""
    program, place = record.program, by.place
    if topic.show is not Show.DEADLINES and topic.deadlines:
        yield from _deadlines(record, topic, by)
    if topic.show not in {Show.PLACES, Show.REPLIES}:
        yield from _events(record, topic, by)
    yield from _details(record, topic, by)
    if topic.show is not Show.REQUIREMENTS and topic.requirements:
        yield from _requirements(record, topic, by)
    for claim in record.claims() if topic.claims else ():
        if claim.id in topic.claims and (not place or not claim.about or place.id in claim.about):
            yield _fact(record, "claims", claim)
    for disagreement in record.disagreements() if topic.disagreements else ():
        if disagreement.id in topic.disagreements and (
            not place or not disagreement.about or place.id in disagreement.about
        ):
            yield _fact(record, "disagreements", disagreement)
    for question in record.open_questions() if topic.open_questions else ():
        if question.id in topic.open_questions and (
            not place or not question.about or place.id in question.about
        ):
            yield _fact(record, "open_questions", question)
    officials = [o for o in program.officials if _is_official_of(record, o, place)]
    yield from _undated(record, "officials", officials, topic.officials)
    yield from _undated(record, "agencies", program.agencies, topic.agencies)
    yield from _undated(record, "terms", program.terms, topic.terms)
    yield from _undated(record, "questions", program.questions, topic.questions)
    yield from _undated(record, "rules", program.rules, topic.rules)
    yield from (
        Fact("sources", source.id, source, (source,))
        for id in topic.cites
        for source in record.sources((id,))
    )


def _is_official_of(record: Record, official: Official, place: Jurisdiction | None) -> bool:
    """Whether an office is the place's own, or no place's."""
    if place is None or place.name in official.role:
        return True
    return not any(other.name in official.role for other in record.program.jurisdictions)


def _undated(record: Record, section: str, values: Sequence[Value], ids: tuple[str, ...]) -> Iterator[Fact]:
    for value in values:
        if value.id in ids:  # type: ignore[union-attr]
            yield from _as_note(record, section, value)


def _details(record: Record, topic: Topic, by: Narrowed) -> Iterator[Fact]:
    """Details of the program, and those of the place or of every place, by their labels."""
    for label in topic.details:
        for detail in record.details(record.program.details):
            if detail.label == label:
                yield _detail(record, None, label)
        held = (by.place,) if by.place else record.program.jurisdictions
        for place in held:
            if any(detail.label == label for detail in record.details(place.details)):
                yield _detail(record, place, label)

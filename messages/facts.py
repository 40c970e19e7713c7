"""One entry of the record as the lines of an answer, each with its date and its sources."""

from domain.programs import (
    Agency,
    Claim,
    Deadline,
    Detail,
    Disagreement,
    Event,
    Jurisdiction,
    Official,
    OpenQuestion,
    Program,
    Requirement,
    Source,
)
from domain.questions.answer import Fact, Part
from domain.questions.topics import Term
from domain.record import Record
from domain.selfcheck.questionnaire import Question, Rule, SelfCheck
from messages import phrases, requirements
from messages.language import _, partial
from messages.markup import EMPTY, Html, bold, fill, italic, join
from messages.message import Block, line


def told(part: Part, fact: Fact) -> list[Block]:
    """The lines of one fact."""
    record, sources = part.record, fact.sources
    match fact.value:
        case Event() as event:
            return _event(part, event)
        case Deadline() as deadline:
            return _deadline(part, deadline)
        case Requirement() as requirement:
            return _requirement(part, requirement)
        case Claim() as claim:
            notes = record.notes(claim.notes)
            return [line(_claim(claim), sources), *(_note(record, n.text, n.sources) for n in notes)]
        case Disagreement() as disagreement:
            return _disagreement(record, disagreement)
        case Detail(label=label, text=text, date=date):
            when = fill(_(" (as of {date})"), date=partial(date)) if date else EMPTY
            named = _place_of(part, fact)
            text_ = fill("{place}{label}: {text}", place=named, label=bold(label), text=text)
            return [line(join([text_, when]), sources)]
        case OpenQuestion(text=text):
            return [line(fill(_("Not known: {text}"), text=text), sources)]
        case Official(name=name, role=role):
            return [line(fill("{name}: {role}", name=bold(name), role=role), sources)]
        case Agency() as agency:
            short = f" ({agency.abbreviation})" if agency.abbreviation else ""
            return [line(fill("{name}: {role}", name=bold(agency.name + short), role=agency.role), sources)]
        case Term(name=name, text=text):
            return [line(fill("{name}: {text}", name=bold(name), text=text), sources)]
        case Question() as question:
            return _asked(question, fact)
        case Rule() as rule:
            return _rule(rule, fact)
        case Source() as source:
            return _source(source, fact)
        case Jurisdiction() as place:
            return [line(join([phrases.BULLET, place.full_name]), sources)]
        case SelfCheck(intro=intro, standing=standing):
            return [line(intro, sources), *((line(standing, sources),) if standing else ())]
        case Program(summary=summary):
            return [line(summary.text, sources)]
    return []


def _event(part: Part, event: Event) -> list[Block]:
    record = part.record
    after = fill(", {text}", text=event.text) if event.text else EMPTY
    text = fill("{when} – {title}", when=bold(when(event)), title=event.title)
    names = EMPTY if part.place and len(event.jurisdictions) > 1 else _named(part, event)
    said = join([text, after, names, phrases.trust(event.confidence)])
    return [
        line(said, record.sources(event.sources)),
        *(_note(record, note.text, note.sources) for note in record.notes(event.notes)),
    ]


def when(event: Event) -> Html:
    """The event's date and what it means: 3 June 2019, reported 21 August 2017."""
    if event.date is None:
        return fill(_("date not printed"))
    written = partial(event.date)
    match event.meaning:
        case "reported":
            return fill(_("reported {date}"), date=written)
        case "worked_out":
            return fill(_("{date} (worked out by us)"), date=written)
        case _:
            return fill("{date}", date=written)


def _named(part: Part, event: Event) -> Html:
    """Whom an event is about: those of the state or kind asked for, where the question named one."""
    asked = {f.id for f in part.facts if f.section == "jurisdictions"}
    by_id = part.record.program.jurisdiction_by_id
    held = [by_id[id] for id in event.jurisdictions if not asked or id in asked]
    return fill(": {names}", names="; ".join(place.full_name for place in held)) if held else EMPTY


def _deadline(part: Part, deadline: Deadline) -> list[Block]:
    record = part.record
    left = record.days_left(deadline)
    remaining = _("{left} left").format(left=phrases.days_left(left)) if left > 0 else ""
    state = remaining or (_("today") if left == 0 else _("past"))
    text = fill(
        _("{weekday} {date} ({state}) – {title}"),
        weekday=phrases.due_weekday(deadline),
        date=bold(phrases.due_day(deadline)),
        state=state,
        title=deadline.title,
    )
    sources = record.sources(deadline.sources)
    blocks = [line(join([text, phrases.trust(deadline.confidence)]), sources)]
    about = [_("This is {kind}.").format(kind=phrases.due_meaning(deadline))]
    if part.place is None:
        about.append(_("For: {names}.").format(names=_whom(record, deadline)))
    elif deadline.unanswered and record.answer_to(deadline, part.place) is None:
        about.append(deadline.unanswered)
    blocks.append(line(" ".join(about), sources))
    return [*blocks, *(_note(record, note.text, note.sources) for note in record.notes(deadline.notes))]


def _whom(record: Record, deadline: Deadline) -> str:
    names = [record.program.jurisdiction_by_id[id].name for id in deadline.jurisdictions]
    return ", ".join([*names, *((deadline.who,) if deadline.who else ())])


def _requirement(part: Part, requirement: Requirement) -> list[Block]:
    record = part.record
    number = next((n for n, r in record.requirements() if r.id == requirement.id), 0)
    sources = record.sources(requirement.sources)
    blocks = requirements.short(record, number, requirement)
    blocks.append(line(requirements.in_force(record, requirement), sources))
    blocks += [_note(record, note.text, note.sources) for note in record.notes(requirement.notes)]
    if requirement.confidence_note:
        blocks.append(line(fill(_("How sure: {note}"), note=requirement.confidence_note), sources))
    if sum(fact.section == "requirements" for fact in part.facts) == 1:
        blocks += requirements.wordings(record, requirement)
    return blocks


def _claim(claim: Claim) -> Html:
    text = fill(
        "{date} – {who}, {role}, {says}",
        date=partial(claim.date),
        who=bold(claim.who),
        role=claim.role,
        says=claim.says,
    )
    quote = fill(": “{quote}”", quote=claim.quote) if claim.quote else EMPTY
    words_of = fill(_(" (words of {who})"), who=claim.quote_by) if claim.quote_by else EMPTY
    return join([text, quote, words_of, fill(" ({kind})", kind=italic(claim.kind))])


def _disagreement(record: Record, disagreement: Disagreement) -> list[Block]:
    positions = record.notes(disagreement.positions)
    reading = fill(_("Our reading: {text}"), text=disagreement.reading)
    every = tuple(dict.fromkeys(id for note in disagreement.positions for id in note.sources))
    # The reading weighs every position, also those not known on an earlier day.
    blocks = [line(reading, record.sources(every))] if record.is_today else []
    blocks += [line(join([phrases.BULLET, note.text]), record.sources(note.sources)) for note in positions]
    return [Block(bold(disagreement.topic)), *blocks]


def _asked(question: Question, fact: Fact) -> list[Block]:
    blocks = [line(fill("{title}: {text}", title=bold(question.title), text=question.text), fact.sources)]
    if question.evidence:
        blocks.append(line(fill(_("What supports a yes: {text}"), text=question.evidence), fact.sources))
    if question.help:
        blocks.append(line(question.help, fact.sources))
    return blocks


def _rule(rule: Rule, fact: Fact) -> list[Block]:
    blocks = []
    if rule.who_can_tell:
        blocks.append(line(fill(_("Whom to ask: {who}."), who=rule.who_can_tell), fact.sources))
    if rule.next_step:
        blocks.append(line(fill(_("What to do: {text}"), text=rule.next_step), fact.sources))
    return blocks


def _source(source: Source, fact: Fact) -> list[Block]:
    notes = " ".join(note for note in (source.published_note, source.reliability) if note)
    date = partial(source.published) if source.published else _("date not printed")
    text = fill("{outlet}: {title}, {date}", outlet=bold(source.outlet), title=source.title, date=date)
    return [line(join([text, italic(source.kind), notes], ". "), fact.sources)]


def _place_of(part: Part, fact: Fact) -> Html:
    """The place of a detail, where the answer is not about one place."""
    id = fact.id.partition("/")[0]
    place = part.record.program.jurisdiction_by_id.get(id)
    return fill("{name} – ", name=place.name) if place and part.place is None else EMPTY


def _note(record: Record, text: str, ids: tuple[str, ...]) -> Block:
    return line(fill(_("Note: {text}"), text=text), record.sources(ids))

"""The answer to a question in plain words, as every door shows it."""

from collections.abc import Sequence

from domain import days, places
from domain.programs import Event
from domain.questions.answer import Answer, Option, Outcome, Part
from domain.questions.topics import Show
from messages import facts, phrases
from messages import places as place_texts
from messages import status as status_texts
from messages.language import _, n_
from messages.markup import Html, bold, fill, join
from messages.message import Answer as Said
from messages.message import Block, Message, Row, Tap, line, plain
from messages.taps import Target, View, encode

_LABEL = 60


def render(answer: Answer, *, is_noted: bool = False) -> Said | Message:
    """What the asker reads. `is_noted` says that an unanswered question was put before the editors."""
    match answer.outcome:
        case Outcome.ANSWERED:
            return _answered(answer)
        case Outcome.CHOOSE:
            return _choose(answer)
        case Outcome.NO_RECORD:
            return _no_record(answer)
        case Outcome.NOT_FOUND:
            assert isinstance(answer.match, places.NotFound)
            return place_texts.not_found(answer.record, answer.match, View.STATUS, answer.elsewhere)
        case Outcome.ABSTAIN:
            return _abstain(answer, is_noted)


def title(option: Option) -> str:
    """A question as a button names it."""
    name = f"{option.topic.title}: {option.place.name}" if option.place else option.topic.title
    return name[:_LABEL]


def tap(answer: Answer, option: Option) -> Tap:
    """The button that asks a question."""
    day = None if answer.record.is_today else answer.record.day
    subject = option.place.id if option.place else ""
    return Tap(
        title(option), encode(Target(View.ANSWER, option.program.id, subject, day, option.topic.number))
    )


def _answered(answer: Answer) -> Said | Message:
    if len(answer.parts) == 1 and answer.parts[0].report and not answer.parts[0].is_nothing:
        return status_texts.report(answer.parts[0].report, answer.found[0] if answer.found else None)
    if len(answer.parts) == 1 and answer.parts[0].overview:
        return status_texts.overview(answer.parts[0].overview)
    blocks = _corrected(answer)
    for part in answer.parts:
        blocks += _part(part, is_first=not blocks)
    first = answer.parts[0]
    about = first.place.id if first.place else ""
    return phrases.said(answer.record, blocks, View.ANSWER, _ways_on(answer), about, first.topic.number)


def _corrected(answer: Answer) -> list[Block]:
    return [
        line(fill(_("Showing {name}."), name=bold(match.jurisdiction.full_name)))
        for match in answer.found
        if match.corrected
    ]


def _part(part: Part, *, is_first: bool) -> list[Block]:
    name = f"{part.topic.title}: {part.place.full_name}" if part.place else part.topic.title
    head = phrases.title(part.record, name)
    blocks = [Block(head.text, spaced=not is_first)]
    if part.topic.neutral:
        blocks.append(line(_("I don't label places and take no side. On record:")))
    if part.is_nothing:
        blocks.append(line(_nothing(part)))
    if part.report:
        # What is not known by that day is said above already.
        lead = status_texts.lead(part.report) if part.facts or not part.is_nothing else []
        further = part.facts[1:] if part.report.lead else part.facts
        return [*blocks, *lead, *(b for f in further for b in facts.told(part, f))]
    if part.topic.show is Show.PLACES:
        blocks += _counted(part)
    shown = [
        fact for fact in part.facts if fact.section != "jurisdictions" or part.topic.show is Show.SOURCES
    ]
    for fact in shown:
        lines = facts.told(part, fact)
        if len(lines) > 1 and lines:
            lines[0] = Block(lines[0].text, lines[0].sources, spaced=True)
        blocks += lines
    return blocks


def _counted(part: Part) -> list[Block]:
    """How many jurisdictions the listed events name."""
    events = [f for f in part.facts if isinstance(f.value, Event) and f.value.status]
    held = {id for f in events if isinstance(f.value, Event) for id in f.value.jurisdictions}
    chosen = {f.id for f in part.facts if f.section == "jurisdictions"}
    count = len(chosen or held)
    if not count or not events:
        return []
    text = n_("{count} place on record", "{count} places on record", count)
    return [line(bold(text), events[0].sources)]


def _ways_on(answer: Answer) -> list[Row]:
    """Buttons to the status of each place, or to the whole record."""
    record = answer.record
    held = dict.fromkeys(part.place for part in answer.parts if part.place)
    if held:
        return [(phrases.button(place.full_name, record, View.STATUS, place.id),) for place in list(held)[:3]]
    return [
        (
            phrases.button(_("The program"), record, View.PROGRAM),
            phrases.button(_("Sources"), record, View.SOURCES),
        )
    ]


def _choose(answer: Answer) -> Message:
    if isinstance(answer.day, days.EitherDay):
        subject = answer.match.jurisdiction.id if isinstance(answer.match, places.Found) else ""
        program = answer.record.program.id
        return place_texts.ask_day(program, subject, answer.day.options, View.STATUS)
    if isinstance(answer.match, places.Choose) and not answer.options:
        return place_texts.choose(answer.record, answer.match, View.STATUS)
    text: Html = fill(_("Which do you mean?"))
    if isinstance(answer.match, places.Choose):
        text = fill(_("Which {name}?"), name=answer.match.name)
        return plain(text, tuple((_place_tap(answer, option),) for option in answer.options))
    return plain(text, tuple((tap(answer, option),) for option in answer.options))


def _place_tap(answer: Answer, option: Option) -> Tap:
    assert option.place is not None
    return Tap(option.place.full_name, tap(answer, option).data)


def _no_record(answer: Answer) -> Said | Message:
    if isinstance(answer.match, places.NoRecord):
        return place_texts.no_record(answer.record, answer.match, View.STATUS, answer.elsewhere)
    blocks = _corrected(answer)
    for part in answer.parts:
        if part.facts:
            blocks += _part(part, is_first=not blocks)
            continue
        name = part.place.full_name if part.place else part.topic.title
        blocks.append(Block(phrases.title(part.record, name).text, spaced=bool(blocks)))
        blocks.append(line(_nothing(part)))
    first = answer.parts[0]
    about = first.place.id if first.place else ""
    return phrases.said(answer.record, blocks, View.ANSWER, _ways_on(answer), about, first.topic.number)


def _nothing(part: Part) -> Html:
    today, then = _("{topic}: nothing is on record here."), _("{topic}: nothing was on record by that day.")
    said = fill(today if part.record.is_today else then, topic=part.topic.title)
    return join([said, fill(_("That is not a “no”."))], " ")


def _abstain(answer: Answer, is_noted: bool) -> Message:
    if isinstance(answer.day, days.NoSuchDay):
        return place_texts.no_such_day(answer.day.typed)
    if answer.day is not None and not isinstance(answer.day, days.EitherDay):
        return place_texts.day_to_come(answer.day)
    said = [fill(_("I have no sourced answer to that."))]
    if is_noted:
        said.append(fill(_("I've noted the question; an editor may answer it here.")))
    if answer.options:
        said.append(fill(_("Nearest that I can answer:")))
    return plain(join(said, "\n"), _rows(answer, answer.options))


def _rows(answer: Answer, options: Sequence[Option]) -> tuple[Row, ...]:
    return tuple((tap(answer, option),) for option in options)

"""What an alert tells, in sourced lines: how long is left, what moved, what is new."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import About
from domain.programs import Deadline, Event, Jurisdiction
from domain.record import Record
from messages import phrases
from messages.language import _, clock_time, long_day, n_
from messages.markup import EMPTY, Html, bold, fill, join
from messages.message import Block, line

# So many places are named; of more, how many they are.
_NAMED = 4


def tell(alert: Alert) -> list[Block]:
    """Nothing where the record has nothing to tell of it any more."""
    match alert.kind:
        case Kind.DIGEST:
            return _digest(alert)
        case Kind.EVENT:
            return _event(alert)
        case Kind.MOVED | Kind.CANCELLED:
            return _changed(alert)
        case Kind.DEADLINE:
            return _deadline(alert)
        case _:
            return []


def _deadline(alert: Alert) -> list[Block]:
    """How long is left and until when, then whether a reply is on record."""
    record, deadline = alert.record, deadline_of(alert)
    if deadline is None:
        return []
    left = record.days_left(deadline)
    text = fill(
        _("{left} — {whom}: {title}, by {date} ({kind})"),
        left=bold(_left(left)),
        whom=_whom(alert, deadline.jurisdictions, deadline.who),
        title=deadline.title,
        date=bold(_due(deadline)),
        kind=phrases.due_meaning(deadline),
    )
    said = join([text, phrases.trust(deadline.confidence)])
    return [line(said, record.sources(deadline.sources)), *_replies(alert, deadline)]


def _changed(alert: Alert) -> list[Block]:
    """A deadline that the chat was told of has another date, or is no more."""
    record, deadline = alert.record, deadline_of(alert)
    told = written(alert.before or alert.value)
    if alert.kind is Kind.CANCELLED or deadline is None:
        asked = [t.subject for t in alert.targets if t.kind is About.JURISDICTION]
        gone = fill(
            _("{word} — {whom}: the deadline of {date} is on record no more."),
            word=bold(_("Cancelled")),
            whom=_whom(alert, deadline.jurisdictions if deadline else asked),
            date=told,
        )
        return [line(gone)]
    left = record.days_left(deadline)
    if alert.before == alert.value:
        stands = fill(
            _("{word} — {whom}: {title}, by {date} ({left}), although it was cancelled before."),
            word=bold(_("It stands again")),
            whom=_whom(alert, deadline.jurisdictions, deadline.who),
            title=deadline.title,
            date=bold(_due(deadline)),
            left=phrases.days_left(left),
        )
        return [line(stands, record.sources(deadline.sources))]
    moved = fill(
        _("{word} — {whom}: {title}. It was {before}; it is now {date} ({left})."),
        word=bold(_("Moved")),
        whom=_whom(alert, deadline.jurisdictions, deadline.who),
        title=deadline.title,
        before=told,
        date=bold(_due(deadline)),
        left=phrases.days_left(left),
    )
    return [line(moved, record.sources(deadline.sources)), *_replies(alert, deadline)]


def _event(alert: Alert) -> list[Block]:
    """What has changed the status of a place, with the deadline that it sets."""
    record = alert.record
    event = event_of(alert)
    if event is None:
        return []
    happened = fill("{title} {when}", title=event.title, when=phrases.when(event))
    text = fill(
        _("{news} — {whom}: {happened}{more}"),
        news=bold(_("New")),
        whom=_whom(alert, event.jurisdictions),
        happened=bold(happened),
        more=fill(", {text}", text=event.text) if event.text else EMPTY,
    )
    said = join([text, phrases.trust(event.confidence)])
    blocks = [line(said, record.sources(event.sources))]
    deadline = next((d for d in record.program.deadlines if d.id == event.deadline), None)
    if deadline is not None and record.is_open(deadline):
        due = fill(
            _("{asked} by {date} ({left})"),
            asked=deadline.asked,
            date=bold(_due(deadline)),
            left=phrases.days_left(record.days_left(deadline)),
        )
        blocks.append(line(due, record.sources(deadline.sources)))
    return blocks


def _digest(alert: Alert) -> list[Block]:
    """Everything of a day or a week: what is due first, then what is new."""
    day = long_day(alert.record.today)
    items = sorted(alert.items, key=lambda item: item.kind is Kind.EVENT)
    found = [block for item in items for block in tell(item)]
    if not found:
        return []
    title = fill(
        _("{word} of {date} — {program}"), word=bold(_("Digest")), date=day, program=_programs(items)
    )
    listed = [
        Block(block.text, block.sources, spaced=True) if n == 0 else block for n, block in enumerate(found)
    ]
    return [line(title), *listed]


def _programs(items: Sequence[Alert]) -> str:
    return ", ".join(dict.fromkeys(item.record.program.short_name for item in items))


def _replies(alert: Alert, deadline: Deadline) -> list[Block]:
    """The replies on record of the places that the reader is told about, or that there is none."""
    record = alert.record
    if deadline.answered_by is None:
        return [line(deadline.unanswered)] if deadline.unanswered else []
    places = _places(alert, deadline.jurisdictions)
    answers = [(place, answer) for place in places if (answer := record.answer_to(deadline, place))]
    if not answers:
        return [line(deadline.unanswered)] if deadline.unanswered else []
    return [_reply(record, place if len(places) > 1 else None, answer) for place, answer in answers]


def _reply(record: Record, place: Jurisdiction | None, answer: Event) -> Block:
    what = fill("{title} {when}", title=answer.title, when=phrases.when(answer))
    said = (
        fill(_("{name} – a reply was reported: {what}."), name=place.name, what=what)
        if place
        else fill(_("A reply was reported: {what}."), what=what)
    )
    return line(said, record.sources(answer.sources))


def parts(alert: Alert) -> tuple[Alert, ...]:
    """What a digest holds, or the alert itself."""
    return alert.items or (alert,)


def event_of(alert: Alert) -> Event | None:
    """The event that an alert tells of, if it is on record."""
    return next((event for event in alert.record.program.events if event.id == alert.subject), None)


def deadline_of(alert: Alert) -> Deadline | None:
    """The deadline that an alert is about, if it is on record."""
    return next((d for d in alert.record.program.deadlines if d.id == alert.subject), None)


def _places(alert: Alert, named: Sequence[str]) -> list[Jurisdiction]:
    """The places named that the chat asked about, or all of them where it asked for more."""
    asked = {target.subject for target in alert.targets if target.kind is About.JURISDICTION}
    narrowed = bool(alert.targets) and all(t.kind is About.JURISDICTION for t in alert.targets)
    known = alert.record.program.jurisdiction_by_id
    return [known[id] for id in named if id in known and (not narrowed or id in asked)]


def _whom(alert: Alert, named: Sequence[str], who: str | None = None) -> str:
    """Whom it is about: one place with its state, some by their names, or else the program."""
    places = _places(alert, named)
    if len(places) == 1:
        return places[0].full_name
    shown = [place.name for place in places[:_NAMED]]
    if len(places) > _NAMED:
        shown.append(n_("{count} more", "{count} more", len(places) - _NAMED))
    return ", ".join(shown) or who or alert.record.program.short_name


def _left(days: int) -> str:
    if days < 0:
        return _("Past")
    return n_("{count} day left", "{count} days left", days) if days else _("Today")


def _due(deadline: Deadline) -> Html:
    """Friday 18 August 2017, with the hour and zone where one was printed."""
    return fill(_("{weekday} {date}"), weekday=phrases.due_weekday(deadline), date=phrases.due_day(deadline))


def written(value: str) -> Html:
    """A date as the ledger keeps it, in words."""
    day, _rest, zone = value.partition(" ")
    if not zone:
        return fill("{date}", date=long_day(date.fromisoformat(day)))
    local = datetime.fromisoformat(day)
    return fill(_("{date}, {time}"), date=long_day(local.date()), time=clock_time(local, zone))

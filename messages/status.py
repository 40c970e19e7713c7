"""The status of a jurisdiction, and the counted overview of a program."""

from domain.alerts.subscription import About, Target
from domain.places import Found
from domain.programs import Deadline, Event
from domain.record import Record
from domain.status import Overview, StatusReport
from messages import namesakes, phrases
from messages.alerts import buttons
from messages.language import _, n_
from messages.markup import EMPTY, Html, bold, fill, join
from messages.message import Answer, Block, Row, heading, line
from messages.taps import View


def report(found: StatusReport, match: Found | None = None) -> Answer:
    """The status first, then how it came about, what is due, and what else is on record.

    `match` tells how the place was found: a corrected name is said, namesakes get a button.
    """
    record, name = found.record, found.jurisdiction.full_name
    corrected = match is not None and match.corrected
    blocks = [line(fill(_("Showing {name}."), name=bold(name)))] if corrected else []
    blocks += [phrases.title(record, name), *lead(found)]
    if found.earlier or found.due:
        blocks.append(heading(_("Before that") if _is_last(found) else _("On record so far")))
        blocks += _listed(found)
    blocks += _else_on_record(found)
    return phrases.said(record, blocks, View.STATUS, _buttons(found, match), found.jurisdiction.id)


def lead(found: StatusReport) -> list[Block]:
    """Where the place stands, before how it came about."""
    record, newest = found.record, found.lead
    if newest is None:
        nothing = _("Nothing is on record for that day yet. That is not a “no”.")
        return [line(nothing if not record.is_today else _("Nothing dated is on record."))]
    blocks = [_asked(record, found.due)] if found.due else [_headline(record, newest)]
    status = found.status
    standing = status and (status.standing_today if record.is_today else status.standing)
    sentences = join([part for part in (standing, found.unanswered) if part], " ")
    if found.missed:
        sentences = join([_past_due(found.missed), sentences], " ")
    if sentences:
        blocks.append(line(sentences))
    return blocks if found.due else blocks + noted(record, newest)


def _is_last(found: StatusReport) -> bool:
    """Whether the headline is the newest thing that happened."""
    dates = [event.date.counts_from for event in (found.lead, *found.earlier) if event and event.date]
    return found.due is None and dates[:1] == [max(dates, default=None)]


def _asked(record: Record, deadline: Deadline) -> Block:
    text = fill(
        _("{asked} by {date} ({left})"),
        asked=deadline.asked,
        date=phrases.due_day(deadline),
        left=phrases.days_left(record.days_left(deadline)),
    )
    return line(
        join([bold(text), phrases.worked_out(deadline), phrases.trust(deadline.confidence)]),
        record.sources(deadline.sources),
    )


def _past_due(deadline: Deadline) -> Html:
    date = join([phrases.due_day(deadline), phrases.worked_out(deadline)])
    return fill(_("The date to answer was {date}."), date=date)


def _headline(record: Record, event: Event) -> Block:
    happened = fill("{title} {when}", title=event.title, when=phrases.when(event))
    after = fill(", {text}", text=event.text) if event.text else EMPTY
    return line(join([bold(happened), after, phrases.trust(event.confidence)]), record.sources(event.sources))


def listed(record: Record, event: Event) -> Block:
    """An event as a line of a list."""
    after = fill(", {text}", text=event.text) if event.text else EMPTY
    text = fill("{date} – {title}", date=phrases.dated(event), title=event.title)
    return line(
        join([phrases.BULLET, text, after, phrases.trust(event.confidence)]), record.sources(event.sources)
    )


def noted(record: Record, event: Event) -> list[Block]:
    """What further sources add to an event."""
    return [
        line(fill(_("Note: {text}"), text=note.text), record.sources(note.sources))
        for note in record.notes(event.notes)
    ]


def _listed(found: StatusReport) -> list[Block]:
    record = found.record
    # Where the deadline leads, the event that set it is told with the others.
    events = found.earlier if found.due is None else tuple(reversed(record.events(found.jurisdiction)))
    return [block for event in events for block in (listed(record, event), *noted(record, event))]


def _else_on_record(found: StatusReport) -> list[Block]:
    record = found.record
    blocks = [
        line(fill("{label}: {text}", label=detail.label, text=detail.text), record.sources(detail.sources))
        for detail in found.details
    ]
    others = [deadline for deadline in found.deadlines if deadline is not found.due]
    for deadline in others:
        text = fill(
            _("Open deadline: {title}, {date} ({left})"),
            title=deadline.title,
            date=phrases.due_day(deadline),
            left=phrases.days_left(record.days_left(deadline)),
        )
        blocks.append(line(text, record.sources(deadline.sources)))
    if not found.deadlines:
        blocks.append(line(_("No open deadlines.")))
    if found.jurisdiction.not_to_confuse_with:
        names = "; ".join(found.jurisdiction.not_to_confuse_with)
        blocks.append(line(fill(_("Not the same: {names}"), names=names)))
    if blocks:
        blocks[0] = Block(blocks[0].text, blocks[0].sources, spaced=True)
    return blocks


def _buttons(found: StatusReport, match: Found | None) -> list[Row]:
    record, place = found.record, found.jurisdiction
    rows: list[Row] = [
        (
            phrases.button(_("History"), record, View.HISTORY, place.id),
            phrases.button(_("Requirements"), record, View.REQUIREMENTS, place.id),
        ),
        (
            phrases.button(_("Deadlines"), record, View.DEADLINES, place.id),
            phrases.button(_("Sources"), record, View.SOURCES, place.id),
        ),
        *phrases.voices(record, place),
    ]
    if record.is_today:
        target = Target(record.program.id, About.JURISDICTION, place.id)
        rows.append((buttons.alert_me(record.program, target),))
    if match is not None:
        rows += [(namesakes.to_place(record, related),) for related in match.related]
        if match.others:
            rows.append((namesakes.to_others(record, match.name),))
    return rows


def overview(found: Overview, last_place: str = "") -> Answer:
    """How many are named, how many were asked, and the next deadline; then the chat's last place."""
    record = found.record
    blocks = [phrases.program_title(record)]
    blocks.append(
        line(bold(n_("{count} site by now", "{count} sites by now", found.sites)))
        if found.sites
        else line(_("No place is on record for that day.") if not found.by_status else _("By status:"))
    )
    blocks += [
        line(fill("{bullet}{count} {counted}", bullet=phrases.BULLET, count=count, counted=status.counted))
        for status, count in found.by_status.items()
    ]
    if found.by_status:
        blocks.append(line(_("Each place is counted once, by its latest status.")))
    deadline = found.next_deadline
    if deadline is None:
        blocks.append(line(_("No open deadlines."), spaced=True))
    else:
        text = fill(
            _("Next deadline: {title}, {date} ({left})"),
            title=deadline.title,
            date=phrases.due_day(deadline),
            left=phrases.days_left(record.days_left(deadline)),
        )
        blocks.append(line(text, record.sources(deadline.sources), spaced=True))
    if record.program.example_place:
        hint = fill(_("For one place, add its name: /status {name}"), name=record.program.example_place)
        blocks.append(line(hint, spaced=True))
    rows: list[Row] = [
        (
            phrases.button(_("Places"), record, View.JURISDICTIONS),
            phrases.button(_("Requirements"), record, View.REQUIREMENTS),
        ),
        (
            phrases.button(_("Deadlines"), record, View.DEADLINES),
            phrases.button(_("The program"), record, View.PROGRAM),
        ),
    ]
    last = record.program.jurisdiction_by_id.get(last_place)
    if last is not None:
        rows.insert(0, (phrases.button(last.full_name, record, View.STATUS, last.id),))
    return phrases.said(record, blocks, View.OVERVIEW, rows)

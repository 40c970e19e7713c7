"""What chats must, may and must not have been told, worked out from what was done to them, without the ledger.

Instants are those of the machine (seconds since 1970), each taken once the deed was committed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

# The day on which all happens, and the days ahead of which chats are told when they ask for nothing else.
DAY = date(2017, 8, 4)
LEADS = (14, 7, 3, 1, 0)
# What was meant before an edit may arrive after it: for as long as a call is on its way on a busy machine.
ON_ITS_WAY_S = 15.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that Telegram took: about which deadline, what it says of it (None: it is cancelled).

    `number` is the alert's own, the same for each copy; `lead` is None where it tells of a change.
    """

    chat: int
    number: int
    deadline: str
    value: str | None
    lead: int | None
    is_marked: bool
    at: float


@dataclass(frozen=True, slots=True)
class Row:
    """An alert as the operator sees it in the end: its state, and how often it may have arrived."""

    chat: int
    deadline: str
    value: str | None
    lead: int | None
    state: str
    unknowns: int


def lead_of(value: str) -> int | None:
    """How many days ahead a date is told on the day, if it is."""
    due = date.fromisoformat(value)
    return min((lead for lead in LEADS if due - timedelta(days=lead) <= DAY <= due), default=None)


@dataclass
class Deeds:
    """What was done: each deadline's dates in order, and who asked, left and moved when."""

    dates: dict[str, list[tuple[float, str | None]]] = field(default_factory=dict)
    asked: dict[int, float] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)

    def now(self) -> dict[str, str]:
        """The deadlines that stand, with their dates."""
        last = {deadline: dates[-1][1] for deadline, dates in self.dates.items()}
        return {deadline: value for deadline, value in last.items() if value is not None}

    def chat(self, id: int) -> int:
        """A group by the id that it had first."""
        return next((old for old, new in self.moved.items() if new == id), id)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is wrong, in words, and how many alerts there were of each kind."""

    lost: list[str]
    wrong: list[str]
    states: Counter[str]
    repeated: int

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in self.states.most_common())
        return f"{self.states.total()} alerts: {states}, {self.repeated} repeated, {len(self.lost)} lost"


def reckon(deeds: Deeds, arrivals: Iterable[Arrival], rows: dict[int, Row]) -> Reckoning:
    """Compare what arrived with what was done; `rows` are the ledger's, by their numbers."""
    arrived = sorted(arrivals, key=lambda one: one.at)
    by_pair: dict[tuple[int, str], list[Arrival]] = defaultdict(list)
    for one in arrived:
        by_pair[one.chat, one.deadline].append(one)
    copies = Counter(one.number for one in arrived)
    lost = [
        f"{chat} was told {[(one.value, one.lead) for one in told]} of {deadline}, which is {dates[-1][1]}"
        for chat in deeds.asked.keys() - deeds.ended.keys()
        for deadline, dates in deeds.dates.items()
        if _owes(dates[-1][1], told := by_pair[chat, deadline]) and not _is_held(rows, chat, deadline, dates)
    ]
    wrong = [
        *(f"{one}: {why}" for one in arrived for why in _faults(deeds, one)),
        *_copies(arrived, copies, rows),
        *_unsettled(rows),
    ]
    return Reckoning(lost, wrong, Counter(row.state for row in rows.values()), copies.total() - len(copies))


def _owes(final: str | None, told: list[Arrival]) -> bool:
    """Whether a chat that stayed does not know how a deadline stands, and should."""
    if told:
        return told[-1].value != final
    return final is not None and lead_of(final) is not None


def _is_held(rows: dict[int, Row], chat: int, deadline: str, dates: list[tuple[float, str | None]]) -> bool:
    """Whether what would tell it waits for the operator, who sees it."""
    return any(
        row.state == "held" and (row.chat, row.deadline, row.value) == (chat, deadline, dates[-1][1])
        for row in rows.values()
    )


def _faults(deeds: Deeds, one: Arrival) -> Iterator[str]:
    """What a message should not have said, or not to whom, or not then."""
    if one.at < deeds.asked[one.chat] - 1:
        yield "nobody had asked"
    if one.at > deeds.ended.get(one.chat, float("inf")) + ON_ITS_WAY_S:
        yield "the chat had unsubscribed"
    if one.lead is not None and (one.value is None or lead_of(one.value) != one.lead):
        yield "it is not the day for it"
    dates = deeds.dates[one.deadline]
    until = [at for at, _ in dates[1:]] + [float("inf")]
    stood = [(since, end) for (since, value), end in zip(dates, until, strict=True) if value == one.value]
    if not any(since - ON_ITS_WAY_S <= one.at <= end + ON_ITS_WAY_S for since, end in stood):
        yield "it did not stand then"


def _copies(arrived: list[Arrival], copies: Counter[int], rows: dict[int, Row]) -> Iterator[str]:
    """Of an alert there is one copy, and one for each time that nobody knows whether it arrived: marked."""
    unmarked = Counter(one.number for one in arrived if not one.is_marked)
    for number, row in rows.items():
        if copies[number] > 1 + row.unknowns:
            yield f"{copies[number]} copies of {row}"
        if unmarked[number] > 1:
            yield f"{unmarked[number]} copies without a mark of {row}"
        if row.chat < 0 and copies[number] > 1:
            yield f"a group was told twice: {row}"
        if row.state == "sent" and not copies[number]:
            yield f"never arrived: {row}"


def _unsettled(rows: dict[int, Row]) -> Iterator[str]:
    """All is sent, held, not wanted any more, or told by a later reminder that is due already."""
    for row in rows.values():
        is_overtaken = row.lead is not None and row.value is not None and row.lead != lead_of(row.value)
        if row.state not in ("sent", "held", "cancelled") and not (row.state == "expired" and is_overtaken):
            yield f"unsettled: {row}"

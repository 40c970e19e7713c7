"""The jurisdictions of a program, narrowed by state, year or status."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.programs import Event, Jurisdiction
from domain.record import Record
from domain.states import CODE_BY_FORM, NAME_BY_CODE
from domain.words import normalise


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed by; each part that is given must fit."""

    state: str = ""
    year: str = ""
    status: str = ""
    kind: str = ""

    def encode(self) -> str:
        """As a button carries it."""
        parts = (self.state.lower(), self.year, self.status, self.kind)
        return ".".join(parts) if any(parts) else ""

    @classmethod
    def decode(cls, text: str) -> "Filter":
        state, year, status, kind = (*text.split("."), "", "", "", "")[:4]
        return cls(state.upper(), year, status, kind)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The jurisdictions that fit, by name; the words of the filter; each one's newest status event."""

    jurisdictions: tuple[Jurisdiction, ...]
    words: tuple[str, ...]
    newest: Mapping[str, Event | None]


def read_filter(record: Record, typed: str) -> Filter | None:
    """The filter that somebody typed, such as "CA 2017" or "sites"; None where a word means nothing."""
    words = normalise(typed).split()
    state = year = status = kind = ""
    at = 0
    while at < len(words):
        size, code = next(
            (
                (size, CODE_BY_FORM[form])
                for size in (4, 3, 2, 1)
                if (form := " ".join(words[at : at + size])) in CODE_BY_FORM
            ),
            (1, ""),
        )
        word = words[at]
        if code:
            state = code
        elif len(word) == 4 and word.isascii() and word.isdigit():
            year = word
        elif found := _status(record, word):
            status = found
        elif found := _kind(record, word):
            kind = found
        else:
            return None
        at += size
    return Filter(state, year, status, kind)


def narrow(record: Record, by: Filter) -> Narrowed:
    """The jurisdictions on record on the day that fit the filter."""
    newest = {j.id: next(reversed(record.status_events(j)), None) for j in record.program.jurisdictions}
    fitting = [
        j
        for j in record.program.jurisdictions
        if (record.is_today or newest[j.id] is not None)
        and by.state in ("", j.state_code)
        and by.kind in ("", j.kind)
        and (not by.status or _word_of(record, newest[j.id]) == by.status)
        and (not by.year or any(str(e.date)[:4] == by.year for e in record.status_events(j)))
    ]
    words = (NAME_BY_CODE.get(by.state, by.state), by.year, by.status, by.kind)
    fitting.sort(key=lambda j: (j.name, j.state))
    return Narrowed(tuple(fitting), tuple(word for word in words if word), newest)


def _status(record: Record, typed: str) -> str:
    """The status word that was typed, in the singular or the plural."""
    words = {status.word for status in record.program.statuses}
    return next((word for word in words if normalise(word) in (typed, typed.removesuffix("s"))), "")


def _kind(record: Record, typed: str) -> str:
    """The kind of government that was typed, in the singular or the plural."""
    kinds = {j.kind for j in record.program.jurisdictions}
    singular = {typed, typed.removesuffix("s"), f"{typed.removesuffix('ies')}y"}
    return next(iter(kinds & singular), "")


def _word_of(record: Record, event: Event | None) -> str:
    return record.program.status_by_id[event.status].word if event and event.status else ""

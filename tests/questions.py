"""The question sets: how they are read, asked and judged (tests/data/questions/README.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from config import files
from config.gazetteer import table
from domain import places
from domain.programs import Catalogue
from domain.questions import engine
from domain.questions import index as indexes
from domain.questions.answer import Answer, Asked, Outcome
from messages import questions as texts
from messages.message import Answer as Said
from messages.message import Message, lay_out
from messages.plaintext import read

FOLDER = Path(__file__).parent / "data" / "questions"
TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("America/New_York")
DEFAULT = "psp"


@dataclass(frozen=True, slots=True)
class Row:
    """One question with what is expected of its answer."""

    id: str
    kind: str
    program: str
    facet: str
    style: str
    status: tuple[str, ...]
    places: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    must: tuple[tuple[str, ...], ...]
    given: dict[str, str]
    question: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question's answer, its text, how long it took in milliseconds, and what is wrong with it."""

    row: Row
    answer: Answer
    text: str
    took: float
    faults: tuple[str, ...]

    @property
    def is_wrong(self) -> bool:
        """Answered, and not right."""
        return self.answer.outcome is Outcome.ANSWERED and bool(self.faults)


def rows(name: str) -> Iterator[Row]:
    """The questions of one part."""
    for line in (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or line.startswith("id\t"):
            continue
        cells = ["" if cell == "-" else cell for cell in line.split("\t")]
        id, kind, program, facet, style, status, place, facts, must, given, question = cells
        yield Row(
            id, kind, program, facet, style,
            tuple(status.split("|")),
            tuple(part for part in place.split("+") if part),
            tuple(tuple(one.split("+")) for one in facts.split("|") if one),
            tuple(tuple(one.split("|")) for one in must.split(" ; ") if one),
            dict(pair.split("=", 1) for pair in given.split(";") if pair),
            question,
        )  # fmt: skip


@cache
def catalogue() -> indexes.Indexes:
    programs = tuple(file.program for file in files.load_all(files.bundled()))
    return indexes.of(Catalogue(1, programs), table.packaged())


def ask(row: Row) -> Asking:
    """Ask a question as its row says, and judge the answer."""
    asked = Asked(TODAY, ZONE, row.given.get("chat", DEFAULT))
    before = row.given.get("before")
    if before:
        asked = Asked(TODAY, ZONE, asked.program, previous=engine.answer(catalogue(), before, asked).previous)
    start = perf_counter()
    answer = engine.answer(catalogue(), row.question, asked)
    took = (perf_counter() - start) * 1000
    said = texts.render(answer)
    pages = lay_out(said) if isinstance(said, Said) else [said]
    text = "\n".join(map(read, pages))
    return Asking(row, answer, text, took, tuple(_faults(row, answer, text, said)))


def told(answer: Answer) -> set[str]:
    """The facts that an answer rests on, as the sets name them; also with their program."""
    found = set()
    for part in answer.parts:
        ids = {fact.id for fact in part.facts}
        if part.place:
            ids.add(part.place.id)
        found |= ids | {f"{part.record.program.id}:{id}" for id in ids}
    return found


def _faults(row: Row, answer: Answer, text: str, said: Said | Message) -> Iterator[str]:
    if str(answer.outcome) not in row.status:
        yield f"{answer.outcome} instead of {'|'.join(row.status)}"
        return
    if row.kind in {"near", "far"}:
        return
    if answer.outcome is Outcome.ANSWERED and row.places:
        about = {part.place.id for part in answer.parts if part.place}
        if about != set(row.places):
            yield f"about {sorted(about)} instead of {row.places}"
    elif answer.outcome is Outcome.CHOOSE:
        offered = {option.place.id for option in answer.options if option.place}
        if isinstance(answer.match, places.Choose):
            offered |= {place.id for place in answer.match.options}
        if not set(row.places) <= offered:
            yield f"offers {sorted(offered)}"
    elif any(place.lower() not in text.lower() for place in row.places):
        yield f"does not name {row.places}"
    rests = told(answer) | ({"none"} if _says_nothing(answer) else set())
    if answer.outcome is Outcome.ANSWERED and row.facts and not any(set(one) <= rests for one in row.facts):
        yield f"rests on {sorted(id for id in rests if ':' not in id)[:12]}"
    if answer.outcome is Outcome.ANSWERED:
        for ways in row.must:
            if not any(way.lower() in text.lower() for way in ways):
                yield f"does not say {'|'.join(ways)}"
    day = row.given.get("day")
    if day and answer.record.day != date.fromisoformat(day):
        yield f"as of {answer.record.day} instead of {day}"


def _says_nothing(answer: Answer) -> bool:
    """Whether it rests on no fact, and says that nothing is on record."""
    return answer.outcome is Outcome.NO_RECORD or not answer.facts


def uncited(answer: Answer) -> list[str]:
    """The facts of an answer that show no source."""
    return [fact.id for fact in answer.facts if not fact.sources]

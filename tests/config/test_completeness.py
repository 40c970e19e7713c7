"""Nothing of the record is out of reach: from the research into the program files, from there into an answer."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
import yaml

from config import files
from domain.programs import Confidence, Deadline, DueInstant, Event, Requirement
from domain.record import Record
from messages import phrases
from messages.message import lay_out
from sandbox.markup import parse
from tests.views import every_answer

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "data" / "research.tsv"
RESEARCH = ROOT.parent / "shared" / "facts" / "psp.yaml"
PROGRAMS = {file.program.id: file.program for file in files.load_all(files.bundled())}
TODAY = date(2026, 11, 21)
EASTERN = ZoneInfo("America/New_York")
# Some facts are said only while they hold: before today, while a deadline is open, once it has passed.
DAYS = (TODAY, date(2017, 6, 20), date(2017, 8, 10), date(2017, 8, 20))
SECTIONS = (
    "sources", "agencies", "officials", "statuses", "jurisdictions", "events", "deadlines",
    "requirement_kinds", "requirements", "claims", "disagreements", "open_questions",
    "questions", "rules",
)  # fmt: skip


# From the research into the program files.


class Row(NamedTuple):
    section: str
    id: str
    places: tuple[str, ...]
    remark: str


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            section, id, where, *remark = line.split("\t")
            found.append(Row(section, id, () if where == "-" else tuple(where.split("; ")), *remark or ("",)))
    return found


def entry(place: str) -> Any:
    """What stands at `program section id`; None where nothing does."""
    program_id, section, id = place.split(" ", 2)
    program = PROGRAMS.get(program_id)
    if section == "program":
        return getattr(program, id, None)
    name = "label" if section == "details" else "id"
    return next((e for e in getattr(program, section, ()) if getattr(e, name) == id), None)


def test_every_place_that_the_map_names_exists() -> None:
    assert [(row.section, row.id, place) for row in rows() for place in row.places if not entry(place)] == []


def test_every_record_that_stands_nowhere_says_why() -> None:
    assert [row for row in rows() if not row.places and not row.remark] == []


def test_a_wrong_place_in_the_map_would_be_found() -> None:
    assert entry("psp events round-2018") is not None
    assert entry("psp details Pilot") is not None
    assert entry("psp program summary") is not None
    for place in ("psp events round-2017", "psp details pilot", "psp program moon", "jag events round-2018"):
        assert entry(place) is None


def test_a_place_and_the_event_that_it_is_mapped_to_belong_together() -> None:
    checked = 0
    for row in rows():
        where = [place.split(" ", 2) for place in row.places]
        for program, section, id in where:
            events = [entry(" ".join(at)) for at in where if at[:2] == [program, "events"]]
            if section == "jurisdictions" and row.section.startswith(("later_cohorts/", "deadlines/")):
                assert any(id in event.jurisdictions for event in events), row
                checked += 1
    assert checked >= 50


# What we wrote ourselves; everything else in the program files comes from a record of the research.
OURS = {
    "psp details Rounds from 2019 on": "what the lists of later rounds leave open",
    "psp details One article in two copies": "from what is said of its source",
    "byrne-jag-2017 details Also pays for": "the other side of the funding note",
    "byrne-jag-2017 open_questions jag-oq-01": "what ev-17 leaves open",
    "byrne-jag-2017 open_questions jag-oq-02": "what the list of the nine leaves open",
    "byrne-jag-2017 statuses asked": "our own vocabulary",
    "byrne-jag-2017 statuses told": "our own vocabulary",
    "byrne-jag-2017 statuses sued": "our own vocabulary",
    "byrne-jag-2017 requirement_kinds condition": "the heading of the conditions",
    "byrne-jag-2017 questions s1373-1": "written by us from the text of the condition",
    "byrne-jag-2017 questions s1373-2": "written by us from the text of the condition",
    "byrne-jag-2017 questions facility-1": "written by us: whose facility the conditions are about",
    "byrne-jag-2017 questions entry-1": "written by us from the text of the condition",
    "byrne-jag-2017 questions entry-2": "written by us from the text of the condition",
    "byrne-jag-2017 questions warning-1": "written by us from the text of the condition",
    "byrne-jag-2017 rules certification": "reads the questions above",
    "byrne-jag-2017 rules access": "reads the questions above",
    "byrne-jag-2017 rules notice": "reads the questions above",
    "psp requirement_kinds criterion": "the heading of the criteria",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_in_the_program_file_comes_from_nowhere(program: str) -> None:
    mapped = {place for row in rows() for place in row.places}
    written = {f"{program} details {detail.label}" for detail in PROGRAMS[program].details} | {
        f"{program} {section} {e.id}" for section in SECTIONS for e in getattr(PROGRAMS[program], section)
    }
    assert written - mapped - OURS.keys() == set()
    assert {place for place in OURS if place.startswith(f"{program} ")} <= written


def test_no_place_is_called_ours_that_the_map_names() -> None:
    assert {place for row in rows() for place in row.places} & OURS.keys() == set()


@cache
def _research() -> Any:
    return yaml.load(RESEARCH.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def researched() -> Iterator[tuple[str, str]]:
    """The section and id of every record of the research; a program's and a round's parts count too."""
    research = _research()
    for key in research["meta"]:
        if key != "status_vocabulary":
            yield "meta", key
    for status in research["meta"]["status_vocabulary"]:
        yield "meta/status_vocabulary", status
    for section, records in research.items():
        for record in records if section not in ("meta", "programs", "later_cohorts") else ():
            yield section, record["id"]
    for record in research["programs"]:
        for key, value in record.items():
            if key not in ("id", "source"):
                parts = [f"{key}/{part}" for part in value] if isinstance(value, dict) else [key]
                yield from ((f"programs/{record['id']}", part) for part in parts)
    for cohort in research["later_cohorts"]:
        yield "later_cohorts", str(cohort["year"])
        sites = cohort["sites"] if isinstance(cohort["sites"], list) else ()
        yield from ((f"later_cohorts/{cohort['year']}", site) for site in sites)
    for record in research["deadlines"]:
        if record["id"] == "dl-nine-letters-2017":
            yield from ((f"deadlines/{record['id']}", name) for name in record["who"])


if RESEARCH.exists():  # beside the checkout of those who research; no part of the repository

    def test_every_record_of_the_research_is_in_the_map_once() -> None:
        assert sorted((row.section, row.id) for row in rows()) == sorted(researched())

    @pytest.mark.parametrize("section", ["sources", "status_events", "events", "deadlines", "claims"])
    def test_a_record_keeps_the_date_of_the_research(section: str) -> None:
        assert [
            (record["id"], day, kept)
            for record, found in kept_of(section)
            if (day := record["published" if section == "sources" else "date"])
            != (kept := printed_date(found))
        ] == []

    @pytest.mark.parametrize(("section", "field"), [("sources", "url"), ("claims", "quote")])
    def test_a_record_keeps_the_very_words(section: str, field: str) -> None:
        assert [r["id"] for r, found in kept_of(section) if r[field] != getattr(found, field)] == []

    def kept_of(section: str) -> Iterator[tuple[dict[str, Any], Any]]:
        """Each record of a section with what the program files make of it."""
        where = {row.id: row.places[0] for row in rows() if row.section == section}
        return ((record, entry(where[record["id"]])) for record in _research()[section])

    def printed_date(found: Any) -> str | None:
        names = ("published", "date", "due")
        when = next((w for name in names if (w := getattr(found, name, None)) is not None), None)
        return str(when.local.date() if isinstance(when, DueInstant) else when) if when else None


# From the program files into an answer.

# Fields that hold no words for a reader: ids, references, and what people type.
NOT_WORDS = frozenset(
    {"id", "sources", "status", "jurisdictions", "deadline", "about", "answered_by", "agency", "example"}
    | {"question", "requirement", "was", "now", "new", "gone"}
)
NOT_WORDS_OF = frozenset(
    {"Program.ask_back", "Jurisdiction.kind", "Jurisdiction.state_code", "Requirement.kind"}
)

# Facts that no command and no button shows, each with the reason. `*` stands for any part of a name.
NOT_SHOWN = {
    "topics.*": "how people ask, and the name of the answer",
    "terms.*": "told when somebody asks what a word means",
    "not_on_record.*": "what people ask that is not answered",
    "agencies.*.aliases.*": "how people write it",
    "deadlines.psp-call-2019.asked": "leads the status of a place that it binds; it binds none on record",
    "deadlines.psp-call-2021.asked": "the same",
    "deadlines.letters-23-2018.asked": "the same: its 23 places are not named in the research",
    "deadlines.psp-call-2019.due.zone": "shown by its name in the reader's language: Eastern Daylight Time",
    "self_check.*": "the self-check has no view yet",
    "questions.*": "the self-check has no view yet",
    "rules.*": "the self-check has no view yet",
}


def words(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every piece of text under a value, by name: events.round-2018.text, jurisdictions.stockton-ca.county.text."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield at, value
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            name = getattr(part, "id", None) or getattr(part, "label", None) or str(index)
            yield from words(part, f"{at}.{name}")
    elif is_dataclass(value):
        for field in fields(value):
            part = getattr(value, field.name)
            # `sources` are ids in an entry, and a section of the program.
            is_section = isinstance(part, tuple) and any(is_dataclass(inner) for inner in part)
            has_words = is_section or field.name not in NOT_WORDS
            if has_words and f"{type(value).__name__}.{field.name}" not in NOT_WORDS_OF:
                yield from words(part, f"{at}.{field.name}" if at else field.name)


@cache
def lines(program: str) -> tuple[str, ...]:
    """Each line that a reader can get to see of a program, and the addresses behind its links."""
    found: dict[str, None] = {}
    for day in DAYS:
        for answer in every_answer(Record(PROGRAMS[program], day, TODAY, EASTERN)):
            for message in lay_out(answer):
                text, entities = parse(str(message.text))
                found.update(dict.fromkeys(text.splitlines()))
                found.update(dict.fromkeys(e.argument for e in entities if e.type == "text_link"))
    return tuple(found)


def hidden(program: str, seen: tuple[str, ...]) -> dict[str, str]:
    """The facts whose words stand in none of the lines, by name."""
    text = "\n".join(seen)
    return {name: said for name, said in words(PROGRAMS[program]) if said not in text}


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_fact_can_be_reached_by_a_command_or_a_button(program: str) -> None:
    out_of_reach = {
        name: said
        for name, said in hidden(program, lines(program)).items()
        if not any(fnmatchcase(name, pattern) for pattern in NOT_SHOWN)
    }
    assert out_of_reach == {}


@pytest.mark.parametrize("pattern", NOT_SHOWN)
def test_an_exception_is_still_needed(pattern: str) -> None:
    names = {name for program in PROGRAMS for name in hidden(program, lines(program))}
    assert any(fnmatchcase(name, pattern) for name in names), (
        "it is shown now, or gone: take the exception away"
    )
    assert NOT_SHOWN[pattern]


@pytest.mark.parametrize(
    "name",
    [
        "summary.text",
        "details.Pilot.text",
        "sources.cns-2017.reliability",
        "sources.cns-2017.published_note",
        "agencies.dhs.role",
        "officials.barr.name",
        "jurisdictions.albuquerque-nm.county.text",
        "jurisdictions.houston-tx.not_to_confuse_with.0",
        "events.pilot-2014.notes.0.text",
        "requirements.psp-hold.confidence_note",
        "requirements.psp-hold.variants.2.wording",
        "claims.cl-07.quote",
        "claims.cl-07.quote_by",
        "disagreements.dq-03.positions.4.text",
        "disagreements.dq-03.reading",
        "open_questions.oq-11.text",
    ],
)
def test_a_fact_without_a_view_would_be_found(name: str) -> None:
    said = dict(words(PROGRAMS["psp"]))[name]
    assert name in hidden("psp", tuple(line.replace(said, "") for line in lines("psp")))


def says_how_sure(program: str, entry: Event | Deadline | Requirement) -> bool:
    """Whether some line has the entry's own words together with the warning."""
    warning = str(phrases.trust(entry.confidence))
    own = (entry.title, entry.text or "") if isinstance(entry, Event) else (entry.title,)
    return any(warning in line and all(part in line for part in own) for line in lines(program))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_fact_that_rests_on_little_says_so(program: str) -> None:
    known = PROGRAMS[program]
    weak = [
        entry
        for entry in (*known.events, *known.deadlines, *known.requirements)
        if entry.confidence is not Confidence.HIGH
    ]
    assert weak
    assert [entry.id for entry in weak if not says_how_sure(program, entry)] == []

"""The questions that answers are measured by: what they expect is on record, and the two parts have nothing in common."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from rapidfuzz.fuzz import token_sort_ratio

from config import files
from config.gazetteer import table
from domain import places

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "questions"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
STATUSES = {"answered", "choose", "not_found", "no_record", "abstain"}
# Of each part. Together: 340 in scope, 150 far out of it, 75 near, 40 loaded.
AT_LEAST = {"in": 170, "far": 75, "near": 38, "loaded": 20}
OF_EACH_FACET = OF_EACH_STYLE = 3
OF_EACH_PROGRAM = 45
# Two questions that agree so far, once their places are taken out, are one question.
TOO_ALIKE = 82
GAZETTEER = table.packaged()
PROGRAMS = {file.program.id: file.program for file in files.load_all(files.bundled())}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# As written: what the loaded program no longer has, such as the keys of a form, is text of a fact as well.
FILES = {
    file["program"]["id"]: file
    for file in (yaml.load(path.read_bytes(), LOADER) for path in files.bundled())  # noqa: S506 - a safe loader
}
INDEXES = {id: places.index(program, GAZETTEER) for id, program in PROGRAMS.items()}


class Row(NamedTuple):
    id: str
    kind: str
    program: str
    facet: str
    style: str
    status: str
    place: str
    facts: str
    must: str
    given: str
    question: str

    @property
    def styles(self) -> list[str]:
        return self.style.split(",")

    @property
    def statuses(self) -> list[str]:
        return self.status.split("|")

    @property
    def places(self) -> list[str]:
        return self.place.split("+") if self.place else []

    @property
    def wanted(self) -> list[str]:
        """Every fact that some alternative names."""
        return re.split(r"[|+]", self.facts) if self.facts else []

    @property
    def context(self) -> dict[str, str]:
        pairs = (part.partition("=") for part in self.given.split(";") if part)
        return {name: value for name, _, value in pairs}


@cache
def part(name: str) -> tuple[Row, ...]:
    about, header, *lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert about.startswith("#")
    assert tuple(header.split("\t")) == Row._fields
    return tuple(Row(*("" if cell == "-" else cell for cell in line.split("\t"))) for line in lines)


PARTS = {path.stem: part(path.stem) for path in sorted(FOLDER.glob("*.tsv")) if path.stem != "loaded"}
# What is like a question of another part was taken out of the further one since.
WHOLE = [name for name in PARTS if name != "further"]
EVERY = [row for rows in PARTS.values() for row in rows]


def closed_list(heading: str) -> set[str]:
    """The words that README.md lists under a heading."""
    return set(re.findall(r"^- `(\w+)`:", README.split(f"## {heading}\n")[1].split("\n## ")[0], re.MULTILINE))


# What a fact says, in the words of its program file.


@cache
def facts(program_id: str) -> dict[str, str]:
    """By the names that README.md explains: all that stands in the file about it, dates written out."""
    file = FILES[program_id]
    names = {place["id"]: place["name"] for place in file["jurisdictions"]}
    found: dict[str, str] = {"none": "", "self_check": text_of(file["self_check"], names)}
    found["summary"] = text_of({key: file["program"][key] for key in ("name", "summary")}, names)
    for detail in file["program"]["details"]:
        found[f"details/{detail['label']}"] = text_of(detail, names)
    sections = [file[key] for key in file if isinstance(file[key], list) and key != "not_on_record"]
    # Sources last: a jurisdiction goes before the source of the same id.
    for entry in (*chain.from_iterable(s for s in sections if s is not file["sources"]), *file["sources"]):
        if "id" in entry:
            found.setdefault(entry["id"], text_of(entry, names))
    for place in file["jurisdictions"]:
        for detail in place.get("details", ()):
            found[f"{place['id']}/{detail['label']}"] = text_of(detail, names)
    return found


def text_of(entry: Any, names: dict[str, str]) -> str:
    return re.sub(r"\s+", " ", " ".join(words(entry, names)))


def words(entry: Any, names: dict[str, str]) -> Iterator[str]:
    if isinstance(entry, dict):
        for key, value in entry.items():
            if key != "sources":
                yield from words(value, names)
    elif isinstance(entry, list):
        for value in entry:
            yield from words(value, names)
    else:
        yield names.get(str(entry), str(entry))
        yield date_written(str(entry))


def date_written(text: str) -> str:
    match = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:T.*)?$", text)
    if match is None:
        return ""
    year, month, day = match.groups()
    return " ".join(part for part in (day and str(int(day)), calendar.month_name[int(month)], year) if part)


def fact(row: Row, name: str) -> str | None:
    """The text of a fact that a row names; None where there is none."""
    program_id, _, own = name.rpartition(":")
    return facts(program_id or row.program).get(own)


def find(row: Row, typed: str) -> places.Match:
    return places.find(INDEXES[row.program if row.program in INDEXES else "psp"], typed)


# Each row by itself.


def test_every_word_of_a_closed_list_is_in_that_list() -> None:
    assert {row.kind for row in EVERY} == set(AT_LEAST)
    assert {row.facet for row in EVERY} == closed_list("Facets")
    assert {style for row in EVERY for style in row.styles} == closed_list("Styles")
    assert {status for row in EVERY for status in row.statuses} == STATUSES
    assert {row.program for row in EVERY} == {*PROGRAMS, "none"}
    assert {name for row in EVERY for name in row.context} == {"day", "chat", "before"}


def test_every_fact_that_a_row_names_is_on_record() -> None:
    assert [(row.id, name) for row in EVERY for name in row.wanted if fact(row, name) is None] == []


def test_every_jurisdiction_that_an_answer_is_about_is_on_record() -> None:
    answered = [
        row for row in EVERY if row.program in PROGRAMS and {"answered", "choose"} & set(row.statuses)
    ]
    known = {id: {place.id for place in program.jurisdictions} for id, program in PROGRAMS.items()}
    assert [(row.id, id) for row in answered for id in row.places if id not in known[row.program]] == []


def test_every_date_amount_and_name_to_be_said_stands_in_the_facts_named() -> None:
    def is_said(row: Row, thing: str) -> bool:
        told = " ".join(fact(row, name) or "" for name in row.wanted).lower()
        return any(way.strip().lower() in told for way in thing.split("|"))

    things = [(row, thing) for row in EVERY if row.must for thing in row.must.split(" ; ")]
    assert [(row.id, thing) for row, thing in things if not is_said(row, thing)] == []


def test_every_answer_in_scope_rests_on_facts() -> None:
    bare = [row.id for row in EVERY if row.kind == "in" and row.statuses == ["answered"] and not row.facts]
    assert bare == []


def test_nothing_out_of_scope_is_answered() -> None:
    assert [row.id for row in EVERY if row.kind in ("near", "far") and "answered" in row.statuses] == []
    assert [row.id for row in EVERY if row.kind == "far" and row.statuses != ["abstain"]] == []


def test_places_are_found_as_the_rows_say() -> None:
    """By the same search that /status uses: what is shared, nowhere, or a place without a record."""
    kinds = {"no_record": places.NoRecord, "not_found": places.NotFound}
    for row in EVERY:
        if row.statuses == ["choose"] and row.places:
            [name] = {p.name for p in PROGRAMS[row.program].jurisdictions if p.id in row.places}
            found = find(row, name)
            assert isinstance(found, places.Choose), row
            assert {p.id for p in found.options} == set(row.places), row
        elif row.place and "answered" not in row.statuses:
            found = find(row, row.place)
            assert isinstance(
                found, tuple(kind for status, kind in kinds.items() if status in row.statuses)
            ), row


def test_a_row_of_a_day_expects_nothing_of_a_later_one() -> None:
    dated = [row for row in EVERY if "day" in row.context]
    assert {"as_of" in row.styles for row in dated} == {True}
    for row in dated:
        day = date.fromisoformat(row.context["day"])
        program = PROGRAMS[row.program]
        events = {event.id: event for event in program.events if event.date is not None}
        for name in row.wanted:
            assert name not in events or events[name].date.counts_from <= day, (row.id, name)  # type: ignore[union-attr]


def test_a_follow_up_has_a_question_before_it_and_nothing_else_has() -> None:
    assert [row.id for row in EVERY if ("follow_up" in row.styles) != ("before" in row.context)] == []


# The mix.


@pytest.mark.parametrize("name", WHOLE)
def test_a_part_has_enough_of_each(name: str) -> None:
    rows = PARTS[name]
    in_scope = [row for row in rows if row.kind == "in"]
    kinds = Counter(row.kind for row in rows)
    assert {kind: count for kind, count in AT_LEAST.items() if kinds[kind] < count} == {}
    facets = Counter(row.facet for row in in_scope)
    assert {f for f in closed_list("Facets") - {"none"} if facets[f] < OF_EACH_FACET} == set()
    styles = Counter(style for row in rows for style in row.styles)
    assert {s for s in closed_list("Styles") if styles[s] < OF_EACH_STYLE} == set()
    programs = Counter(row.program for row in in_scope)
    assert {id for id in PROGRAMS if programs[id] < OF_EACH_PROGRAM} == set()


@pytest.mark.parametrize("name", WHOLE)
def test_a_part_asks_about_every_site_of_2017_every_letter_and_every_round(name: str) -> None:
    asked = {id for row in PARTS[name] if row.kind == "in" for id in (*row.places, *row.wanted)}
    for event in PROGRAMS["psp"].events:
        if event.status is not None:
            assert event.id in asked, event.id
    for event_id in ("letters-2017-04", "clark-county-2017", "chicago-suit-2017"):
        assert event_id in asked
    for requirement in (*PROGRAMS["psp"].requirements, *PROGRAMS["byrne-jag-2017"].requirements):
        assert requirement.id in asked, requirement.id


def test_together_they_ask_about_every_place_by_name() -> None:
    named = {(row.program, id) for row in EVERY if row.kind == "in" for id in row.places}
    every = {(id, place.id) for id, program in PROGRAMS.items() for place in program.jurisdictions}
    assert every - named == set()


# No question twice.


def bare(question: str) -> str:
    """In small letters, without marks and without the names of places."""
    text = re.sub(r"[^\w\s]", " ", question.lower())
    return " ".join(PLACES.sub(" somewhere ", f" {text} ").split())


NAMES = sorted(
    {n.lower() for p in PROGRAMS.values() for j in p.jurisdictions for n in (j.name, *j.aliases)}
    | {"boise", "eugene", "omaha", "tucson"},
    key=len,
    reverse=True,
)
PLACES = re.compile(r"(?<=\s)(?:" + "|".join(map(re.escape, NAMES)) + r")(?=\s)")


def test_no_id_and_no_question_stands_twice() -> None:
    assert [id for id, count in Counter(row.id for row in EVERY).items() if count > 1] == []
    asked = Counter((bare(row.question), row.given) for row in EVERY)
    assert [question for question, count in asked.items() if count > 1] == []


def test_no_two_questions_differ_only_by_the_place_or_a_word() -> None:
    pairs = combinations([(row, bare(row.question)) for row in EVERY if "follow_up" not in row.styles], 2)
    alike = [
        (one.id, other.id) for (one, a), (other, b) in pairs if token_sort_ratio(a, b, score_cutoff=TOO_ALIKE)
    ]
    assert alike == []

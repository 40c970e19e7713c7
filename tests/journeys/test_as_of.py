"""What each place of both programs says on each of fourteen days, from a reviewed table."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config import files
from domain import status as rules
from domain.programs import Program
from domain.record import Record
from messages import status
from messages.message import lay_out
from sandbox.markup import parse

TABLE = Path(__file__).parents[1] / "data" / "as-of.tsv"
DAYS = {
    "2017-06-19": "the day before the first twelve sites; the nine letters of the grant are open",
    "2017-06-20": "the first twelve sites are named",
    "2017-08-02": "the day before the letters, and the day one paper dates them",
    "2017-08-03": "the letters to the four cities",
    "2017-08-10": "a week later; Chicago has sued",
    "2017-08-14": "Baltimore replies",
    "2017-08-18": "the reply date itself: nobody is late",
    "2017-08-20": "past the reply date, the other replies not yet reported",
    "2017-08-21": "the other replies are reported",
    "2018-09-29": "the round of 2018; the month of the pilot sites' page is not over",
    "2019-06-03": "the round of 2019; the pilot sites count",
    "2022-11-07": "the round of 2021; Albuquerque's naming is reported",
    "2024-12-31": "the round of 2023; a year without a day counts from its last day",
    "2026-11-21": "today",
}
TODAY = date.fromisoformat(list(DAYS)[-1])
EASTERN = ZoneInfo("America/New_York")
PROGRAMS = {file.program.id: file.program for file in files.load_all(files.bundled())}


def rows() -> Iterator[tuple[str, str, str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            program, place, day, expected = line.split("\t")
            yield program, place, day, expected


def expected_lines() -> dict[tuple[str, str], dict[str, str]]:
    """The line of each place on each day: a row holds until the next one of its place."""
    changes: dict[tuple[str, str], dict[str, str]] = {}
    for program, place, day, line in rows():
        changes.setdefault((program, place), {})[day] = line
    return {
        place: {day: lines[max(start for start in lines if start <= day)] for day in DAYS}
        for place, lines in changes.items()
    }


EXPECTED = expected_lines()


def status_line(program: Program, place: str, day: str) -> str:
    """What a reader of /status sees under the title, without the numbers of the sources."""
    record = Record(program, date.fromisoformat(day), TODAY, EASTERN)
    answer = status.report(rules.report(record, program.jurisdiction_by_id[place]))
    _title, line, *_rest = parse(str(lay_out(answer)[0].text))[0].splitlines()
    return re.sub(r" (\[\d+\])+$", "", line)


@pytest.mark.parametrize(("program", "place"), EXPECTED, ids=[f"{p}-{place}" for p, place in EXPECTED])
def test_the_status_line_is_the_expected_one_on_each_day(program: str, place: str) -> None:
    expected = EXPECTED[program, place]
    shown = {day: status_line(PROGRAMS[program], place, day) for day in DAYS}
    wrong = [
        f"{place} on {day} ({why})\n  says:     {shown[day]}\n  expected: {expected[day]}"
        for day, why in DAYS.items()
        if shown[day] != expected[day]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_place_of_the_program_is_in_the_table_and_no_other(program: str) -> None:
    assert {place for of, place in EXPECTED if of == program} == {
        place.id for place in PROGRAMS[program].jurisdictions
    }


def test_the_table_has_one_row_for_each_change_on_the_days_it_names() -> None:
    assert set(re.findall(r"\d{4}-\d\d-\d\d", TABLE.read_text().partition("\n\n#")[0])) == set(DAYS)
    before: tuple[str, str, str, str] = ("", "", "", "")
    for row in rows():
        assert row[2] in DAYS, row
        if row[:2] == before[:2]:
            assert row[2] > before[2], row
            assert row[3] != before[3], row
        else:
            assert row[2] == next(iter(DAYS)), row
        before = row
    assert len({(program, place, day) for program, place, day, _line in rows()}) == len(list(rows()))

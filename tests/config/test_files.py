"""What `proviso programs check` says about a wrong file: the line, and what to do."""

from pathlib import Path

import pytest

from config import files
from config.files import ProgramFileError

GOOD = """\
schema: 1
program:
  id: ice-rinks
  name: Ice Rink Safety Fund
  short_name: Ice rinks
  facts_checked: 2026-11-21
  summary: {text: Pays for ice rinks., sources: [gazette]}
sources:
  - {id: gazette, outlet: Gazette, title: Rinks, kind: news, published: 2020-01-02}
statuses:
  - {id: named, word: named, counted: named}
jurisdictions:
  - {id: nome-ak, name: Nome, state: Alaska, state_code: AK, sources: [gazette]}
events:
  - id: first
    date: 2020-01
    title: Named
    status: named
    jurisdictions: [nome-ak]
    sources: [gazette]
deadlines:
  - {id: reply, title: Reply, asked: Asked, due: 2020-03-01, jurisdictions: [nome-ak], sources: [gazette]}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ProgramFileError) as caught:
        files.parse(text.encode(), "rinks.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_becomes_a_program() -> None:
    program = files.parse(GOOD.encode(), "rinks.yaml")
    assert program.jurisdictions[0].full_name == "Nome, Alaska"
    assert program.events[0].date is not None
    assert str(program.events[0].date) == "2020-01"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "short_name", "short_nam",
            "rinks.yaml:5: program.short_nam: is not a key here: did you mean `short_name`?", id="mistyped key",
        ),
        pytest.param(
            "date: 2020-01", "date: 2020-1",
            "rinks.yaml:16: events[0].date: '2020-1' is not a date: write 2017-08-03, 2017-08 or 2017",
            id="half a date",
        ),
        pytest.param(
            "    title: Named\n", "", "rinks.yaml:15: events[0].title: is missing: add it", id="missing key",
        ),
        pytest.param(
            "jurisdictions: [nome-ak]\n    sources", "jurisdictions: [nom-ak]\n    sources",
            "rinks.yaml:19: events[0].jurisdictions[0]: there is no 'nom-ak' under `jurisdictions`: "
            "did you mean 'nome-ak'?",
            id="unknown jurisdiction",
        ),
        pytest.param(
            "sources: [gazette]}\nevents", "sources: []}\nevents",
            "rinks.yaml:13: jurisdictions[0].sources: needs at least 1: add one", id="fact without a source",
        ),
        pytest.param(
            "state_code: AK", "state_code: Alaska",
            "rinks.yaml:13: jurisdictions[0].state_code: 'Alaska' will not do: write two capital letters, such as MD",
            id="state code",
        ),
        pytest.param(
            "due: 2020-03-01", "due: 2020-03",
            "rinks.yaml:22: deadlines[0].due: 2020-03 is not a full date: write it like 2017-08-03",
            id="a deadline needs a day",
        ),
        pytest.param(
            "due: 2020-03-01", "due: {local: 2020-03-01T23:59, zone: Alaska}",
            "rinks.yaml:22: deadlines[0].due.zone: 'Alaska' is not a time zone: write a name like America/New_York",
            id="unknown zone",
        ),
        pytest.param(
            "    date: 2020-01\n", "",
            "rinks.yaml:15: events[0]: an event with a status needs a `date`: undated facts never change a status",
            id="undated status",
        ),
        pytest.param(
            "  id: ice-rinks\n", "  id: ice-rinks\n  id: rinks\n",
            "rinks.yaml:4: program.id: stands here twice: keep one", id="key twice",
        ),
        pytest.param(
            "{id: gazette, outlet", "{id: Gazette!, outlet",
            "rinks.yaml:9: sources[0].id: 'Gazette!' will not do: use small letters, digits and single hyphens",
            id="bad id",
        ),
        pytest.param(
            "schema: 1", "schema: 2", "rinks.yaml:1: schema: '2' will not do: write one of 1", id="newer schema",
        ),
        pytest.param("sources:\n  - {", "sources:\n  - [", "rinks.yaml:", id="broken YAML"),
    ],
)  # fmt: skip
def test_a_problem_is_named_with_its_line_and_what_to_do(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert any(problem.startswith(expected) for problem in found), found


def test_every_problem_is_reported_at_once() -> None:
    text = GOOD.replace("date: 2020-01\n", "date: soon\n").replace("state_code: AK", "state_code: ak")
    assert len(problems(text)) == 2


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- b\n", "schema: 1\n", "\t", "a: &a [*a]", "{" * 500]
)
def test_what_is_no_program_file_is_refused_in_words(text: str) -> None:
    assert problems(text)


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes(GOOD.encode().replace(b"Rinks", b"R\xefnks"))
    with pytest.raises(ProgramFileError, match=r"old\.yaml:9: is not UTF-8 text"):
        files.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgramFileError, match="cannot be read"):
        files.load(tmp_path / "none.yaml")


def test_two_files_may_not_share_an_id(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(ProgramFileError, match=r"b\.yaml:1: program\.id: 'ice-rinks' is taken by a\.yaml"):
        files.load_all(files.in_folder(tmp_path))


def test_the_bundled_files_have_no_problem() -> None:
    assert files.load_all(files.bundled())

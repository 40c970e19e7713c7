"""The command line: asking as in the chat, and programs applied, compared and printed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot import cli
from config import files
from tests.conftest import asking
from tests.journeys.processes import Environment, outcome

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-program.yaml"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Only SQLite: what the commands store is tested on both engines elsewhere, and each is a process."""
    return f"sqlite+aiosqlite:///{tmp_path / 'proviso.sqlite3'}"


@pytest.fixture
def store(database_url: str) -> Environment:
    return {"PROVISO_DATABASE_URL": database_url, "PROVISO_CLOCK": "2026-11-21T12:00:00-05:00"}


async def test_ask_prepares_an_empty_store_and_prints_what_the_chat_would(
    store: Environment, tmp_path: Path
) -> None:
    from domain.programs import Catalogue
    from handlers import answers
    from handlers.reply import messages
    from messages.plaintext import read

    code, printed = await outcome(store, tmp_path, "ask", "/status Baltimore 2017-08-10")
    assert code == 0
    catalogue = Catalogue(1, tuple(f.program for f in files.load_all(files.bundled())))
    said = answers.to_text(asking(catalogue, "/status Baltimore 2017-08-10"))
    assert printed.strip() == "\n\n".join(read(message) for message in messages(said))
    assert printed.splitlines()[1].startswith("Asked to answer three questions by 18 August 2017 (8 days)")


async def test_as_of_is_the_same_as_a_day_typed(store: Environment, tmp_path: Path) -> None:
    _code, typed = await outcome(store, tmp_path, "ask", "Baltimore 2017-08-10")
    code, given = await outcome(store, tmp_path, "ask", "Baltimore", "--as-of", "2017-08-10")
    assert code == 0
    assert given == typed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "Baltimore", "--as-of", "soon"), "--as-of soon is not a day"),
        (("ask", "Baltimore", "--as-of", "2031-01-01"), "is still to come"),
        (("ask", "Baltimore", "--lang", "xx"), "there is no translation 'xx'"),
        (("programs", "export", "nothing"), "there is no program 'nothing'; stored are: psp, byrne-jag-2017"),
        (("programs", "apply", "nowhere.yaml"), "cannot be read"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(
    store: Environment, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, printed = await outcome(store, tmp_path, *arguments)
    assert code == 2
    assert says in printed
    assert "Traceback" not in printed


async def test_a_program_is_compared_applied_asked_and_printed(store: Environment, tmp_path: Path) -> None:
    code, printed = await outcome(store, tmp_path, "programs", "diff", str(EXAMPLE))
    assert code == 1
    assert "jurisdictions" in printed
    code, printed = await outcome(store, tmp_path, "programs", "apply", str(EXAMPLE))
    assert (code, printed.startswith("Revision 2: ")) == (0, True)
    code, printed = await outcome(store, tmp_path, "programs", "apply", str(EXAMPLE))
    assert (code, printed) == (0, "Nothing to change; revision 2 stands.\n")
    code, printed = await outcome(store, tmp_path, "programs", "diff", str(EXAMPLE))
    assert (code, printed) == (0, "No difference.\n")
    id = files.load(EXAMPLE).program.id
    code, printed = await outcome(store, tmp_path, "programs", "export", id)
    assert code == 0
    (tmp_path / "again.yaml").write_text(printed)
    code, printed = await outcome(store, tmp_path, "programs", "diff", str(tmp_path / "again.yaml"))
    assert (code, printed) == (0, "No difference.\n")


async def test_what_was_applied_by_hand_is_not_undone_by_the_next_command(
    store: Environment, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    original = next(f for f in files.load_all(files.bundled()) if f.program.id == "psp")
    path = next(p for p in files.bundled() if p.name == original.name)
    mine.write_text(path.read_text().replace("name: National Public Safety Partnership", "name: Ours", 1))
    assert (await outcome(store, tmp_path, "programs", "apply", str(mine)))[1] == "Revision 2: psp.\n"
    assert (await outcome(store, tmp_path, "ask", "/status"))[1].startswith("Ours\n")
    assert (await outcome(store, tmp_path, "programs", "diff", str(path)))[0] == 1
    assert (await outcome(store, tmp_path, "ask", "/status"))[1].startswith("Ours\n")


async def test_a_self_check_is_drawn_beside_its_file_or_where_one_says(tmp_path: Path) -> None:
    path = next(p for p in files.bundled() if p.stem == "public-safety-partnership")
    target = tmp_path / "psp.svg"
    assert (await outcome({}, tmp_path, "programs", "draw", str(path), "-o", str(target)))[0] == 0
    assert target.read_text(encoding="utf-8").startswith("<svg ")
    plain = tmp_path / "plain.yaml"
    text = path.read_text(encoding="utf-8")
    plain.write_text(text[: text.index("self_check:")], encoding="utf-8")
    code, printed = await outcome({}, tmp_path, "programs", "draw", str(plain))
    assert code == 2
    assert "has no `self_check` to draw" in printed


def test_every_command_explains_itself() -> None:
    for name, command in _commands(typer.main.get_command(cli.app)):
        found = CliRunner().invoke(cli.app, [*name, "--help"])
        assert found.exit_code == 0
        assert f"Usage: proviso {' '.join(name)}".strip() in found.stdout
        assert command.help, name


def _commands(group: Any, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for word, command in group.commands.items():
        yield (*name, word), command
        if hasattr(command, "commands"):
            yield from _commands(command, (*name, word))

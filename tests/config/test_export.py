"""An exported program, checked again, is the same program."""

from dataclasses import asdict
from pathlib import Path

import pytest

from config import files
from config.export import export

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-program.yaml"


@pytest.mark.parametrize("path", [*files.bundled(), EXAMPLE], ids=lambda path: path.stem)
def test_export_then_check_gives_the_same_program(path: Path) -> None:
    program = files.load(path).program
    again = files.parse(export(program).encode(), "exported.yaml")
    assert asdict(again) == asdict(program)
    assert export(again) == export(program)


def test_an_export_reads_like_a_file_written_by_hand() -> None:
    text = export(files.load(EXAMPLE).program)
    assert text.startswith("schema: 1\n")
    assert "!!" not in text
    assert "&id" not in text
    assert "null" not in text

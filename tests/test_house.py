"""The habits of the house that no linter knows."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from handlers.answers import COMMANDS
from messages.commands import ALIASES, descriptions

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_says_in_one_sentence_what_it_is_and_imports_nothing(folder: str) -> None:
    tree = ast.parse((ROOT / folder / "__init__.py").read_text())
    [only] = tree.body
    assert isinstance(only, ast.Expr)
    docstring = ast.get_docstring(tree)
    assert docstring
    assert docstring.count(".") == 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_other_distribution_owns_our_names(folder: str) -> None:
    assert set(packages_distributions().get(folder, ["proviso"])) == {"proviso"}


def test_the_wheel_carries_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [Path(sys.executable).with_name("hatchling"), "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "config/programs/public-safety-partnership.yaml",
        "storage/migrations/env.py",
        "storage/migrations/versions/0001_catalogue_chats_inbox.py",
        "sandbox/page/index.html",
        "sandbox/page/page.js",
        "messages/locales/proviso.pot",
        "messages/documents/sheet.typ",
    ):
        assert wanted in names
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) for name in names)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_the_locked_requirements_have_hashes_and_no_addresses(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
    assert pinned
    assert all(line.endswith("\\") for line in pinned)


def test_each_dependency_has_a_reason() -> None:
    lines = (
        (ROOT / "pyproject.toml").read_text().split("dependencies = [", 1)[1].split("]\n", 1)[0].splitlines()
    )
    named = [line for line in lines if line.strip().startswith('"')]
    assert len(named) == len(PROJECT["project"]["dependencies"])
    assert all("  # " in line or ", # " in line for line in named)


def test_each_command_is_described_and_documented() -> None:
    assert set(COMMANDS) == set(descriptions())
    assert set(ALIASES.values()) <= set(COMMANDS)
    reference = (ROOT / "docs" / "commands.md").read_text()
    for name in COMMANDS:
        assert f"\n## /{name}" in reference, name

"""Every phrase goes through gettext, and the catalogue's template has each of them."""

import ast
import gettext
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from domain.dates import PartialDate
from messages import general, language
from messages.commands import descriptions
from messages.language import _, long_day, n_, partial, short_day

FOLDER = Path(__file__).parents[2] / "messages"
KEYWORDS = {"_": None, "n_": (1, 2)}


def test_the_template_has_every_phrase() -> None:
    extracted = {found[2] for found in extract_from_dir(FOLDER, keywords=KEYWORDS)}
    with (FOLDER / "locales" / "proviso.pot").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert kept == extracted, "run `make texts`"


def phrases_outside_gettext(tree: ast.AST) -> list[str]:
    """Strings with words in them that no call of _ or n_ holds; docstrings and lookup tables left out."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "n_"}:
            inside |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node, clean=False
        ):
            inside.add(id(node.body[0].value))  # type: ignore[attr-defined]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            bare = re.sub(r"\{[a-z_]*\}", "", node.value)
            if re.search(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}", bare):
                found.append(node.value)
    return found


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_phrase_stands_outside_gettext(path: Path) -> None:
    assert phrases_outside_gettext(ast.parse(path.read_text())) == []


def test_a_phrase_outside_gettext_would_be_found() -> None:
    assert phrases_outside_gettext(ast.parse('say("No such thing")')) == ["No such thing"]
    assert phrases_outside_gettext(ast.parse('say(_("No such thing"), "{name} – {what}")')) == []


class Loud(gettext.NullTranslations):
    """A language that only shouts."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(\{[a-z_]+\})|([^{}]+)", lambda m: m[1] or m[2].upper(), message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


def test_a_language_is_spoken_only_inside_its_block() -> None:
    with language.speak_with("en", Loud()):
        assert descriptions()["help"] == descriptions()["help"].upper()
        assert str(general.failed("AB").text).startswith("SOMETHING WENT WRONG")
    assert not str(general.failed("AB").text).startswith("SOMETHING WENT")


def test_dates_are_in_the_readers_language() -> None:
    day = date(2017, 8, 3)
    assert (long_day(day), short_day(day)) == ("3 August 2017", "3 Aug 2017")
    with language.speak("es"):  # no catalogue yet: phrases stay English, dates follow
        assert long_day(day) == "3 agosto 2017"
        assert _("Help") == "Help"
    assert partial(PartialDate(2017, 8)) == "August 2017"
    assert partial(PartialDate(2017)) == "2017"


def test_a_count_chooses_its_plural() -> None:
    assert n_("{count} day", "{count} days", 1) == "1 day"
    assert n_("{count} day", "{count} days", 8) == "8 days"

"""The answers as they read, word for word; a change of wording is seen in review.

`PROVISO_TEST_WRITE_SNAPSHOTS=1 make test` writes them anew.
"""

import os
import re
from pathlib import Path

import pytest

from domain.programs import Catalogue
from handlers import answers
from handlers.reply import messages
from messages.plaintext import read
from messages.taps import Target, View
from tests.conftest import asking

FOLDER = Path(__file__).parents[1] / "data" / "snapshots"
TYPED = [
    "/start",
    "/help",
    "/check",
    "/check Boise",
    "/check Byrne JAG",
    "/results",
    "/cancel",
    "/status",
    "/status 2017-08-10",
    "/status Baltimore",
    "/status Baltimore 2017-08-10",
    "/status Baltimore 2017-08-15",
    "/status Albuquerque",
    "/status Stockton",
    "/status Stockton 2017-08-19",
    "/status Houston",
    "/status Kansas City MO",
    "/status Portland OR",
    "/status Seattle 2020-01-01",
    "/status Springfield",
    "/status Balitmore",
    "/status Boise",
    "/status Franklin",
    "/status Baltimore County",
    "/status Chicago",
    "/status qwertyuiop",
    "/status Baltimore 8/10/2017",
    "/status Baltimore 2017-02-30",
    "/status Baltimore 2031-01-01",
    "/history Baltimore",
    "/history",
    "/jurisdictions",
    "/jurisdictions CA",
    "/jurisdictions nonsense",
    "/requirements",
    "/requirements 1",
    "/requirements 2",
    "/requirements 3",
    "/requirements 99",
    "/deadlines",
    "/deadlines Baltimore",
    "/sources",
    "/program",
    "/statsu",
]
VIEWS = [
    ("psp", View.TIMELINE),
    ("psp", View.PEOPLE),
    ("psp", View.CLAIMS),
    ("psp", View.DISAGREEMENTS),
    ("psp", View.OPEN_QUESTIONS),
    ("byrne-jag-2017", View.PROGRAM),
    ("byrne-jag-2017", View.OVERVIEW),
    ("byrne-jag-2017", View.REQUIREMENTS),
    ("byrne-jag-2017", View.DEADLINES),
    ("byrne-jag-2017", View.TIMELINE),
    ("byrne-jag-2017", View.JURISDICTIONS),
    ("byrne-jag-2017", View.DISAGREEMENTS),
    ("byrne-jag-2017", View.OPEN_QUESTIONS),
]


def compare(name: str, said: str) -> None:
    file = FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.txt"
    if os.environ.get("PROVISO_TEST_WRITE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(said + "\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == said + "\n"


@pytest.mark.parametrize("typed", TYPED)
def test_an_answer_reads_as_it_was_reviewed(catalogue: Catalogue, typed: str) -> None:
    said = messages(answers.to_text(asking(catalogue, typed)))
    compare(typed, "\n\n-----\n\n".join(read(message) for message in said))


@pytest.mark.parametrize(("program", "view"), VIEWS, ids=lambda part: str(part))
def test_a_view_reads_as_it_was_reviewed(catalogue: Catalogue, program: str, view: View) -> None:
    """Every page of a view that a button opens."""
    pages, number = [], 1
    while number <= 40:
        said = answers.to_tap(asking(catalogue, ""), Target(view, program, number=number))
        assert said is not None
        page = "\n\n-----\n\n".join(read(message) for message in messages(said))
        if page in pages:
            break
        pages.append(page)
        number += 1
    compare(f"{program} {view.name}", "\n\n=====\n\n".join(pages))


def test_no_snapshot_is_left_over() -> None:
    names = [*TYPED, *(f"{program} {view.name}" for program, view in VIEWS)]
    wanted = {re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in names}
    assert {file.stem for file in FOLDER.glob("*.txt")} == wanted

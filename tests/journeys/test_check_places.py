"""A place that the program has no record of: the check is about it all the same, and says so throughout."""

import re
from io import BytesIO

from docx import Document
from pypdf import PdfReader

from config.gazetteer import table
from domain.programs import Catalogue
from messages.check.begin import way_to
from messages.taps import LONGEST, View
from tests.conftest import asking
from tests.journeys.checking import labels, rows, tap, walk
from tests.journeys.conftest import Chat, World
from tests.journeys.test_check_papers import paper

BOISE = "Self-check · Public Safety Partnership · Boise, Idaho"


async def test_a_place_without_a_record_keeps_its_name_up_to_the_papers(world: World, chat: Chat) -> None:
    [start] = await chat.messages_after("/check Boise")
    assert start["text"].startswith(BOISE)
    assert "Boise, Idaho has no record in this program; the check is the same." in start["text"]
    card = await tap(chat, start, "Start")
    assert card["text"].startswith(BOISE)
    review = await walk(chat, card)
    assert review["text"].startswith(BOISE)
    result = await tap(chat, review, "Submit")
    assert "Public Safety Partnership · Boise, Idaho, as answered on" in result["text"]
    assert "Boise, Idaho: " in await chat.ask("/results")
    assert await rows(chat, "SELECT jurisdiction_id, place_name FROM check_session") == [("", "Boise")]
    name, data = await paper(chat, result, "PDF")
    assert re.fullmatch(r"self-check-boise-idaho-\d{4}-\d\d-\d\d\.pdf", name)
    assert "Boise, Idaho" in PdfReader(BytesIO(data)).pages[0].extract_text()
    name, data = await paper(chat, result, "Draft letter")
    assert name.startswith("draft-letter-boise-idaho-")
    assert any("Boise, Idaho" in paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)
    again = await tap(chat, result, "Start again")
    assert again["text"].startswith(BOISE)
    assert "Start" in labels(again)


async def test_a_check_under_way_says_that_another_place_waits(chat: Chat) -> None:
    [start] = await chat.messages_after("/check Boise")
    await tap(chat, start, "Start")
    assert "before one for Provo, Utah" in await chat.ask("/check Provo")
    assert "You have a check under way" not in await chat.ask("/check Boise")


async def test_the_place_outlives_a_restart(world: World) -> None:
    [start] = await world.chat().messages_after("/check Boise")
    await tap(world.chat(), start, "Start")
    assert BOISE in await (await world.restart()).ask("/check")


def test_a_button_carries_every_place_there_is_or_none(catalogue: Catalogue) -> None:
    known = {place.id for named in table.packaged().by_name.values() for place in named}
    for program in catalogue.programs:
        record = asking(catalogue, "").about(program).record()
        sent = [way_to(view, record, id) for id in known for view in (View.CHECK, View.BEGIN)]
        assert max(map(len, sent)) <= LONGEST

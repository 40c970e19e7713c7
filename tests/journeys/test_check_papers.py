"""The papers of a finished self-check, as files in the chat."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from tests.journeys.checking import begin, labels, paper, tap, walk
from tests.journeys.conftest import Chat, World
from tests.sizes import ENGINES


async def finish(chat: Chat) -> dict[str, Any]:
    """A check with one gap."""
    card = await begin(chat)
    review = await walk(chat, card, {"Access: in writing?": "No"})
    return await tap(chat, review, "Submit")


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_the_pdf_tells_what_the_message_tells(world: World, chat: Chat) -> None:
    result = await finish(chat)
    assert {"PDF", "Draft letter", "Letter as PDF"} <= set(labels(result))
    name, data = await paper(chat, result, "PDF")
    assert name.startswith("self-check-baltimore-md-")
    read = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    said = " ".join(read.split())
    verdict = result["text"].splitlines()[0].partition(" — ")[0]
    assert verdict.startswith("Not ready yet")
    assert verdict in said
    assert "not legal advice" in said


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize(("label", "ending"), [("Draft letter", ".docx"), ("Letter as PDF", ".pdf")])
async def test_the_draft_letter_is_clearly_a_draft(world: World, chat: Chat, label: str, ending: str) -> None:
    name, data = await paper(chat, await finish(chat), label)
    assert name.startswith("draft-letter-")
    assert name.endswith(ending)
    if ending == ".docx":
        with ZipFile(BytesIO(data)) as parts:
            read = "".join(parts.read(part).decode() for part in parts.namelist() if part.endswith(".xml"))
    else:
        read = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert "DRAFT" in read

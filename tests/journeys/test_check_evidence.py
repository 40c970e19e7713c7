"""Evidence for an answer: a text, a link, a photo or a document, of which the fingerprint is kept."""

import hashlib

import pytest

from tests.journeys.checking import Message, begin, labels, rows, state, tap, title, write
from tests.journeys.conftest import Chat
from tests.sandbox.files import PDF, file, png

KEPT = "SELECT question_id, kind, text, file_sha256, valid_until FROM evidence ORDER BY id"


async def asked_for_evidence(chat: Chat) -> Message:
    """The card of the first question, answered, that asks for evidence."""
    card = await tap(chat, await begin(chat), "Yes")
    card = await tap(chat, card, "Back")
    return await tap(chat, card, "Add evidence")


async def test_a_text_with_a_last_day_is_kept_beside_the_answer(chat: Chat) -> None:
    card = await asked_for_evidence(chat)
    assert "The charter, a budget line" in card["text"]
    card = await write(chat, "City charter, article 7, until 2027-01-31")
    assert "City charter, article 7, valid until 31 January 2027" in card["text"]
    [(question, kind, text, _digest, until)] = await rows(chat, KEPT)
    assert (question, kind, text, str(until)) == (
        "scope-1", "text", "City charter, article 7", "2027-01-31",
    )  # fmt: skip
    assert title(await tap(chat, card, "Continue")) == "Access: in writing?"


async def test_a_link_is_kept_as_one(chat: Chat) -> None:
    await asked_for_evidence(chat)
    card = await write(chat, "https://example.org/charter?a=1&b=2")
    assert any(entity.get("url") == "https://example.org/charter?a=1&b=2" for entity in card["entities"])


@pytest.mark.parametrize(
    ("kind", "name", "data"), [("document", "charter.pdf", PDF), ("photo", "a.png", png(40, 30))]
)
async def test_of_a_file_the_fingerprint_is_kept(chat: Chat, kind: str, name: str, data: bytes) -> None:
    await asked_for_evidence(chat)
    [card] = await chat.messages_after("", files=[file(kind, name, data)])
    assert title(card) == "Who runs the jail"
    [(question, kept, _text, digest, _until)] = await rows(chat, KEPT)
    assert (question, kept, digest) == ("scope-1", "file", hashlib.sha256(data).hexdigest())
    assert "Continue" in labels(card)


async def test_a_file_that_nobody_asked_for_changes_nothing(chat: Chat) -> None:
    await tap(chat, await begin(chat), "Yes")
    before = await state(chat)
    [said] = await chat.messages_after("", files=[file("document", "charter.pdf", PDF)])
    assert "I can read text only" in said["text"]
    assert await rows(chat, KEPT) == []
    assert await state(chat) == before


async def test_a_character_that_no_database_keeps_is_replaced(chat: Chat) -> None:
    await asked_for_evidence(chat)
    await write(chat, "Charter\0, article 7")
    [(_question, _kind, kept, _digest, _until)] = await rows(chat, KEPT)
    assert kept == "Charter\N{REPLACEMENT CHARACTER}, article 7"

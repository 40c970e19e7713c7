"""A question in a link."""

import pytest

from handlers import links
from handlers.answers import words_asked


@pytest.mark.parametrize("text", ["did stockton reply", "¿quién?", "a", "a" * 46])
def test_a_link_asks_what_was_asked(text: str) -> None:
    payload = links.payload(text)
    assert payload.isascii()
    assert len(payload) <= 64
    assert links.question_in(payload) == text


def test_a_link_carries_no_more_than_telegram_takes() -> None:
    assert links.payload("a" * 47) == ""


@pytest.mark.parametrize("payload", ["", "inline", "s_baltimore-md", "q_", "q_*", "q_-_8", "q_a", "c_psp"])
def test_any_other_payload_asks_nothing(payload: str) -> None:
    assert links.question_in(payload) == ""


def test_a_link_runs_no_command() -> None:
    assert words_asked(f"/start {links.payload('/program byrne')}") == "program byrne"
    assert words_asked("/start s_baltimore-md") == ""
    assert words_asked("/ask /help me") == "help me"
    assert words_asked("/ask") == ""
    assert words_asked("ask") == ""

"""Markup made from any text is valid Telegram HTML, whole or split."""

import html as standard
import re

from hypothesis import given
from hypothesis import strategies as st

from messages.markup import Html, bold, fill, html, italic, join, link, split, units
from sandbox.markup import parse

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("<>&\"'/=;#{}[]\u202e\u200b\u2066\u0301\x00\ud83d😀أa b\n"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)


def shown(text: Html) -> str:
    """What a reader sees, by the rules of a strict Telegram."""
    return parse(str(text))[0]


def test_plain_text_is_escaped_and_markup_is_kept() -> None:
    assert str(fill("{name} & {what}", name="<b>x</b>", what=bold("y"))) == (
        "&lt;b&gt;x&lt;/b&gt; &amp; <b>y</b>"
    )


def test_braces_in_a_value_are_only_text() -> None:
    assert str(fill("{name}", name="{0} {name} %s")) == "{0} {name} %s"


def test_an_address_cannot_leave_its_attribute() -> None:
    assert 'href="https://x/&quot;&gt;&lt;b&gt;"' in str(link("x", 'https://x/"><b>'))


def test_empty_parts_leave_no_separator() -> None:
    assert str(join(["a", "", Html(""), "b"], ", ")) == "a, b"


def test_units_are_those_of_utf16() -> None:
    assert units("a😀ß") == 4


@given(HOSTILE)
def test_any_text_reads_back_as_it_was(text: str) -> None:
    kept = text.replace("\x00", "")  # Telegram has no NUL; tested over the wire in the journeys
    assert standard.unescape(str(html(kept))) == kept


@given(st.lists(st.tuples(st.sampled_from([bold, italic, html]), HOSTILE), max_size=8), st.integers(200, 600))
def test_splitting_keeps_every_character_and_balances_every_tag(parts: list, limit: int) -> None:  # type: ignore[type-arg]
    whole = join([make(text) for make, text in parts])
    pieces = split(whole, limit)
    assert all(units(str(piece)) <= limit for piece in pieces)
    untagged = re.sub(r"</?[a-z]+>", "", "".join(map(str, pieces)))
    assert untagged == re.sub(r"</?[a-z]+>", "", str(whole))
    for piece in pieces:
        opened: list[str] = []
        for close, tag in re.findall(r"<(/?)([a-z]+)>", str(piece)):
            if close:
                assert opened.pop() == tag
            else:
                opened.append(tag)
        assert opened == []


def test_short_text_is_not_split() -> None:
    assert split(bold("x"), 100) == [bold("x")]


def test_a_link_is_closed_and_opened_again_at_a_cut() -> None:
    pieces = split(link("word " * 100, "https://example.org/"), 300)
    assert len(pieces) > 1
    assert all(str(p).startswith('<a href="https://example.org/">') for p in pieces)
    assert all(str(p).endswith("</a>") for p in pieces)

"""What Telegram, or who pretends to be it, sends: read without the characters that cannot be kept."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transport.payload import read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        (rb'"a\ud800"', "a\ufffd"),
        (rb'"\uDC00b"', "\ufffdb"),
        (b'"\xed\xa0\x80 \\ud800"', "\ufffd \ufffd"),
        (rb'"\u0000"', "\ufffd"),
        (rb'{"a\ud800": ["\u0000"]}', {"a\ufffd": ["\ufffd"]}),
        (rb'"\ud83d\ude92"', "\U0001f692"),
        (rb'"\\u0000 \\ud800"', r"\u0000 \ud800"),
    ],
)
def test_what_cannot_be_kept_is_replaced(sent: bytes, read_as: object) -> None:
    assert read(sent) == read_as


@given(JSON)
def test_whatever_is_sent_can_be_stored_and_sent_on(value: object) -> None:
    kept = orjson.dumps(read(json.dumps(value).encode()))
    assert b"\\u0000" not in kept.replace(b"\\\\", b"")


@pytest.mark.parametrize("sent", [b"{", b'"\xff"', b'"\xff \\ud800"', b'["\\ud800"' * 5000, b"\\ud800", b""])
def test_what_is_no_json_is_refused(sent: bytes) -> None:
    with pytest.raises(ValueError):
        read(sent)

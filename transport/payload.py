"""JSON as it comes from Telegram, without the characters that can be neither stored nor sent on."""

import json
import re
from typing import Any

import orjson

# Halves of a character have no UTF-8, and PostgreSQL keeps no NUL. Telegram sends neither; who pretends to
# be Telegram may, and one such message must not hold up those behind it.
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


def read(payload: bytes | bytearray) -> Any:
    """The value, with U+FFFD for such characters; a ValueError for what is no JSON."""
    try:
        value = orjson.loads(payload)
        if b"\\u0000" not in payload:
            return value
    except orjson.JSONDecodeError:
        if b"\\ud" not in payload.lower():
            raise
    try:
        return orjson.loads(json.dumps(_clean(json.loads(payload))))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _UNKEPT.sub("\N{REPLACEMENT CHARACTER}", value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {_clean(name): _clean(item) for name, item in value.items()}
        case _:
            return value

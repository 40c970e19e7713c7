"""The text of a message: cleaned, trimmed and measured as Telegram does."""

import time
import unicodedata
from dataclasses import dataclass, replace

from sandbox import entities, markup
from sandbox.arguments import Refused
from sandbox.entities import Entity

LIMIT = 4096  # UTF-16 units
CAPTION_LIMIT = 1024
_FARTHEST_DATE = 1098 * 86400  # seconds from now

# Line and direction overrides, and marks drawn across other characters, are taken out of what bots send.
_REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_BLANK = frozenset("\u2800\u3164\u115f\u1160\uffa0")


@dataclass(frozen=True, slots=True)
class Text:
    plain: str
    entities: tuple[Entity, ...] = ()


def read_from_bot(source: str, parse_mode: str) -> Text:
    """A bot's text, ready to be shown; refused as Telegram refuses it."""
    if not source:
        raise Refused("message text is empty")
    text = _read(source, parse_mode)
    if _is_blank(text.plain):
        raise Refused("text must be non-empty")
    if entities.units(text.plain) > LIMIT:
        raise Refused("message is too long")
    return text


def read_caption(source: str, parse_mode: str) -> Text:
    """The words below a bot's file, of which there may be none."""
    text = _read(source, parse_mode)
    if _is_blank(text.plain):
        return Text("")
    if entities.units(text.plain) > CAPTION_LIMIT:
        raise Refused("message caption is too long")
    return text


def read_from_person(source: str) -> Text:
    """A person's text: only the edges are trimmed, everything odd inside reaches the bot."""
    plain = source.strip()
    return Text(plain, tuple(entities.find(plain)))


def _read(source: str, parse_mode: str) -> Text:
    found: list[Entity] = []
    match parse_mode.lower():
        case "" | "none":
            plain = source
        case "html":
            try:
                plain, found = markup.parse(source)
            except markup.BadMarkup as error:
                raise Refused(f"can't parse entities: {error}") from None
        case _:
            raise Refused("unsupported parse_mode")
    _check_dates(found)
    text = _trim(_clean(Text(plain, tuple(entities.fix(found)))))
    return replace(text, entities=tuple(entities.fix(text.entities, entities.find(text.plain))))


def _check_dates(found: list[Entity]) -> None:
    """Telegram's servers take an instant only if it is near enough; how near is not documented."""
    latest = time.time() + _FARTHEST_DATE
    for entity in found:
        if entity.type == "date_time" and int(entity.argument.partition(" ")[0]) > latest:
            raise Refused("ENTITY_DATE_INVALID")


def _clean(text: Text) -> Text:
    if text.plain.isprintable() and not _REMOVED.intersection(text.plain):
        return text
    kept: list[str] = []
    moved = [0]  # for every old offset the new one
    offset = 0
    for character in text.plain:
        width = 2 if character > "\uffff" else 1
        if character not in _REMOVED:
            kept.append(" " if character < " " and character != "\n" else character)
            offset += width
        moved += [offset] * width
    return Text("".join(kept), _placed(text.entities, moved))


def _trim(text: Text) -> Text:
    plain = text.plain.rstrip(" \n")
    end = entities.units(plain)
    first = min((e.offset for e in text.entities), default=end)
    blanks = min(len(plain) - len(plain.lstrip(" \n")), first)
    moved = [max(0, min(offset, end) - blanks) for offset in range(entities.units(text.plain) + 1)]
    return Text(plain[blanks:], _placed(text.entities, moved))


def _placed(found: tuple[Entity, ...], moved: list[int]) -> tuple[Entity, ...]:
    placed = (replace(e, offset=moved[e.offset], length=moved[e.end] - moved[e.offset]) for e in found)
    return tuple(e for e in placed if e.length)


def _is_blank(plain: str) -> bool:
    return all(c in _BLANK or unicodedata.category(c) in ("Cf", "Zs", "Zl", "Zp", "Cc") for c in plain)

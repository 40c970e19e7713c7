"""Formatting of a text: values, their order, and what Telegram does to make them consistent.

Offsets and lengths count UTF-16 units, as everywhere in the Bot API.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

PIECES = ("bold", "italic", "underline", "strikethrough", "spoiler")  # may be cut and joined freely
QUOTES = ("blockquote", "expandable_blockquote")
CODE = ("code", "pre")

# Among entities with the same place, Telegram puts the smaller number first.
_RANKS = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip

_ARGUMENTS = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}


@dataclass(frozen=True, slots=True)
class Entity:
    """One stretch of formatting; the argument is a link, a language, an emoji, a person's id or an instant
    with the way to write it ("1647531900 wDT")."""

    type: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_json(self) -> dict[str, object]:
        value: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.type == "date_time":
            instant, _, how = self.argument.partition(" ")
            return {**value, "unix_time": int(instant), **({"date_time_format": how} if how else {})}
        if self.argument and self.type in _ARGUMENTS:
            value[_ARGUMENTS[self.type]] = self.argument
        return value


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def order(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e.offset, -e.length, _RANKS.get(e.type, 50)))


def fix(entities: Iterable[Entity], found: Iterable[Entity] = ()) -> list[Entity]:
    """Make entities consistent, `found` ones giving way: no overlaps, and nothing bold inside code."""
    wanted = order(entities)
    quotes = _without_overlaps(e for e in wanted if e.type in QUOTES)
    solid = list(_without_overlaps(e for e in wanted if e.type not in PIECES + QUOTES))
    solid += [e for e in found if not any(e.offset < s.end and s.offset < e.end for s in solid)]
    solid = [e for e in solid if not any(_crosses(e, quote) for quote in quotes)]
    frame = order(solid + quotes)
    return order(frame + _pieces([e for e in wanted if e.type in PIECES], frame))


def _without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    apart = entity.end <= quote.offset or quote.end <= entity.offset
    inside = quote.offset <= entity.offset and entity.end <= quote.end
    return not apart and not inside


def _pieces(entities: list[Entity], frame: list[Entity]) -> list[Entity]:
    """Join what touches, then cut where another piece begins and at the frame's edges, as Telegram does."""
    joined: list[Entity] = []
    for kind in PIECES:
        for entity in (e for e in entities if e.type == kind):
            if joined and joined[-1].type == kind and entity.offset <= joined[-1].end:
                joined[-1] = replace(joined[-1], length=max(joined[-1].end, entity.end) - joined[-1].offset)
            else:
                joined.append(entity)
    cuts = {e.offset for e in joined} | {edge for e in frame for edge in (e.offset, e.end)}
    return [
        piece
        for entity in joined
        for piece in _cut(entity, sorted(cut for cut in cuts if entity.offset < cut < entity.end))
        if not any(e.type in CODE and e.offset <= piece.offset < e.end for e in frame)
    ]


def _cut(entity: Entity, cuts: list[int]) -> list[Entity]:
    edges = [entity.offset, *cuts, entity.end]
    return [replace(entity, offset=start, length=end - start) for start, end in pairwise(edges)]


_PATTERNS = {
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}(?!\w*#)"),
    "cashtag": re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])"),
    "email": re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w)"),
    "url": re.compile(
        r"(?<![\w@/])(?:https?://[^\s<>\"«»]+|(?:[A-Za-z0-9-]+\.)+(?:com|org|net|gov|edu|mil|int|info|io|us|me|uk|eu)"
        r"(?![\w@])(?:[/?#][^\s<>\"«»]*)?)",
        re.IGNORECASE,
    ),
}


def find(text: str) -> list[Entity]:
    """What Telegram marks by itself: commands, mentions, tags, addresses."""
    at = _unit_offsets(text)
    found = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            end = match.end()
            if kind == "url":  # a sentence's own punctuation is not part of the address
                end = match.start() + len(match[0].rstrip(".,:;!?'\")]}"))
            found.append(Entity(kind, at(match.start()), at(end) - at(match.start())))
    return _without_overlaps(order(found))


def _unit_offsets(text: str) -> Callable[[int], int]:
    if text.isascii():
        return lambda index: index
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets.__getitem__

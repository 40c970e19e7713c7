"""Telegram's HTML: text with tags in, plain text and entities out, refused in Telegram's words.

It behaves as Telegram's own parser does, down to the order in which things are looked at: the errors count
bytes of the source and depend on that order.
"""

import re
from dataclasses import dataclass, replace

from sandbox import links
from sandbox.entities import Entity, order

_KINDS = {
    "a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji", "pre": "pre", "code": "code",
    "blockquote": "blockquote", "tg-time": "date_time",
}  # fmt: skip
# How an instant is written: relative to now, or weekday, date and time, each short or long.
_DATE_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_NAMED = {b"lt": 0x3C, b"gt": 0x3E, b"amp": 0x26, b"quot": 0x22}
_SPACES = frozenset(b" \t\r\n\v\0")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = frozenset(b"0123456789")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_TOKEN = _LETTERS | _DIGITS | frozenset(b".-")
_END, _QUOTE, _APOSTROPHE, _AMPERSAND, _SLASH, _LESS, _EQUALS, _GREATER = b"\0\"'&/<=>"


class BadMarkup(Exception):
    """The text cannot be read; the message is Telegram's."""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    units: int  # where its text begins, in UTF-16 units
    begin: int  # the same, in bytes of the plain text


def parse(source: str) -> tuple[str, list[Entity]]:
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source.encode() + b"\0"  # reading past the end finds this, so no index needs a check
        self.at = 0
        self.plain = bytearray()
        self.units = 0
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        last = len(self.source) - 1
        while self.at < last:
            byte = self.source[self.at]
            if byte == _AMPERSAND and (code := self._character()):
                self.plain += _utf8(code)
                self.units += 2 if code > 0xFFFF else 1
            elif byte != _LESS:
                self.plain.append(byte)
                self.units += (byte & 0xC0 != 0x80) + (byte >= 0xF0)
                self.at += 1
            elif self.source[self.at + 1] == _SLASH:
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        try:
            text = self.plain.decode()
        except UnicodeDecodeError:
            raise BadMarkup(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None
        # The language of a code block only counts inside <pre>.
        return text, order(replace(e, argument="") if e.type == "code" else e for e in self.entities)

    def _character(self) -> int:
        """Read a character reference; 0, and nothing read, if it is none that Telegram knows."""
        end = self.at + 1
        if self.source[end] == ord("#"):
            digits, base = _DIGITS, 10
            end += 1
            if self.source[end] == ord("x"):
                digits, base = _HEX, 16
                end += 1
            begin = end
            while self.source[end] in digits:
                end += 1
            code = int(self.source[begin:end] or b"0", base) if end - self.at < 10 else 0
            if code >= 0x10FFFF:
                code = 0
        else:
            while self.source[end] in _LETTERS:
                end += 1
            code = _NAMED.get(self.source[self.at + 1 : end], 0)
        if code:
            self.at = end + 1 if self.source[end] == ord(";") else end
        return code

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        while self.source[self.at] not in _SPACES and self.source[self.at] != _GREATER:
            self.at += 1
        if self.source[self.at] == _END:
            raise BadMarkup(f"Unclosed start tag at byte offset {begin}")
        name = self._slice(begin + 1).lower()
        if name not in _KINDS:
            raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = ""
        instant = how = ""
        while self._next_is_attribute():
            attribute, value = self._attribute(name, begin)
            if (name, attribute) in (("a", "href"), ("tg-emoji", "emoji-id")):
                argument = value
            elif (name, attribute) == ("code", "class") and value.startswith("language-"):
                argument = value.removeprefix("language-")
            elif (name, attribute) == ("span", "class") and value.startswith("tg-"):
                argument = value.removeprefix("tg-")
            elif (name, attribute) == ("blockquote", "expandable"):
                argument = "expandable"
            elif (name, attribute) == ("tg-time", "unix"):
                instant = value
            elif (name, attribute) == ("tg-time", "format"):
                how = value
        if name == "tg-time":
            argument = f"{instant} {how}".rstrip()
        if name == "span" and argument != "spoiler":
            raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Tag(name, argument, self.units, len(self.plain)))

    def _next_is_attribute(self) -> bool:
        if self.source[self.at] == _GREATER:
            return False
        self._skip_spaces()
        return self.source[self.at] != _GREATER

    def _attribute(self, tag: str, tag_begin: int) -> tuple[str, str]:
        begin = self.at
        while self.source[self.at] not in _SPACES and self.source[self.at] not in b"=>/\"'":
            self.at += 1
        name = self._slice(begin)
        if not name:
            raise BadMarkup(f'Empty attribute name in the tag "{tag}" at byte offset {tag_begin}')
        self._skip_spaces()
        if self.source[self.at] not in (_EQUALS, _END):
            return name, ""
        if self.source[self.at] == _EQUALS:
            self.at += 1
            self._skip_spaces()
        if self.source[self.at] == _END:
            raise BadMarkup(f'Unclosed start tag "{tag}" at byte offset {tag_begin}')
        value = self._quoted() if self.source[self.at] in (_QUOTE, _APOSTROPHE) else self._token()
        if self.source[self.at] == _END:
            raise BadMarkup(f"Unclosed start tag at byte offset {tag_begin}")
        return name, value

    def _token(self) -> str:
        begin = self.at
        while self.source[self.at] in _TOKEN:
            self.at += 1
        if self.source[self.at] not in _SPACES and self.source[self.at] != _GREATER:
            raise BadMarkup(f"Unexpected end of name token at byte offset {begin}")
        return self._slice(begin).lower()

    def _quoted(self) -> str:
        closing = self.source[self.at]
        self.at += 1
        value = bytearray()
        while self.source[self.at] not in (closing, _END):
            if self.source[self.at] == _AMPERSAND and (code := self._character()):
                value += _utf8(code)
            else:
                value.append(self.source[self.at])
                self.at += 1
        if self.source[self.at] == closing:
            self.at += 1
        return value.decode(errors="replace")

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise BadMarkup(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        while self.source[self.at] not in _SPACES and self.source[self.at] != _GREATER:
            self.at += 1
        name = self._slice(begin + 2).lower()
        self._skip_spaces()
        if self.source[self.at] != _GREATER:
            raise BadMarkup(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise BadMarkup(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.units > tag.units:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity = Entity(_KINDS[tag.name], tag.units, self.units - tag.units, tag.argument)
        before = self.entities[-1] if self.entities else None
        same_place = before is not None and (before.offset, before.length) == (entity.offset, entity.length)
        if tag.name == "a":
            url = tag.argument or self.plain[tag.begin :].decode(errors="replace")
            if (person := links.person(url)) is not None:
                self.entities.append(replace(entity, type="text_mention", argument=str(person)))
            elif url := links.tidy(url):
                self.entities.append(replace(entity, argument=url))
        elif tag.name == "tg-emoji":
            if not tag.argument.isascii() or not tag.argument.isdigit() or not int(tag.argument):
                raise BadMarkup("Invalid custom emoji identifier specified")
            self.entities.append(entity)
        elif tag.name == "tg-time":
            instant, _, how = tag.argument.partition(" ")
            if not re.fullmatch(r"\d{1,10}", instant, re.ASCII) or not _DATE_FORMAT.fullmatch(how):
                raise BadMarkup("Invalid date-time specified")
            self.entities.append(entity)
        elif tag.name == "blockquote":
            self.entities.append(
                replace(entity, type="expandable_blockquote" if tag.argument else "blockquote", argument="")
            )
        elif (
            before
            and same_place
            and {before.type, entity.type} == {"pre", "code"}
            and (language := entity.argument or before.argument)
        ):
            self.entities[-1] = replace(entity, type="pre", argument=language)
        else:
            self.entities.append(replace(entity, argument=tag.argument if tag.name == "code" else ""))

    def _skip_spaces(self) -> None:
        while self.source[self.at] in _SPACES and self.source[self.at] != _END:
            self.at += 1

    def _slice(self, begin: int) -> str:
        return self.source[begin : self.at].decode(errors="replace")


def _utf8(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")

"""Telegram HTML: the only place that makes markup, and the only one that escapes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

# A tag, an entity, or one character; a cut may fall between any two, never inside one.
_PIECE = re.compile(r"<(?P<close>/?)(?P<tag>[a-z]+)[^>]*>|&[#a-zA-Z0-9]+;|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Html:
    """Finished Telegram HTML. Made by this module only: everything else hands it plain text."""

    source: str

    def __str__(self) -> str:
        return self.source

    def __bool__(self) -> bool:
        return bool(self.source)


Text = Html | str
EMPTY = Html("")


def html(text: Text) -> Html:
    """Plain text as HTML, escaped; HTML as it is."""
    return text if isinstance(text, Html) else Html(escape(text, quote=True))


def fill(template: str, /, **values: Text | int) -> Html:
    """A phrase of ours with its values put in, each escaped unless it is markup already."""
    escaped = {
        name: str(html(value if isinstance(value, Html) else str(value))) for name, value in values.items()
    }
    return Html(escape(template, quote=False).format(**escaped))


def bold(text: Text) -> Html:
    return Html(f"<b>{html(text)}</b>")


def italic(text: Text) -> Html:
    return Html(f"<i>{html(text)}</i>")


def link(text: Text, url: str) -> Html:
    return Html(f'<a href="{escape(url, quote=True)}">{html(text)}</a>')


def join(parts: Iterable[Text], between: str = "") -> Html:
    """The parts that are not empty, with plain text between them."""
    return Html(escape(between).join(str(html(part)) for part in parts if part))


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: Html, limit: int) -> list[Html]:
    """Cut HTML into pieces of at most `limit` units; tags open at a cut are closed and opened again.

    `limit` must leave room for the tags themselves; a few hundred units are plenty.
    """
    if units(str(text)) <= limit:
        return [text]
    pieces: list[Html] = []
    opened: list[tuple[str, str]] = []  # the tag's name and how it was opened
    current, size, has_text = "", 0, False
    for match in _PIECE.finditer(str(text)):
        piece = match[0]
        closing = sum(len(name) + 3 for name, _ in opened)
        if has_text and size + units(piece) + closing > limit and not match["close"]:
            pieces.append(Html(current + "".join(f"</{name}>" for name, _ in reversed(opened))))
            current = "".join(tag for _, tag in opened)
            size, has_text = units(current), False
        if match["tag"] and match["close"]:
            opened.pop()
        elif match["tag"]:
            opened.append((match["tag"], piece))
        else:
            has_text = True
        current += piece
        size += units(piece)
    return [*pieces, Html(current)]

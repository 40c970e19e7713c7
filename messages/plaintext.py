"""Messages on a terminal: the words of the chat, without its markup."""

import re
from html import unescape

from messages.message import Message, OpenLink

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"</?[a-z]+>")


def read(message: Message) -> str:
    """The text with its addresses written out, then the buttons as [Label], a row to a line."""
    linked = _LINK.sub(r"\2 <\1>", str(message.text).replace("&lt;", "\0"))
    text = unescape(_TAG.sub("", linked)).replace("\0", "<")
    rows = (" ".join(f"[{_label(button)}]" for button in row) for row in message.buttons)
    return "\n".join([text, *rows])


def _label(button: object) -> str:
    label: str = getattr(button, "label", "")
    return f"{label}: {button.url}" if isinstance(button, OpenLink) else label

"""What is offered to somebody who asks in any chat by the bot's name: answers to be posted there."""

import re
from dataclasses import dataclass
from hashlib import sha256

from messages.language import _
from messages.markup import EMPTY, join, link
from messages.message import Answer, Message, lay_out
from messages.plaintext import read

_SOURCE_MARK = re.compile(r"\s*\[\d+\]")
_TITLE = 100
_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer to choose: what the list shows of it, and the HTML that is posted."""

    id: str
    title: str
    description: str
    text: str


def offer(said: Answer | Message, home: str) -> Offer:
    """An answer as it can be posted: without buttons, which belong to a chat. `home` is a link to the bot."""
    first, *rest = lay_out(said) if isinstance(said, Answer) else [said]
    more = link(_("The rest of this answer, in a chat with me"), home) if rest else EMPTY
    text = str(join([first.text, more], "\n\n"))
    lines = [_SOURCE_MARK.sub("", line).strip() for line in read(Message(first.text)).splitlines()]
    title, *others = [line for line in lines if line] or [""]
    return Offer(
        id=sha256(text.encode()).hexdigest()[:32],
        title=title[:_TITLE],
        description=" ".join(others)[:_DESCRIPTION],
        text=text,
    )


def ask_in_private() -> str:
    """The button above the list where nothing can be offered."""
    return _("No answer to this; ask me in private")

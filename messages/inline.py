"""What is offered to somebody who asks in any chat by the bot's name: answers to be posted there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.words import printable
from messages.language import _
from messages.markup import EMPTY, fill, join, link
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


def offer(said: Answer | Message, home: str, options: Sequence[str] = ()) -> Offer:
    """An answer as it can be posted: without buttons, which belong to a chat. `home` is a link to the bot.

    `options` are written out, where buttons would offer them.
    """
    first, *rest = lay_out(said) if isinstance(said, Answer) else [said]
    choice = join([fill("• {option}", option=option) for option in options], "\n")
    more = EMPTY
    if rest:
        more = link(_("The rest of this answer, in a chat with me"), home)
    elif isinstance(said, Message) and said.is_miss:
        more = link(_("Ask me in private, and the editors are told"), home)
    text = str(join([join([first.text, choice], "\n"), more], "\n\n"))
    lines = [_SOURCE_MARK.sub("", line).strip() for line in read(Message(first.text)).splitlines()]
    title, *others = [line for line in lines if line] or [""]
    return Offer(
        id=sha256(text.encode()).hexdigest()[:32],
        title=printable(title, _TITLE),
        description=printable(" ".join(others), _DESCRIPTION),
        text=text,
    )


def ask_in_private() -> str:
    """The button above the list where nothing can be offered."""
    return _("No answer to this; ask me in private")

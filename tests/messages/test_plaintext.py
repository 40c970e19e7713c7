"""Messages on a terminal."""

from messages.markup import Html
from messages.message import Message
from messages.plaintext import read


def test_a_terminal_reads_what_the_chat_reads() -> None:
    assert read(Message(Html("<b>a</b> &lt;b&gt;"))) == "a <b>"

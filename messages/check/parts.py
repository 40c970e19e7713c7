"""What the cards of a self-check are put together from."""

from collections.abc import Iterable
from dataclasses import replace

from domain.record import Record
from domain.selfcheck.sessions import Check
from messages.check.taps import Act, CheckTap, encode
from messages.language import _
from messages.markup import EMPTY, Html, Text, bold, italic, join
from messages.message import Answer as Laid
from messages.message import Block, Message, Row, Tap, lay_out


def head(record: Record, place: str) -> Block:
    parts: list[Text] = [bold(_("Self-check")), record.program.short_name, place]
    return Block(join(parts, " · "))


def button(label: str, check: Check, act: Act, number: int = 0) -> Tap:
    return Tap(label, encode(CheckTap(check.sid, check.rev, act, number)))


def sources_of(record: Record, ids: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """A form may name sources that the program's newest revision has no more."""
    return record.sources(id for id in ids if id in record.program.source_by_id)


def noticed(notice: Text) -> list[Block]:
    return [Block(italic(notice)), Block(EMPTY)] if notice else []


def single(blocks: list[Block], rows: tuple[Row, ...], closing: Html = EMPTY) -> Message:
    """One message: a card is edited in place, so it is never more."""
    return first_that_fits([blocks], rows, closing)


def first_that_fits(choices: Iterable[list[Block]], rows: tuple[Row, ...], closing: Html = EMPTY) -> Message:
    """The first of the choices, from the fullest to the shortest, that is one message."""
    for blocks in choices:
        laid = lay_out(Laid(tuple(blocks), closing))
        if len(laid) == 1:
            break
    return replace(laid[0], buttons=rows)

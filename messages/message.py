"""What the bot says: one message, or an answer made of sourced facts that is laid out into messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.programs import Source
from messages.language import _, partial
from messages.markup import EMPTY, Html, Text, bold, fill, html, join, link, split, units

LIMIT = 4096
SOURCES_PER_FACT = 2


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that the bot answers; `data` is at most 64 bytes, made by messages/taps.py."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A button that opens an address."""

    label: str
    url: str


Row = tuple[Tap | OpenLink, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of at most 4,096 UTF-16 units, with rows of buttons."""

    text: Html
    buttons: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph that is kept in one piece. `sources` makes it a fact; `spaced` sets it apart."""

    text: Html
    sources: tuple[Source, ...] = ()
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Blocks, then the sources they name, then the closing line; buttons go under the last message."""

    blocks: tuple[Block, ...]
    closing: Html = EMPTY
    buttons: tuple[Row, ...] = ()


def line(text: Text, sources: Sequence[Source] = (), *, spaced: bool = False) -> Block:
    return Block(html(text), tuple(sources), spaced)


def heading(text: Text) -> Block:
    return Block(bold(text), spaced=True)


def plain(text: Text, buttons: tuple[Row, ...] = ()) -> Message:
    """A message without sources: help, an error, a question back."""
    return Message(html(text), buttons)


def lay_out(answer: Answer) -> list[Message]:
    """Lay an answer out into as few messages as its facts need; each carries the sources it names."""
    *first, last = _fill_pages(answer)
    return [
        *(Message(_render(blocks, EMPTY)) for blocks in first),
        Message(_render(last, answer.closing), answer.buttons),
    ]


def _fill_pages(answer: Answer) -> list[list[Block]]:
    """Blocks page by page. Every page leaves room for the closing line: any may turn out to be the last."""
    pages: list[list[Block]] = [[]]
    for block in _small_enough(answer):
        if pages[-1] and units(str(_render([*pages[-1], block], answer.closing))) > LIMIT:
            pages.append([])
        pages[-1].append(block)
    return pages


def _small_enough(answer: Answer) -> list[Block]:
    blocks: list[Block] = []
    for block in answer.blocks:
        room = LIMIT - units(str(_render([Block(EMPTY, block.sources)], answer.closing))) - 8
        if units(str(block.text)) <= room:
            blocks.append(block)
            continue
        *first, last = split(block.text, room)
        blocks += [Block(part, (), block.spaced and not n) for n, part in enumerate(first)]
        blocks.append(Block(last, block.sources))
    return blocks


def _render(blocks: Sequence[Block], closing: Html) -> Html:
    numbers: dict[str, int] = {}
    named: list[Source] = []
    text = ""
    for block in blocks:
        shown = block.sources[:SOURCES_PER_FACT]
        for source in shown:
            if source.id not in numbers:
                named.append(source)
                numbers[source.id] = len(named)
        marks = "".join(f"[{numbers[source.id]}]" for source in shown)
        text += ("\n\n" if block.spaced else "\n") if text else ""
        text += f"{block.text} {marks}" if marks else str(block.text)
    footer = join([footnote(number, source) for number, source in enumerate(named, start=1)], "\n")
    return join([Html(text), footer, closing], "\n\n")


def footnote(number: int, source: Source) -> Html:
    """[1] Outlet: Title, date, linked where there is an address."""
    name: Text = fill("{outlet}: {title}", outlet=source.outlet, title=source.title)
    when = partial(source.published, short=True) if source.published else _("date not printed")
    return fill(
        "[{number}] {name}, {when}",
        number=number,
        name=link(name, source.url) if source.url else name,
        when=when,
    )

"""What the bot says: one message, or an answer made of sourced facts that is laid out into messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.programs import Source
from domain.questions.answer import Previous
from messages.language import _, partial
from messages.markup import EMPTY, Html, Text, bold, fill, html, join, link, split, units

LIMIT = 4096
# A page that is turned by buttons is short enough to read on a phone.
PAGE = 2800
# Room for the line that says which page it is.
_COUNT = 60
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
    """One message of at most 4,096 UTF-16 units, with rows of buttons.

    `awaits` is set where the next words of the reader answer it: what they are for, as a button would
    carry it. `about` is the id of the jurisdiction it tells of. One that `is_miss` could not answer what was
    asked: the question is noted for the editors. `asked` is what a follow-up goes on from.
    """

    text: Html
    buttons: tuple[Row, ...] = ()
    awaits: str = ""
    about: str = ""
    is_miss: bool = False
    asked: Previous | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph that is kept in one piece. `sources` makes it a fact; `spaced` sets it apart."""

    text: Html
    sources: tuple[Source, ...] = ()
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Blocks, then the sources they name, then the closing line; buttons go under the last message.

    `about` is the id of the jurisdiction it tells of; `asked` is what a follow-up goes on from.
    """

    blocks: tuple[Block, ...]
    closing: Html = EMPTY
    buttons: tuple[Row, ...] = ()
    about: str = ""
    asked: Previous | None = None


def line(text: Text, sources: Sequence[Source] = (), *, spaced: bool = False) -> Block:
    return Block(html(text), tuple(sources), spaced)


def heading(text: Text) -> Block:
    return Block(bold(text), spaced=True)


def plain(text: Text, buttons: tuple[Row, ...] = (), *, awaits: str = "") -> Message:
    """A message without sources: help, an error, a question back."""
    return Message(html(text), buttons, awaits)


def lay_out(answer: Answer) -> list[Message]:
    """Lay an answer out into as few messages as its facts need; each carries the sources it names."""
    whole = _render(answer.blocks, answer.closing)
    if units(str(whole)) <= LIMIT:
        return [Message(whole, answer.buttons, about=answer.about)]
    *first, last = _fill_pages(answer, LIMIT, LIMIT)
    return [
        *(Message(_render(blocks, EMPTY), about=answer.about) for blocks in first),
        Message(_render(last, answer.closing), answer.buttons, about=answer.about),
    ]


def turn_to(answer: Answer, page: int, turn: Callable[[str, int], Tap]) -> Message:
    """One page of a long answer that is paged by editing; the first block stands at the head of each.

    Pages count from 1; `turn` makes the button to a page. A page that does not exist is the nearest one.
    """
    head, *blocks = answer.blocks
    above = units(str(head.text)) + _COUNT
    pages = _fill_pages(replace(answer, blocks=tuple(blocks)), PAGE - above, LIMIT - above)
    page = min(max(page, 1), len(pages))
    count = [line(_("Page {page} of {pages}").format(page=page, pages=len(pages)))] if len(pages) > 1 else []
    row = []
    if page > 1:
        row.append(turn(_("‹ Page {number}").format(number=page - 1), page - 1))
    if page < len(pages):
        row.append(turn(_("Page {number} ›").format(number=page + 1), page + 1))
    buttons = (tuple(row), *answer.buttons) if row else answer.buttons
    return Message(_render([head, *count, *pages[page - 1]], answer.closing), buttons, about=answer.about)


def _fill_pages(answer: Answer, limit: int, most: int) -> list[list[Block]]:
    """Blocks page by page, of `limit` units. Each leaves room for the closing line: it may be the last.

    What belongs together, a spaced block and those after it up to the next, is cut only where it has more
    than `most` units by itself: half of the positions on a question would read like all of them.
    """
    pages: list[list[Block]] = [[]]
    for group in _groups(answer, most):
        whole = _fits(group, answer.closing, most)
        for part in [group] if whole else [[block] for block in group]:
            if pages[-1] and not _fits([*pages[-1], *part], answer.closing, limit):
                pages.append([])
            pages[-1] += part
    return pages


def _groups(answer: Answer, most: int) -> list[list[Block]]:
    groups: list[list[Block]] = [[]]
    for block in _small_enough(answer, most):
        if block.spaced and groups[-1]:
            groups.append([])
        groups[-1].append(block)
    return groups


def _fits(blocks: Sequence[Block], closing: Html, limit: int) -> bool:
    return units(str(_render(blocks, closing))) <= limit


def _small_enough(answer: Answer, most: int) -> list[Block]:
    blocks: list[Block] = []
    for block in answer.blocks:
        room = most - units(str(_render([Block(EMPTY, block.sources)], answer.closing))) - 8
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

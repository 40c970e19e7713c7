"""A document before it is typeset: headings and paragraphs, and nothing of how they look.

Everything in it is plain text. What a person typed is data like the rest, and is never read as markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.programs import Source
from messages.documents.characters import one_line
from messages.language import _, partial


class Role(StrEnum):
    """What a paragraph is for."""

    TEXT = "text"
    POINT = "point"  # of a list
    LEAD = "lead"  # what a hurried reader reads


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together. Only an address of the web is a link."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    role: Role = Role.TEXT


Block = Heading | Paragraph


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document. `footing` stands at the foot of each page; `draft`, if any, at its head and across it."""

    title: str
    language: str
    at: datetime
    blocks: tuple[Block, ...]
    footing: str
    draft: str = ""


def paragraph(*parts: Run | str, role: Role = Role.TEXT) -> Paragraph:
    """A paragraph of the parts that say something, a space between them."""
    runs = [part if isinstance(part, Run) else Run(part) for part in parts]
    said = [Run(one_line(run.text), run.bold, run.url if is_web(run.url) else "") for run in runs]
    return Paragraph(tuple(run for run in said if run.text), role)


def bold(text: str) -> Run:
    return Run(text, bold=True)


def is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


@dataclass(slots=True)
class Citations:
    """The sources named so far, each with one number."""

    named: list[Source] = field(default_factory=list)

    def marks(self, sources: Iterable[Source]) -> list[Run]:
        """[1] [2], linked where there is an address."""
        runs = []
        for source in sources:
            if source not in self.named:
                self.named.append(source)
            runs.append(Run(f"[{self.named.index(source) + 1}]", url=source.url or ""))
        return runs

    def listing(self) -> list[Paragraph]:
        """What the numbers stand for: outlet, title, date, and the address written out for paper."""
        return [
            paragraph(
                f"[{number}]",
                Run(f"{source.outlet}: {source.title},", url=source.url or ""),
                partial(source.published, short=True) if source.published else _("date not printed"),
                Run(source.url or "", url=source.url or ""),
            )
            for number, source in enumerate(self.named, start=1)
        ]

"""A sheet as PDF: tagged for screen readers (PDF/UA-1), with the fonts that travel in the library."""

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from messages.documents.characters import NOT_DRAWN, drawn
from messages.documents.sheet import Block, Heading, Run, Sheet, paragraph
from messages.language import _

if TYPE_CHECKING:
    from typst import PDFStandard


def pdf(sheet: Sheet) -> bytes:
    """Typeset a sheet. The same sheet makes the same bytes: no clock, no font of the machine, no network."""
    import typst  # 80 MB that nothing but documents needs

    try:
        made = _compile(sheet, "pdf", ["ua-1"])
    except typst.TypstError:
        # A sign that no font has, against our table: the words are worth more than the standard.
        made = _compile(sheet, "pdf", [])
    assert isinstance(made, bytes)
    return made


def pictures(sheet: Sheet, ppi: float) -> list[bytes]:
    """Each page as PNG."""
    made = _compile(sheet, "png", [], ppi)
    return [made] if isinstance(made, bytes) else made


def _compile(
    sheet: Sheet, format: Literal["pdf", "png"], standards: "list[PDFStandard]", ppi: float | None = None
) -> bytes | list[bytes]:
    import typst

    return typst.Compiler(ignore_system_fonts=True).compile(  # type: ignore[return-value]
        _template(),
        # Words travel as data, so none of them is ever read as markup.
        sys_inputs={"sheet": json.dumps(_data(sheet))},
        format=format,
        pdf_standards=standards,
        timestamp=int(sheet.at.timestamp()),
        ppi=ppi,
    )


@cache
def _template() -> bytes:
    return (resources.files("messages.documents") / "sheet.typ").read_bytes()


def _data(sheet: Sheet) -> dict[str, Any]:
    blocks = sheet.blocks
    if any(not _is_drawn(text) for text in _texts(sheet)):
        blocks = (paragraph(_not_drawn()), *blocks)
    return {
        "title": drawn(sheet.title),
        "language": sheet.language,
        "footing": drawn(sheet.footing),
        "draft": drawn(sheet.draft),
        "page": _("Page {page} of {pages}"),
        "blocks": [_block(block) for block in blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"role": "heading", "level": block.level, "text": drawn(block.text)}
    return {"role": block.role, "runs": [_run(run) for run in block.runs]}


def _run(run: Run) -> dict[str, Any]:
    return {"text": drawn(run.text), "bold": run.bold, "url": run.url}


def _texts(sheet: Sheet) -> list[str]:
    found = [sheet.title]
    for block in sheet.blocks:
        found += [block.text] if isinstance(block, Heading) else [run.text for run in block.runs]
    return found


def _is_drawn(text: str) -> bool:
    return drawn(text) == text


def _not_drawn() -> str:
    return _("{sign} stands for a character that this document's fonts do not have.").format(sign=NOT_DRAWN)

"""A sheet as DOCX, to be edited in a word processor."""

import io
import zipfile
from typing import TYPE_CHECKING, Any

from messages.documents.sheet import Heading, Role, Run, Sheet
from messages.language import _

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as Line

# Zip files date their entries; a fixed day (the first that they know) keeps equal documents equal.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def docx(sheet: Sheet) -> bytes:
    """Write a sheet, on letter paper. The same sheet makes the same bytes."""
    from docx import Document

    document = Document()
    _describe(document, sheet)
    _head_and_foot(document, sheet)
    document.add_heading(sheet.title, level=0)
    for block in sheet.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, level=block.level)
        else:
            line = document.add_paragraph(style="List Bullet" if block.role is Role.POINT else None)
            _write(line, block.runs)
    made = io.BytesIO()
    document.save(made)
    return _without_dates(made.getvalue())


def _describe(document: "Document", sheet: Sheet) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Inches

    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, "Proviso", sheet.language
    properties.comments = sheet.draft
    properties.created = properties.modified = sheet.at
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), sheet.language)
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    [section] = document.sections
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)


def _head_and_foot(document: "Document", sheet: Sheet) -> None:
    [section] = document.sections
    head = section.header.paragraphs[0]
    head.add_run(sheet.draft).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{sheet.footing} · ")
    before, rest = _("Page {page} of {pages}").split("{page}")
    between, after = rest.split("{pages}")
    foot.add_run(before)
    _count(foot, "PAGE")
    foot.add_run(between)
    _count(foot, "NUMPAGES")
    foot.add_run(after)


def _count(line: "Line", of: str) -> None:
    """A number that the word processor works out."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), of)
    line._p.append(field)
    shown = line.add_run("1")  # until it does
    field.append(shown._r)


def _write(line: "Line", runs: tuple[Run, ...]) -> None:
    for place, run in enumerate(runs):
        if place:
            line.add_run(" ")
        if run.url:
            _link(line, run)
        else:
            line.add_run(run.text).bold = run.bold or None


def _link(line: "Line", run: Run) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), line.part.relate_to(run.url, _LINK_TYPE, is_external=True))
    written = line.add_run(run.text)
    written.font.underline = True
    link.append(written._r)
    line._p.append(link)


def _without_dates(made: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()

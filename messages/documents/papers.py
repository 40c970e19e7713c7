"""The papers somebody takes away from a finished self-check, as the bytes of files.

Each takes some tens of milliseconds of computing and, the first time, loads a library: call them in a thread
(`asyncio.to_thread` takes the reader's language along).
"""

import re
from enum import StrEnum

from messages.documents import letter as letter_sheet
from messages.documents import result as result_sheet
from messages.documents import typeset, word
from messages.documents.finished import Finished


class Paper(StrEnum):
    RESULT = "self-check"
    LETTER = "draft-letter"


def result(finished: Finished) -> bytes:
    """The result as PDF."""
    return typeset.pdf(result_sheet.sheet(finished))


def letter_pdf(finished: Finished) -> bytes:
    """The draft of a reply letter as PDF."""
    return typeset.pdf(letter_sheet.sheet(finished))


def letter_docx(finished: Finished) -> bytes:
    """The draft of a reply letter as DOCX, to be edited."""
    return word.docx(letter_sheet.sheet(finished))


def name(finished: Finished, paper: Paper, ending: str = "pdf") -> str:
    """What the file is called, in ASCII: self-check-baltimore-md-2017-08-10.pdf."""
    about = finished.jurisdiction or finished.place or finished.program.id
    whose = re.sub(r"[^a-z0-9]+", "-", about.lower()).strip("-")
    return f"{paper}-{whose}-{finished.day.isoformat()}.{ending}"

"""The papers somebody takes away from a finished self-check, as the bytes of files.

Each takes some tens of milliseconds of computing and, the first time, loads a library: call them in a thread
(`asyncio.to_thread` takes the reader's language along).
"""

import re
from enum import StrEnum

from messages.documents.finished import Finished


class Paper(StrEnum):
    RESULT = "self-check"
    LETTER = "draft-letter"


def result(finished: Finished) -> bytes:
    """The result as PDF."""
    raise NotImplementedError


def letter_pdf(finished: Finished) -> bytes:
    """The draft of a reply letter as PDF."""
    raise NotImplementedError


def letter_docx(finished: Finished) -> bytes:
    """The draft of a reply letter as DOCX, to be edited."""
    raise NotImplementedError


def name(finished: Finished, paper: Paper, ending: str = "pdf") -> str:
    """What the file is called, in ASCII: self-check-baltimore-md-2017-08-10.pdf."""
    whose = re.sub(r"[^a-z0-9]+", "-", (finished.jurisdiction or finished.program.id).lower()).strip("-")
    return f"{paper}-{whose}-{finished.day.isoformat()}.{ending}"

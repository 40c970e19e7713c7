"""What of a message is the question: without those who ask, what leads up to it, and what else they tell."""

import re
from itertools import pairwise

from domain.questions import english
from domain.questions.moments import Moment
from domain.questions.wording import split

A_TIME = "atime"
# Those who ask, and for whom: "our jail captain wants to know".
_ASKERS = re.compile(
    r"\b(?:our|my|the|a|some)\s+(?:new\s+)?(?:\w+\s+)?(?:boss|captain|manager|lawyer|counsel|director|lead|team|staff"
    r"|supervisor|cousin|colleague|friend|wife|husband|neighbou?r|brother|sister|deputy|intern|auditor)s?(?:'s)?\b"
    r"|\b(?:our|my)\s+(?:\w+\s+)?(?:mayor|chief|sheriff|commissioner|attorney|council|office)s?(?:'s)?\b",
    re.IGNORECASE,
)
_GREETINGS = re.compile(
    r"^\s*(?:so|ok|okay|hey|hi|hello|lol|well|please|quick (?:one|question)|question|and|but|um|hm+)\b"
    r"[\s,:!.-]+",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^.*?\b(?:(?:tell|show|remind|give|send|get) (?:me|us)|let (?:me|us) know|want(?:s|ed)? to know"
    r"|(?:need|like) to (?:know|see|understand|find out)|wonder(?:ing|s|ed)?|curious|asked (?:me|us)"
    r"|trying to (?:find out|figure out|understand|learn)|find out|figure out|look up|check (?:if|whether)"
    r"|not (?:sure|clear)(?: i follow)?|interested in|looking for|look for"
    r"|i (?:was told|heard|read|guess|think|believe|see)|keep reading (?:different|conflicting) things"
    r"|keeps? saying|says?|thinks?|claims?|happen to know|do you know|know|any idea|(?:may|can) i ask)\b"
    r"(?: for (?:me|us))?(?: (?:if|whether|that|on|about|to know))*[\s,:]+",
    re.IGNORECASE,
)
# What follows these belongs to the question itself: "what did the chief say about it".
_OPENED = re.compile(
    r"^\W*(?:who|whom|whose|what|when|where|why|which|how|did|does|is|are|was|were|has|have|had)\b",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[.?!;:,]+(?:\s+|$)|\s+[-–—]+\s+|\s+(?:but|because|so)\s+", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|may|must|list|name|quote|compare|explain|describe|summari[sz]e)\b",
    re.IGNORECASE,
)


def without_askers(text: str) -> str:
    return _ASKERS.sub(" ", text)


def words(text: str) -> list[str]:
    """The words of a text without those who ask."""
    return split(without_askers(text))


def reduced(words: list[str]) -> list[str]:
    """Words as they are compared: small numbers written out, and none twice in a row."""
    told = [english.NUMBERS.get(word, word) for word in words]
    return [word for before, word in pairwise(["", *told]) if word != before]


def dated(moment: Moment) -> list[str]:
    """The word for that a text is about a time. Which one narrows the answer, and tells no topics apart."""
    return [A_TIME] if moment.within or moment.named else []


def is_question(text: str) -> bool:
    """Whether a piece of a message begins as questions do."""
    return bool(_ASKS.match(text.strip(" \"'“”(")))


def readings(text: str) -> list[str]:
    """The text as it stands, and without what leads up to the question; the shortest first."""
    found = [text]
    for _ in range(3):
        rest = _GREETINGS.sub("", found[0], count=1)
        lead = _LEADS.match(rest)
        if lead and not _OPENED.match(lead[0]):
            rest = rest[lead.end() :]
        if rest == found[0] or not split(rest):
            break
        found.insert(0, rest)
    return found


def questions_in(text: str) -> list[str]:
    """The one piece of a longer message that is a question, without what leads up to it; else nothing."""
    pieces = [readings(piece)[0] for piece in _PIECES.split(text) if piece and split(piece)]
    asked = [piece for piece in pieces if is_question(piece)]
    return asked if len(asked) == 1 and len(pieces) > 1 else []

"""What can be asked of any program: views of the record; and what no record tells."""

from dataclasses import replace
from functools import cache
from importlib import resources

from domain.questions.topics import Place, Show, Topic

# Ways to ask, by topic; and questions about something else, without one.
FILE = "ways.tsv"
_TOPICS = (
    Topic("status", "Status", show=Show.STATUS, place=Place.MUST),
    Topic("overview", "Overview", show=Show.STATUS, place=Place.NEVER),
    Topic("history", "History", show=Show.HISTORY),
    Topic("deadlines", "Deadlines", show=Show.DEADLINES),
    Topic("requirements", "Requirements", show=Show.REQUIREMENTS),
    Topic("claims", "Who said what", show=Show.CLAIMS),
    Topic("disagreements", "Where sources differ", show=Show.DISAGREEMENTS),
    Topic("open", "Open questions", show=Show.OPEN),
    Topic("sources", "Sources", show=Show.SOURCES),
    Topic("program", "The program", show=Show.PROGRAM, place=Place.NEVER),
    Topic("people", "People", show=Show.PEOPLE),
)


@cache
def _ways() -> tuple[tuple[str, str], ...]:
    """Pairs of a topic's id ("" for none) and a way to ask."""
    text = (resources.files("domain.questions") / "data" / FILE).read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((id, ask) for id, ask in lines)


def elsewhere() -> tuple[str, ...]:
    """Questions that no record of a program answers."""
    return tuple(ask for id, ask in _ways() if not id)


COMMON: tuple[Topic, ...] = tuple(
    replace(topic, ask=tuple(ask for id, ask in _ways() if id == topic.id)) for topic in _TOPICS
)
COMMON_IDS = frozenset(topic.id for topic in COMMON)

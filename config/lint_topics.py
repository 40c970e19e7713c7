"""What is wrong with the topics of a program whose every line is well formed."""

import re
from collections.abc import Iterator

from config.lint import Fault
from domain.programs import Program
from domain.questions.common import COMMON_IDS
from domain.questions.topics import Show, Topic
from domain.words import normalise

_FACTS = (
    "details", "events", "deadlines", "requirements", "claims", "disagreements", "open_questions",
    "officials", "agencies", "terms", "questions", "rules", "cites",
)  # fmt: skip

_SLOT = re.compile(r"\{[^}]*\}?")
_KNOWN = re.compile(r"\{(?:place|person|year)\d?\}")


def faults(program: Program) -> list[Fault]:
    """Topics without facts, labels of no detail, two topics that nobody could tell apart, unknown slots."""
    places = (detail for place in program.jurisdictions for detail in place.details)
    labels = {detail.label for detail in (*program.details, *places)}
    of_topics = [
        fault
        for n, topic in enumerate(program.topics)
        for fault in (*_facts(n, topic, labels), *_numbers(n, topic, program.topics))
    ]
    return [*of_topics, *_ways(program)]


def _facts(n: int, topic: Topic, labels: set[str]) -> Iterator[Fault]:
    at = ("topics", n)
    for label in topic.details:
        if label not in labels:
            yield Fault((*at, "details"), "unknown-label", f"there is no detail {label!r}: write its `label`")
    is_own = topic.id not in COMMON_IDS and topic.show is Show.FACTS
    if is_own and not any(getattr(topic, section) for section in _FACTS):
        yield Fault(at, "topic-without-facts", "names no facts: add their ids, or a `show`")


def _numbers(n: int, topic: Topic, topics: tuple[Topic, ...]) -> Iterator[Fault]:
    for other in topics[:n]:
        if other.number == topic.number and other.id != topic.id:
            what = f"cannot be told from {other.id!r} in a button: choose another id"
            yield Fault(("topics", n, "id"), "same-number", what)


def _ways(program: Program) -> Iterator[Fault]:
    """Ways to ask that stand twice, which nobody could learn, and slots that are never filled."""
    ways: list[tuple[tuple[str | int, ...], str, str]] = []
    ways += [(("topics", n, "ask"), t.id, ask) for n, t in enumerate(program.topics) for ask in t.ask]
    ways += [(("not_on_record",), "", ask) for ask in program.not_on_record]
    seen: dict[str, str] = {}
    for at, topic, ask in ways:
        if slot := _SLOT.search(_KNOWN.sub("", ask)):
            yield Fault(at, "unknown-slot", f"{slot[0]} is no slot: write {{place}}, {{person}} or {{year}}")
        first = seen.setdefault(normalise(ask), topic)
        if first != topic:
            other = repr(first or topic)
            yield Fault(at, "way-of-two", f"{ask!r} asks for {other} as well: keep it in one place")

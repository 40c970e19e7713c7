"""What is wrong with the topics of a program whose every line is well formed."""

from collections.abc import Iterator

from config.lint import Fault
from domain.programs import Program
from domain.questions.common import COMMON_IDS
from domain.questions.topics import Show, Topic

_FACTS = (
    "details", "events", "deadlines", "requirements", "claims", "disagreements", "open_questions",
    "officials", "agencies", "terms", "questions", "rules", "cites",
)  # fmt: skip


def faults(program: Program) -> list[Fault]:
    """Topics without facts, labels of no detail, and two topics that a button could not tell apart."""
    places = (detail for place in program.jurisdictions for detail in place.details)
    labels = {detail.label for detail in (*program.details, *places)}
    return [
        fault
        for n, topic in enumerate(program.topics)
        for fault in (*_facts(n, topic, labels), *_numbers(n, topic, program.topics))
    ]


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

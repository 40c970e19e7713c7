"""The compiled questionnaire: everything a check needs, in one value with one hash.

A check is pinned to the form it began with, so a form carries the sentences of its rules and does not look
them up in a program that may have changed since.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from domain.dates import PartialDate
from domain.programs import Program
from domain.selfcheck.answers import canonical
from domain.selfcheck.questionnaire import (
    Condition,
    Every,
    Level,
    Migration,
    Question,
    Reads,
    Rule,
    SelfCheck,
    Test,
    When,
    WhenAll,
)

# A new look at the same facts, a better way to come here, or taking it back makes no other form.
_NOT_HASHED = frozenset({"checked", "migrations", "withdrawn"})


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule with its requirement's words as they were when the form was made."""

    id: str
    requirement: str
    level: Level
    met_if: Test
    title: str
    sentence: str
    next_step: str
    checked: date
    sources: tuple[str, ...]
    who_can_tell: str | None = None
    deadline: str | None = None


# No slots: the look-ups are built once, on first use.
@dataclass(frozen=True)
class Form:
    """A questionnaire that can be walked and assessed. Equal forms have equal hashes."""

    program: str
    head: SelfCheck
    questions: tuple[Question, ...]
    rules: tuple[FormRule, ...]
    migrations: tuple[Migration, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The form's hash (hex): over everything that a person is asked, told or judged by."""
        return hashlib.sha256(canonical(_plain(self))).hexdigest()

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        return MappingProxyType({question.id: question for question in self.questions})

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """Where each question stands in the form."""
        return MappingProxyType({question.id: place for place, question in enumerate(self.questions)})

    @cached_property
    def rule_by_id(self) -> Mapping[str, FormRule]:
        return MappingProxyType({rule.id: rule for rule in self.rules})


def of(program: Program) -> Form | None:
    """The program's form; None where it has no self-check. The program has passed the lint."""
    if program.self_check is None:
        return None
    return Form(
        program.id,
        program.self_check,
        program.questions,
        tuple(_rule(rule, program) for rule in program.rules),
        program.migrations,
    )


def read_by(test: Test) -> tuple[str, ...]:
    """The questions that a test reads, in its order."""
    if isinstance(test, Reads):
        return (test.question,)
    parts = test.all if isinstance(test, Every) else test.any
    return tuple(dict.fromkeys(id for part in parts for id in read_by(part)))


def looked_at(condition: Condition | None) -> tuple[str, ...]:
    """The questions that a condition looks back at."""
    if condition is None:
        return ()
    if isinstance(condition, When):
        return (condition.question,)
    parts = condition.all if isinstance(condition, WhenAll) else condition.any
    return tuple(dict.fromkeys(id for part in parts for id in looked_at(part)))


def _rule(rule: Rule, program: Program) -> FormRule:
    requirement = next(r for r in program.requirements if r.id == rule.requirement)
    return FormRule(
        id=rule.id,
        requirement=rule.requirement,
        level=rule.level,
        met_if=rule.met_if,
        title=rule.title or requirement.title,
        sentence=rule.sentence or requirement.text,
        next_step=rule.next_step or "",
        checked=rule.checked or program.facts_checked,
        sources=rule.sources,
        who_can_tell=rule.who_can_tell,
        deadline=rule.deadline,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date | PartialDate):
        return str(value)
    if is_dataclass(value):
        # Defaults are left out: a new key of the schema must not change the hash of every stored form.
        parts = [(f, getattr(value, f.name)) for f in fields(value) if f.name not in _NOT_HASHED]
        return {f.name: _plain(part) for f, part in parts if f.default is MISSING or part != f.default}
    return value

"""A program written as a program file: checking the text gives the same program again."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import yaml

from domain.dates import PartialDate
from domain.programs import Program
from domain.selfcheck.questionnaire import Reads

_SECTIONS = (
    "sources", "agencies", "officials", "statuses", "jurisdictions", "events", "deadlines",
    "requirement_kinds", "requirements", "claims", "disagreements", "open_questions",
    "self_check", "questions", "rules", "migrations",
    "terms", "topics", "not_on_record",
)  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Writes lists of plain words in one line and everything else one to a line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def export(program: Program) -> str:
    """The text of a program file."""
    head = {key: value for key, value in _plain(program).items() if key not in _SECTIONS}
    parts: dict[str, Any] = {"schema": 1, "program": head}
    parts |= {key: _plain(getattr(program, key)) for key in _SECTIONS if getattr(program, key)}
    written = (
        yaml.dump({key: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
        for key, value in parts.items()
    )
    return "\n".join(written)


def _plain(value: Any) -> Any:
    """The value as YAML has it; what a key would be without it is left out."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Reads) and value == Reads(value.question):
        return value.question
    if is_dataclass(value):
        given = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
        kept: Mapping[str, Any] = {
            name: part for name, (part, default) in given.items() if default is MISSING or part != default
        }
        return {name: _plain(part) for name, part in kept.items() if part is not None}
    return value


def _words(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    in_line = all(isinstance(part, str) and len(part) < 60 for part in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=in_line)


_Dumper.add_representer(list, _words)

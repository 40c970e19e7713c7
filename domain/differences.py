"""What differs between two states of a program, section by section and field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from domain.programs import Program


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: of the entry `id`, or of the program ("") itself; `field` "" is all of it."""

    section: str
    id: str
    field: str
    before: str
    after: str


def between(before: Program | None, after: Program) -> Iterator[Difference]:
    """Every difference, in the order of the program file; without `before` everything is new."""
    for field in fields(Program):
        old = getattr(before, field.name) if before is not None else ()
        new = getattr(after, field.name)
        if isinstance(new, tuple) and any(hasattr(entry, "id") for entry in (*new, *(old or ()))):
            yield from _entries(field.name, old or (), new)
        elif old != new and (before is not None or new not in (None, ())):
            yield Difference("program", "", field.name, "" if before is None else shown(old), shown(new))


def shown(value: Any) -> str:
    """A value in the words of the program file, on one line."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(map(shown, value))
    if is_dataclass(value) and not hasattr(value, "counts_from"):
        parts = ((field, getattr(value, field.name)) for field in fields(value))
        return ", ".join(f"{field.name}: {shown(part)}" for field, part in parts if part != field.default)
    return str(value)


def _entries(section: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
    was = {entry.id: entry for entry in old}
    now = {entry.id: entry for entry in new}
    for id in was.keys() - now.keys():
        yield Difference(section, id, "", shown(was[id]), "")
    for id, entry in now.items():
        if id not in was:
            yield Difference(section, id, "", "", shown(entry))
            continue
        for field in fields(entry):
            before, after = getattr(was[id], field.name), getattr(entry, field.name)
            if before != after:
                yield Difference(section, id, field.name, shown(before), shown(after))
    if list(was) != list(now) and was.keys() == now.keys():
        yield Difference(section, "", "order", ", ".join(was), ", ".join(now))

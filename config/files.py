"""Program files: read, checked to the line, and turned into domain values."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from rapidfuzz import process

from config import lint, lint_topics
from config.schema import ProgramFile
from domain.programs import Program

# The C parser where the wheel has it: five times faster.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 16 * 1024 * 1024

Path_ = tuple[str | int, ...]
_PROGRAM = TypeAdapter(Program)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a program file, and what to do about it. `line` counts from 1."""

    file: str
    line: int
    where: str
    what: str
    id: str = ""  # of the kind of mistake, where the words alone could not be looked up

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        id = f" [{self.id}]" if self.id else ""
        return f"{self.file}:{self.line}: {where}{self.what}{id}"


class ProgramFileError(Exception):
    """A program file that cannot be used; `problems` has every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A program and the SHA-256 (hex) of the file it was read from."""

    program: Program
    sha256: str
    name: str


def bundled() -> list[Path]:
    """The program files that travel with Proviso."""
    folder = resources.files("config") / "programs"
    return sorted(Path(str(file)) for file in folder.iterdir() if file.name.endswith(".yaml"))


def in_folder(folder: Path) -> list[Path]:
    """The program files of an operator's own folder."""
    return sorted(p for p in folder.iterdir() if p.suffix in {".yaml", ".yml"} and p.is_file())


def load_all(paths: Sequence[Path]) -> list[LoadedFile]:
    """Read several files; a ProgramFileError names every problem of all of them."""
    loaded: list[LoadedFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            loaded.append(load(path))
        except ProgramFileError as error:
            problems.extend(error.problems)
    by_id: dict[str, str] = {}
    for file in loaded:
        other = by_id.setdefault(file.program.id, file.name)
        if other != file.name:
            problems.append(
                Problem(
                    file.name, 1, "program.id", f"{file.program.id!r} is taken by {other}: choose another id"
                )
            )
    if problems:
        raise ProgramFileError(problems)
    return sorted(loaded, key=lambda file: (file.program.order, file.program.id))


def load(path: Path) -> LoadedFile:
    """Read one file into a program; a ProgramFileError names every problem with its line."""
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ProgramFileError([Problem(str(path), 1, "", f"cannot be read: {error.strerror}")]) from None
    if len(raw) > MAX_BYTES:
        raise ProgramFileError([Problem(name, 1, "", "is larger than 16 MiB: split the program")])
    return LoadedFile(parse(raw, name), hashlib.sha256(raw).hexdigest(), name)


def parse(raw: bytes, name: str) -> Program:
    """Turn the bytes of a program file into a program."""
    loader = None
    problems: list[Problem] = []
    try:
        loader = _LOADER(raw.decode("utf-8-sig"))
        root = loader.get_single_node()
        data = _data(root, (), name, problems)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ProgramFileError([Problem(name, line, "", "is not UTF-8 text: save it as UTF-8")]) from None
    except yaml.YAMLError as error:
        raise ProgramFileError([_syntax(error, name)]) from None
    except RecursionError:
        raise ProgramFileError([Problem(name, 1, "", "is nested too deeply")]) from None
    finally:
        if loader is not None:
            loader.dispose()
    if problems:
        raise ProgramFileError(problems)
    if not isinstance(data, dict):
        raise ProgramFileError([Problem(name, 1, "", "is not a program file: start with `schema: 1`")])
    try:
        file = ProgramFile.model_validate(data)
    except ValidationError as error:
        raise ProgramFileError(list(_invalid(error, root, name))) from None
    problems = [
        Problem(name, _line(root, at), _dotted(at), what, id) for at, what, id in _unknown_references(file)
    ]
    if not problems:
        program = _program(file)
        faults = [*lint.faults(program), *lint_topics.faults(program)]
        problems = [Problem(name, _line(root, f.at), _dotted(f.at), f.what, f.id) for f in faults]
    if problems:
        raise ProgramFileError(sorted(problems, key=lambda problem: problem.line))
    return program


def _program(file: ProgramFile) -> Program:
    sections = file.model_dump(exclude={"schema_", "program"})
    return _PROGRAM.validate_python(file.program.model_dump() | sections)


def _syntax(error: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(name, mark.line + 1 if mark else 1, "", f"is not valid YAML: {what}")


def _data(node: yaml.Node | None, at: Path_, name: str, problems: list[Problem]) -> Any:
    """The node as plain values. A key that stands twice, which YAML would let pass, is a problem.

    Dates stay as written: YAML would turn 2017-08-03 into a date and leave 2017-08 a string.
    """
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                problems.append(Problem(name, line, _dotted(at), "a key must be a word"))
            elif key.value in found:
                problems.append(Problem(name, line, _dotted((*at, key.value)), "stands here twice: keep one"))
            else:
                found[key.value] = _data(value, (*at, key.value), name, problems)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_data(value, (*at, index), name, problems) for index, value in enumerate(node.value)]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _scalar(node: yaml.ScalarNode) -> str | int | bool | None:
    if node.style:  # quoted or folded: text, whatever it looks like
        return str(node.value)
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return node.value.lower() in ("true", "yes", "on")
        case "int" if node.value.isdigit():
            return int(node.value)
        case _:
            return str(node.value)


def _line(root: yaml.Node, at: Path_) -> int:
    """The line of the deepest part of the path that stands in the file."""
    node, line = root, 1
    for step in at:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                continue  # pydantic names the branch of a union here, which no file has
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _dotted(at: Path_) -> str:
    text = ""
    for step in at:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


_PLAIN = {
    "missing": "is missing: add it",
    "string_type": "must be text: put it in quotes",
    "tuple_type": "must be a list: start each entry with `- `",
    "model_type": "must be a group of `key: value` lines",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_type": "must be a date: write it like 2017-08-03",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "string_too_short": "is empty: write something or leave the key out",
    "datetime_from_date_parsing": "must be a local time: write it like 2019-04-18T23:59",
    "datetime_parsing": "must be a local time: write it like 2019-04-18T23:59",
}


# What pydantic adds to a path to name the branch of a union; no file has it.
_BRANCHES = frozenset({"due-date", "due-instant", "tree-leaf", "tree-all", "tree-any"})


def _invalid(error: ValidationError, root: yaml.Node, name: str) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "too_short" and any(
            other["loc"][: len(detail["loc"])] == detail["loc"] and other is not detail for other in details
        ):
            continue  # the list is only short because an entry of it was refused
        at = tuple(step for step in detail["loc"] if step not in _BRANCHES)
        kind, context = detail["type"], detail.get("ctx", {})
        shown = str(detail.get("input"))[:60]
        if kind == "extra_forbidden":
            known = _keys_at(at[:-1])
            close = process.extractOne(str(at[-1]), known, score_cutoff=70)
            what = (
                f"is not a key here: did you mean `{close[0]}`?"
                if close
                else (f"is not a key here: known are {', '.join(sorted(known))}")
            )
        elif kind == "value_error":
            what = str(context.get("error", detail["msg"]))
        elif kind == "string_pattern_mismatch":
            what = f"{shown!r} will not do: {_pattern(context['pattern'])}"
        elif kind in {"literal_error", "enum"}:
            what = f"{shown!r} will not do: write one of {context['expected']}"
        elif kind == "string_too_long":
            what = f"is longer than {context['max_length']} characters: shorten it"
        elif kind == "too_short":
            what = f"needs at least {context['min_length']}: add one"
        else:
            what = _PLAIN.get(kind, detail["msg"])
        yield Problem(name, _line(root, at), _dotted(at), what)


def _pattern(pattern: str) -> str:
    if pattern.startswith("^https"):
        return "write a whole address that starts with https:// or http://"
    if pattern == r"^[a-z]+$":
        return "use one word of small letters"
    if pattern == r"^[A-Z]{2}$":
        return "write two capital letters, such as MD"
    return "use small letters, digits and single hyphens"


def _keys_at(at: Path_) -> list[str]:
    """The keys that the schema knows at a path of the file; of a tree, those of all its shapes."""
    models: list[type[BaseModel]] = [ProgramFile]
    for step in at:
        if isinstance(step, str):
            known = (model.model_fields[step] for model in models if step in model.model_fields)
            models = [inner for info in known for inner in _models_in(info.annotation)] or models
    keys = (info.alias or key for model in models for key, info in model.model_fields.items())
    return list(dict.fromkeys(keys))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]


# Which keys hold ids of which section. Every reference is checked wherever it stands.
_REFERENCES = {
    "sources": "sources",
    "jurisdictions": "jurisdictions",
    "about": "jurisdictions",
    "status": "statuses",
    "answered_by": "statuses",
    "deadline": "deadlines",
    "kind": "requirement_kinds",
    "agency": "agencies",
    "example": "jurisdictions",
    "question": "questions",
    "requirement": "requirements",
    "now": "questions",
    "new": "questions",
    "cites": "sources",
    **{
        key: key
        for key in (
            "events",
            "deadlines",
            "requirements",
            "claims",
            "disagreements",
            "open_questions",
            "officials",
            "agencies",
            "terms",
            "questions",
            "rules",
            "statuses",
        )
    },
}


# What has no entries with ids of their own.
_GROUPS = {"program", "self_check"}
_LISTS = {"not_on_record"}


def _unknown_references(file: ProgramFile) -> Iterator[tuple[Path_, str, str]]:
    sections = {
        key: getattr(file, key)
        for key in ProgramFile.model_fields
        if key not in _GROUPS | _LISTS | {"schema_"}
    }
    known = {key: [entry.id for entry in entries] for key, entries in sections.items()}
    for key, entries in sections.items():
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if entry.id in seen:
                yield (key, index, "id"), f"{entry.id!r} is taken: ids are unique among {key}", "duplicate-id"
            seen.add(entry.id)
            for at, field, value in _references(entry, (key, index)):
                # `kind` is an id only in requirements; elsewhere it is a word of description.
                if field != "kind" or key == "requirements":
                    yield from _check_reference(at, field, value, known)
    for key in _GROUPS:
        group = getattr(file, key)
        for at, field, value in _references(group, (key,)) if group else ():
            yield from _check_reference(at, field, value, known)
    yield from _contradictions(file)


def _references(model: BaseModel, at: Path_) -> Iterator[tuple[Path_, str, str]]:
    for field in type(model).model_fields:
        value = getattr(model, field)
        if isinstance(value, BaseModel):
            yield from _references(value, (*at, field))
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, BaseModel):
                    yield from _references(part, (*at, field, index))
                elif field in _REFERENCES:
                    yield (*at, field, index), field, part
        elif field in _REFERENCES and isinstance(value, str):
            yield (*at, field), field, value


def _check_reference(
    at: Path_, field: str, value: str, known: dict[str, list[str]]
) -> Iterator[tuple[Path_, str, str]]:
    section = _REFERENCES[field]
    if value not in known[section]:
        close = process.extractOne(value, known[section], score_cutoff=60)
        hint = f"did you mean {close[0]!r}?" if close else f"add it under `{section}`"
        yield at, f"there is no {value!r} under `{section}`: {hint}", "unknown-id"


def _contradictions(file: ProgramFile) -> Iterator[tuple[Path_, str, str]]:
    bound = {deadline.id: set(deadline.jurisdictions) for deadline in file.deadlines}
    for index, event in enumerate(file.events):
        if event.deadline in bound and (left := set(event.jurisdictions) - bound[event.deadline]):
            yield (
                ("events", index, "deadline"),
                (
                    f"{event.deadline!r} does not bind {', '.join(sorted(left))}: "
                    "add them to its `jurisdictions`"
                ),
                "not-bound",
            )
    named: dict[tuple[str, str], str] = {}
    for index, place in enumerate(file.jurisdictions):
        other = named.setdefault((place.name.casefold(), place.state_code), place.id)
        if other != place.id:
            yield (
                ("jurisdictions", index, "name"),
                (f"{place.name}, {place.state} stands here twice, also as {other!r}: keep one"),
                "place-twice",
            )

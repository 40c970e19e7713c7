"""Who and what a question names: places, people, newspapers, programs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

from domain import places
from domain.gazetteer import Place, key
from domain.programs import Jurisdiction, Program
from domain.questions import english
from domain.questions.wording import Lexicon, split, stem
from domain.states import CODE_BY_FORM, NAME_BY_CODE

_LONGEST_NAME = 5
# What stands for a name in the words that are left.
PERSON = "theperson"
OUTLET = "theoutlet"
# Codes of states that are English words too: taken for a state only as capitals.
_WORDS = frozenset({"in", "or", "me", "ok", "hi", "oh", "id", "as", "al", "de", "la", "co", "pa", "ma", "ca"})
_LARGE = 20_000
_REMEMBERED = 4096
_SHORTEST_SLIP = 4
_IN_FULL = {"st": "saint", "mt": "mount", "ft": "fort"}
_BEFORE_A_PLACE = frozenset(
    {
        "in",
        "for",
        "at",
        "near",
        "of",
        "about",
        "did",
        "is",
        "was",
        "has",
        "does",
        "and",
        "or",
        "to",
        "vs",
        "what",
    }
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on record: by which words they are called, and in which office."""

    name: str
    names: frozenset[str]
    role: str
    official: str = ""


@dataclass(slots=True)
class Named:
    """What was named, and the words that are left."""

    words: list[str]
    matches: list[places.Match] = field(default_factory=list)
    state: str = ""
    speakers: tuple[Speaker, ...] = ()
    outlets: tuple[str, ...] = ()
    is_unknown_office: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Everything that a program's questions may name; `starts` are the words that names begin with."""

    index: places.Index
    speakers: tuple[Speaker, ...]
    by_name: Mapping[tuple[str, ...], tuple[Speaker, ...]]
    outlets: Mapping[tuple[str, ...], tuple[str, ...]]
    programs: Mapping[tuple[str, ...], str]
    elsewhere: frozenset[str]
    starts: frozenset[str]
    find: Callable[[str], places.Match]


def names(program: Program, index: places.Index, programs: tuple[Program, ...]) -> Names:
    """Collect the names of one program; those of the others tell which one is meant."""
    speakers: dict[str, Speaker] = {}
    for official in program.officials:
        speakers[official.name] = Speaker(
            official.name, frozenset(_called(official.name)), official.role, official.id
        )
    for claim in program.claims:
        if claim.who not in speakers:
            speakers[claim.who] = Speaker(claim.who, frozenset(_called(claim.who)), claim.role)
    by_name: dict[tuple[str, ...], tuple[Speaker, ...]] = {}
    for speaker in speakers.values():
        for name in speaker.names:
            words = tuple(split(name))
            by_name[words] = (*by_name.get(words, ()), speaker)
    outlets: dict[tuple[str, ...], tuple[str, ...]] = {}
    for source in program.sources:
        for form in _outlet(source.outlet):
            outlets[form] = (*outlets.get(form, ()), source.id)
    return Names(
        index,
        tuple(speakers.values()),
        by_name,
        outlets,
        {
            tuple(split(name)): other.id
            for other in programs
            for name in (other.name, other.short_name, *other.aliases)
        },
        frozenset(
            key(name)
            for other in programs
            for j in other.jurisdictions
            for name in (j.name, *j.aliases)
            if other is not program and CODE_BY_FORM.get(key(name)) is None
        ),
        frozenset(words[0] for words in (*outlets, *by_name))
        | frozenset(name.split()[0] for name in index.by_name),
        # A message is read more than once, and by each program.
        lru_cache(maxsize=_REMEMBERED)(partial(places.find, index)),
    )


def _called(name: str) -> Iterator[str]:
    """A person's full name and last name; of those who are not named, nothing."""
    plain = name.partition("(")[0].removesuffix(" Jr.").strip()
    yield plain
    first, *rest = plain.split()
    # "Uncredited article" is nobody, and "article" nobody's name.
    if len(rest) == 1 and first[0].isupper() and rest[0][0].isupper() and rest != ["Article"]:
        yield rest[0]


def _outlet(outlet: str) -> Iterator[tuple[str, ...]]:
    """An outlet's name as people write it, without what stands in brackets or after a comma."""
    plain = outlet.partition("(")[0].partition(",")[0].strip()
    words = tuple(split(plain))
    if not words or words[:2] == ("not", "named"):
        return
    yield words
    if words[0] == "the":
        yield words[1:]
    if words[-2:] == ("news", "service"):
        yield (*words[:-2], "news")


def programs_in(words: list[str], known: Mapping[tuple[str, ...], str]) -> tuple[list[str], list[str]]:
    """The programs named, and the words with each put as one."""
    found, left, at = [], [], 0
    starts = {name[0] for name in known}
    while at < len(words):
        longest = min(12, len(words) - at) if words[at] in starts else 0
        for size in range(longest, 0, -1):
            id = known.get(tuple(words[at : at + size]))
            if id:
                found.append(id)
                left.append("program")
                at += size
                break
        else:
            left.append(words[at])
            at += 1
    return found, left


def find(
    known: Names, lexicon: Lexicon, words: list[str], typed: str, before: tuple[Jurisdiction, ...] = ()
) -> Named:
    """Take every name out of the words. An office without a place is that of the place asked about before."""
    named = Named([])
    capitals = {word.strip(".,;:?!()") for word in typed.split() if word.isupper()}
    at = 0
    while at < len(words):
        size = 0
        if words[at] in known.starts:
            size = _outlet_at(known, words, at, named) or _speaker_at(known, words, at, named)
        if not size and (words[at] in known.starts or words[at] not in english.PLAIN):
            size = (
                _state_at(known, words, at, named, capitals)
                or _place_at(known, lexicon, words, at, named, capitals)
                or _code_at(words, at, named, capitals)
            )
        if not size:
            named.words.append(words[at])
            size = 1
        at += size
    _by_office(known, named, before)
    named.matches = [_in_state(match, named.state) for match in named.matches]
    return named


def _in_state(match: places.Match, state: str) -> places.Match:
    """The one of several places of a name that lies in the state named elsewhere in the question."""
    held = (
        [place for place in match.options if place.state_code == state]
        if isinstance(match, places.Choose)
        else []
    )
    return places.Found(held[0]) if len(held) == 1 else match


def without_names(known: Names, words: list[str]) -> list[str]:
    """The words of a way to ask, with people and outlets as they are left in a question's words."""
    named, at = Named([]), 0
    while at < len(words):
        size = 0
        if words[at] in known.starts:
            size = _outlet_at(known, words, at, named) or _speaker_at(known, words, at, named)
        if not size:
            named.words.append(words[at])
        at += size or 1
    return named.words


def _outlet_at(known: Names, words: list[str], at: int, named: Named) -> int:
    for size in range(min(7, len(words) - at), 0, -1):
        ids = known.outlets.get(tuple(words[at : at + size]))
        if ids and (size > 1 or len(words[at]) > 3):
            named.outlets = (*named.outlets, *ids)
            named.words.append(OUTLET)
            return size
    return 0


def _speaker_at(known: Names, words: list[str], at: int, named: Named) -> int:
    for size in range(min(5, len(words) - at), 0, -1):
        speakers = known.by_name.get(tuple(words[at : at + size]))
        if speakers:
            named.speakers = (*named.speakers, *speakers)
            named.words += [PERSON, words[at + size - 1]]
            return size
    return 0


def _place_at(
    known: Names, lexicon: Lexicon, words: list[str], at: int, named: Named, capitals: set[str]
) -> int:
    index = known.index
    for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        part = words[at : at + size]
        name = _name(part)
        is_name = name in index.by_name or bool(index.gazetteer.named(name))
        if not is_name and (size > 1 or len(name) <= _SHORTEST_SLIP):
            continue
        follows, code = _state_after(words, at + size, capitals)
        if name in index.by_name:
            if code and any(j.state_code == code for j in index.by_name[name]):
                match = known.find(f"{name} {code}")
                named.matches.append(match)
                return size + follows
            if code and index.gazetteer.named(name, code):
                named.matches.append(known.find(f"{name} {code}"))
                return size + follows
            match = known.find(" ".join(part))
            further = words[at + size : at + size + 1]
            if isinstance(match, places.Choose) and further and not lexicon.explains(further[0]):
                with_slip = known.find(" ".join([*part, *further]))  # the state with a typo
                if isinstance(with_slip, places.Found):
                    named.matches.append(with_slip)
                    return size + 1
            named.matches.append(match)
            return size
        if name in known.elsewhere and index.gazetteer.named(name):
            named.matches.append(known.find(name))
            return size
        if part[-1] in {"county", "parish"} and size > 1 and index.gazetteer.named(name):
            if _is_office_of(words, at, size) and (name := _name(part[:-1])) in index.by_name:
                named.matches.append(known.find(name))  # the county's sheriff is told of with the city
                return size
            named.matches.append(known.find(f"{name} {code}" if code else name))
            return size + (follows if code else 0)
        if code and index.gazetteer.named(name, code) and not _is_plain(lexicon, part):
            named.matches.append(known.find(f"{name} {code}"))
            return size + follows
        if not any(map(lexicon.explains, part)) and not any(map(str.isdigit, part)):
            slip = known.find(" ".join(part)) if len(name) > 4 else None
            if isinstance(slip, places.Found):
                named.matches.append(slip)
                return size
            elsewhere = index.gazetteer.named(name)
            before = words[at - 1] if at else ""
            is_large = bool(elsewhere) and elsewhere[0].population >= _LARGE
            if elsewhere and not is_large and (meant := _slip_of(index, name)):
                named.matches.append(meant)
                return size
            if elsewhere and (is_large or before in _BEFORE_A_PLACE):
                named.matches.append(known.find(name))
                return size
    pair = words[at : at + 2]
    if any(not lexicon.explains(word) and not word.isdigit() for word in pair):
        return _misspelt_at(known, lexicon, words, at, named)
    return 0


def _is_office_of(words: list[str], at: int, size: int) -> bool:
    """Whether an office stands behind a name, or before it with an "of"."""
    behind, before = words[at + size : at + size + 1], words[max(at - 2, 0) : at]
    return any(word in english.OFFICES for word in (*behind, *before))


def _name(part: list[str]) -> str:
    """A name of words that are in their one form already, as the gazetteer has it."""
    return " ".join([*(_IN_FULL.get(word, word) for word in part[:-1]), part[-1]])


def _slip_of(index: places.Index, name: str) -> places.Found | None:
    """The one jurisdiction whose name is a letter away."""
    near = index.spelling.near(name, 1) if len(name) > 4 else {}
    held = {j.id: j for one in near for j in index.by_name[one]}
    return places.Found(next(iter(held.values())), corrected=True) if len(held) == 1 else None


def _misspelt_at(known: Names, lexicon: Lexicon, words: list[str], at: int, named: Named) -> int:
    """A slip of a jurisdiction's name; a place without a record is not guessed at in a sentence."""
    for size in (2, 1):
        part = words[at : at + size]
        if len(part) < size or (size == 2 and lexicon.explains(part[1]) and part[1] not in {"city", "rock"}):
            continue
        if size == 2 and part[0] in english.PLAIN:
            continue
        if size == 1 and lexicon.explains(part[0]):
            return 0
        if size == 1 and (len(part[0]) <= _SHORTEST_SLIP or lexicon.mend(part) != part):
            return 0
        match = known.find(" ".join(part))
        if isinstance(match, places.Found | places.Choose):
            named.matches.append(match)
            return size
    return 0


def _is_plain(lexicon: Lexicon, part: list[str]) -> bool:
    return all(map(lexicon.explains, part))


def _state_after(words: list[str], at: int, capitals: set[str]) -> tuple[int, str]:
    for size in (4, 3, 2, 1):
        form = " ".join(words[at : at + size])
        if len(words) - at >= size and form in CODE_BY_FORM:
            if form in _WORDS and form.upper() not in capitals and at + size < len(words):
                continue
            return size, CODE_BY_FORM[form]
    return 0, ""


def _state_at(known: Names, words: list[str], at: int, named: Named, capitals: set[str]) -> int:
    """A state by its full name, where that is no jurisdiction's."""
    for size in (4, 3, 2, 1):
        form = " ".join(words[at : at + size])
        is_full = len(words) - at >= size and len(form) > 3 and form in CODE_BY_FORM
        if is_full and form not in known.index.by_name and form not in known.elsewhere:
            if words[at + size : at + size + 1] in (["county"], ["city"]):
                continue
            named.state = CODE_BY_FORM[form]
            return size
    return 0


def _code_at(words: list[str], at: int, named: Named, capitals: set[str]) -> int:
    """A state by its code, in capitals."""
    form = words[at]
    if len(form) <= 3 and form in CODE_BY_FORM and form not in _WORDS and form.upper() in capitals:
        named.state = CODE_BY_FORM[form]
        return 1
    return 0


def _by_office(known: Names, named: Named, before: tuple[Jurisdiction, ...]) -> None:
    """Those who hold the office that was named, in the place or state that was named."""
    offices = [word for word in named.words if word in english.OFFICES]
    text = " ".join(named.words)
    if "attorney general" in text:
        offices.append("attorney general")
    if not offices:
        return
    places_named = [m.jurisdiction for m in named.matches if isinstance(m, places.Found)]
    if not named.matches and not named.state:
        places_named = list(before)
    is_elsewhere = any(isinstance(match, places.NoRecord) for match in named.matches)
    found = [
        speaker
        for speaker in (() if is_elsewhere else known.speakers)
        if any(_holds(speaker, office) for office in offices)
        and all(place.name in f"{speaker.role} {speaker.name}" or not place.name for place in places_named)
        and (not named.state or NAME_BY_CODE[named.state] in speaker.role)
    ]
    if named.speakers:
        return
    named.speakers = tuple(found)
    named.is_unknown_office = not found
    if found:
        named.words.append(PERSON)


def _holds(speaker: Speaker, office: str) -> bool:
    if office in english.SAME_OFFICE and office not in speaker.role.lower():
        office = english.SAME_OFFICE[office]
    wanted = tuple(map(stem, office.split()))
    held = tuple(map(stem, split(f"{speaker.role} {speaker.name}")))
    return any(held[n : n + len(wanted)] == wanted for n in range(len(held)))


def jurisdictions(matches: list[places.Match]) -> list[Jurisdiction]:
    return [match.jurisdiction for match in matches if isinstance(match, places.Found)]


def unrecorded(matches: list[places.Match]) -> list[Place]:
    return [place for match in matches if isinstance(match, places.NoRecord) for place in match.places[:1]]

"""What a typed text may mean: a name and a state, with the words around them taken off."""

from collections.abc import Iterator
from typing import TypeAlias

from domain.gazetteer import key
from domain.states import split_state, state_splits

Parse: TypeAlias = tuple[str, str | None]

_BEFORE_A_NAME = frozenset({"in", "at", "for", "of", "about"})
_AROUND_A_NAME = frozenset({"please", "usa", "us"})
_POSTCODE = 5
_COUNTY = frozenset({"co", "cty", "cnty"})
_ABBREVIATED = 5


def exactly(text: str) -> Iterator[Parse]:
    """Likeliest first: the name as it stands, then with a state, then by looser rules."""
    plain = [
        parse
        for words in dict.fromkeys((text, without_filler(text)))
        for parse in ((words, None), *state_splits(words))
    ]
    yield from plain
    for name, state in plain:
        yield from ((loose, state) for loose in _loosely(name))


def with_typo(text: str) -> Iterator[Parse]:
    """The parses in which a typo is looked for: a state at the end is taken for one first."""
    for words in dict.fromkeys((text, without_filler(text))):
        name, state = split_state(words)
        yield name, state
        yield from ((loose, state) for loose in _loosely(name))
        if state and len(words) - len(name) > _ABBREVIATED:
            yield words, None  # a name may end in a state's, like Port Washington


def without_filler(text: str) -> str:
    """The text without "in", "please", a postcode and the like."""
    words = [
        word
        for word in text.split()
        if word not in _AROUND_A_NAME and not (word.isdecimal() and len(word) == _POSTCODE)
    ]
    # At the end "in" is Indiana.
    return key(" ".join([word for word in words[:-1] if word not in _BEFORE_A_NAME] + words[-1:]))


def _loosely(name: str) -> Iterator[str]:
    """Harris Co and County of Harris are Harris County, Boise City is Boise."""
    for county in ("county", "parish"):
        if name.startswith(f"{county} of "):
            yield f"{name.removeprefix(f'{county} of ')} {county}"
    start, _, last = name.rpartition(" ")
    if start and last in _COUNTY:
        yield f"{start} county"
    if start and last == "city":
        yield start

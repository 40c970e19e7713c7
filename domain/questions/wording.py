"""A question's words brought to ideas: contractions opened, phrases and synonyms one, slips put right."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from snowballstemmer import stemmer

from domain.questions import english
from domain.spelling import Spelling
from domain.words import normalise

# Longer text is a document, not a question.
LONGEST = 400
_LONGEST_PHRASE = 6
_SHORTEST_SLIP = 4
_LONG_ENOUGH_TO_CHANGE = 6
_LONG_ENOUGH_FOR_TWO = 7
_english = stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and what it comes to: an idea, a stem, or nothing of weight ("")."""

    typed: str
    idea: str
    known: bool = True


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return str(_english.stemWord(word))


def split(text: str) -> list[str]:
    """The words of a text in their one form, contractions opened and possessives taken off."""
    words = normalise(text.replace("’s ", " ").replace("'s ", " ").replace("$", " ")).split()
    return [part for word in words for part in english.CONTRACTIONS.get(word, word).split()]


@cache
def _phrases() -> Mapping[tuple[str, ...], str]:
    """Each form of each idea, as stems."""
    found: dict[tuple[str, ...], str] = {}
    for idea, forms in english.PHRASES.items():
        for form in forms.split("|"):
            found.setdefault(tuple(map(stem, split(form))), idea)
    return found


@cache
def _ordinary() -> frozenset[str]:
    """Every word that English itself explains here."""
    forms = (form for forms in english.PHRASES.values() for form in forms.split("|"))
    known = {word for form in forms for word in split(form)}
    return frozenset(known | english.EMPTY | english.NO_SLIPS | english.OFFICES | set(english.NUMBERS))


def _ideas(words: list[str], named: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """Pairs of what was typed and its idea, the longest phrase first; words of no weight have none."""
    stems, at = [stem(word) for word in words], 0
    while at < len(words):
        for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            part = tuple(stems[at : at + size])
            idea = named.get(part)
            if idea is None and size == 1:
                idea = english.EXACT.get(words[at])
            if idea is None:
                idea = _phrases().get(part)
            if idea is None and size == 1:
                word = words[at]
                idea = "" if word in english.EMPTY else english.NUMBERS.get(word, part[0])
            if idea is not None:
                yield " ".join(words[at : at + size]), idea
                at += size
                break


class Lexicon:
    """The words of one program's question variants and names, beside those of English."""

    def __init__(self, named: Mapping[str, str]) -> None:
        """`named` has the program's own terms by each of their forms."""
        self._named = {tuple(map(stem, split(form))): idea for form, idea in named.items() if split(form)}
        self._words: set[str] = {word for form in named for word in split(form)}
        self._spelling: Spelling | None = None

    def teach(self, texts: Iterable[str], places: Iterable[str]) -> None:
        """Learn the words of the variants and facts; those of places are found by their own rules."""
        self._words.update(word for text in texts for word in split(text))
        self._words -= {word for name in places for word in split(name)} - _ordinary()
        stems = {stem(word) for word in self._words}
        self._known = stems | {stem(word) for word in _ordinary() - english.NO_SLIPS}
        real = self._words | _ordinary()
        self._spelling = Spelling(word for word in real if len(word) >= _SHORTEST_SLIP)

    def ideas(self, text: str) -> list[str]:
        """What a variant comes to."""
        return [idea for _, idea in _ideas(split(text), self._named) if idea]

    def explains(self, word: str) -> bool:
        """Whether a word is one of English's here, or of the program's."""
        return stem(word) in self._known or word in _ordinary()

    def mend(self, words: Iterable[str]) -> list[str]:
        """The words with slips of known ones put right."""
        return [word if self.explains(word) else self._slip(word) or word for word in words]

    def read(self, words: list[str]) -> list[Word]:
        """What words come to; `known` is false for one that nothing explains."""
        pairs = _ideas(words, self._named)
        return [Word(typed, idea, not idea or idea.isupper() or idea in self._known) for typed, idea in pairs]

    def _slip(self, word: str) -> str | None:
        """The known word that this one is a slip of, if only one can be meant."""
        assert self._spelling is not None
        if len(word) < _SHORTEST_SLIP or word.isdigit() or len(word) > LONGEST // 8:
            return None
        near = self._spelling.near(word, 2 if len(word) >= _LONG_ENOUGH_FOR_TWO else 1)
        fitting = {
            known: edits
            for known, edits in near.items()
            if known not in english.NO_SLIPS
            and known[0] == word[0]
            and _is_slip(word, known)
            and (edits == 1 or _shares_letters(word, known))
        }
        least = min(fitting.values(), default=0)
        nearest = {stem(known): known for known, edits in fitting.items() if edits == least}
        return next(iter(nearest.values())) if len(nearest) == 1 else None


def _is_slip(word: str, known: str) -> bool:
    """Whether letters are left out, doubled or swapped; a wrong letter only in a long word."""
    changed = len(word) == len(known) and sorted(word) != sorted(known)
    return not changed or len(word) >= _LONG_ENOUGH_TO_CHANGE


def _shares_letters(word: str, known: str) -> bool:
    """Whether all letters but one are the same, in whatever order: sherrif and sheriff."""
    return (Counter(word) - Counter(known)).total() <= 1

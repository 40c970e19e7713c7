"""A question's words in the one form that they are compared in, and slips of known words put right."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer import stemmer

from domain.questions import english
from domain.questions.words import ordinary
from domain.spelling import Spelling
from domain.words import normalise

# Longer text is a document, not a question.
LONGEST = 400
_SHORTEST_SLIP = 4
_LONG_ENOUGH_TO_CHANGE = 6
_LONG_ENOUGH_FOR_TWO = 7
_LONGEST_SLIP = 40
_english = stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return str(_english.stemWord(word))


def split(text: str) -> list[str]:
    """The words of a text in their one form, contractions opened and possessives taken off."""
    words = normalise(text.replace("’s ", " ").replace("'s ", " ").replace("$", " ")).split()
    return [part for word in words for part in english.CONTRACTIONS.get(word, word).split()]


class Lexicon:
    """The words that are known: those of English, and those of one program's ways to ask, facts and names."""

    def __init__(self, texts: Iterable[str], asked: Iterable[str], places: Iterable[str]) -> None:
        """`texts` are spelt right; ways to ask have slips. `places` are found by rules of their own."""
        self._ordinary = ordinary()
        words = {word for text in texts for word in split(text)}
        words -= {word for name in places for word in split(name) if word not in self._ordinary}
        words |= {word for text in asked for word in split(text) if word in self._ordinary}
        self._words = words | english.PLAIN | english.OFFICES
        self._stems = {stem(word) for word in self._words}
        # In one order: of two forms of a word that are as near, every process takes the same.
        self._spelling = Spelling(sorted(word for word in self._words if len(word) >= _SHORTEST_SLIP))

    def explains(self, word: str) -> bool:
        """Whether a word is one of English's, or of the program's."""
        return word in self._words or word in self._ordinary or stem(word) in self._stems

    def is_own(self, word: str) -> bool:
        """Whether a word is one of those that the program's questions and facts are made of."""
        return word in self._words or stem(word) in self._stems

    def mend(self, words: Iterable[str]) -> list[str]:
        """The words with slips of known ones put right."""
        return [word if self.explains(word) else self._slip(word) or word for word in words]

    def _slip(self, word: str) -> str | None:
        """The known word that this one is a slip of, if only one can be meant."""
        if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP or word.isdigit():
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

"""Which topic a question is likest to: a linear model, learnt from the ways to ask when the record changes.

A text is the sum of its words, a word its stem and its letters by threes and fours, so that a typo keeps most
of it; pairs of words count too. All are hashed to a row of numbers. Least squares with a small penalty (ridge
regression) then gives each topic its weights. Questions that no record answers are a class of their own. The
same ways to ask give the same weights, on every machine and in every replica.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

from domain.questions import english
from domain.questions.wording import split, stem

NOTHING = ""
# How many numbers a text is hashed to; how much a pair of words counts beside a word, and all its letters.
_SPELT = 2048
_PAIR = 0.7
_LETTERS = 1.2
_GRAMS = (3, 4)
_PENALTY = 1.0
_REMEMBERED = 1024
# What speaks for a question that is answered: how much it looks like none, how near it is to one that is and
# to one that is not, how many of its words are new, how much of it its topics tell of. Fitted, not chosen:
# `python -m tests.fit_scope`.
_EVIDENCE = (-4.6, 5.5, -7.0, -2.9, 2.1)
_BIAS = -0.5
# Among how many topics the nearest way to ask is looked for, and how many are taken to tell of the words.
_LIKEST, _TELLING = 8, 3
_LONGEST_WORD = 24


class Ranking:
    """What was learnt from the ways to ask, ready to be asked."""

    def __init__(self, ways: Sequence[tuple[str, tuple[str, ...]]], told: Mapping[str, str]) -> None:
        """`ways` are pairs of a topic, or NOTHING, and the words of a way to ask; `told` what topics say."""
        import numpy as np

        self.topics = tuple(dict.fromkeys(topic for topic, _ in ways))
        seen = Counter(stem(word) for _, words in ways for word in set(words))
        self._rare = {word: math.log(1 + len(ways) / n) for word, n in seen.items()}
        self._rarest = math.log(1 + len(ways))
        self._spelt = lru_cache(maxsize=20_000)(self._spelling)
        row = {topic: n for n, topic in enumerate(self.topics)}
        asked = np.stack([self._text(words) for _, words in ways])
        wanted = np.zeros((len(ways), len(self.topics)), np.float32)
        wanted[np.arange(len(ways)), [row[topic] for topic, _ in ways]] = 1.0
        square = asked.T @ asked
        square[np.diag_indices_from(square)] += _PENALTY
        self._weights = np.linalg.solve(square, asked.T @ wanted).astype(np.float32)
        own: dict[str, list[int]] = {}
        for n, (topic, _) in enumerate(ways):
            own.setdefault(topic, []).append(n)
        self._ways = {topic: np.ascontiguousarray(asked[rows].T) for topic, rows in own.items()}
        said = {topic: {stem(word) for word in split(text)} for topic, text in told.items()}
        for topic, words in ways:
            said.setdefault(topic, set()).update(map(stem, words))
        self._told = {topic: frozenset(words) for topic, words in said.items()}
        self._seen = frozenset().union(*(words for topic, words in self._told.items() if topic != NOTHING))
        self._answerable = lru_cache(maxsize=_REMEMBERED)(self._weigh)
        self.text = lru_cache(maxsize=_REMEMBERED)(self._text)
        self.rank = lru_cache(maxsize=_REMEMBERED)(self._rank)

    def _rank(self, words: tuple[str, ...]) -> Mapping[str, float]:
        """How well each topic fits: about 1 for one that is asked for in just this way, about 0 for most."""
        scores = self.text(words) @ self._weights
        return dict(zip(self.topics, map(float, scores), strict=True))

    def forget(self) -> None:
        """Understand every question anew, to measure how long that takes."""
        for remembered in (self.rank, self.text, self._answerable):
            remembered.cache_clear()

    def answerable(self, words: tuple[str, ...]) -> float:
        """How far a question looks like those that are answered: above 0 it does, below it does not."""
        return self._answerable(words)

    def _weigh(self, words: tuple[str, ...]) -> float:
        return _BIAS + sum(w * value for w, value in zip(_EVIDENCE, self.evidence(words), strict=True))

    def evidence(self, words: tuple[str, ...]) -> tuple[float, ...]:
        """What speaks for or against a question's having an answer."""
        scores = self.rank(words)
        likest = sorted(scores, key=lambda topic: -scores[topic])[:_LIKEST]
        answered = [topic for topic in likest if topic != NOTHING]
        content = [stem(word) for word in words if word not in english.PLAIN]
        unseen = sum(word not in self._seen for word in content) / (len(content) or 1)
        told = frozenset[str]().union(*(self._told[topic] for topic in answered[:_TELLING]))
        weights = [(word, self._rare.get(word, self._rarest)) for word in content]
        explained = sum(w for word, w in weights if word in told) / (sum(w for _, w in weights) or 1.0)
        near, near_nothing = self._nearest(words, answered), self._nearest(words, [NOTHING])
        return scores[NOTHING], near, near_nothing, unseen, explained

    def _nearest(self, words: tuple[str, ...], topics: Iterable[str]) -> float:
        """How near the nearest way to ask for one of the topics is."""
        import numpy as np

        text = self.text(words)
        used = np.flatnonzero(text)
        held = (self._ways[topic] for topic in topics if topic in self._ways)
        return max((float((text[used] @ ways[used]).max()) for ways in held), default=0.0)

    def _text(self, words: tuple[str, ...]) -> Any:
        """The numbers of a text."""
        import numpy as np

        spelt = np.zeros(_SPELT, np.float32)
        for word in words:
            places, signs = self._spelt(word)
            np.add.at(spelt, places, signs)
        for pair in pairwise(words):
            place, sign = _hashed(" ".join(map(stem, pair)))
            spelt[place] += sign * _PAIR * self._rarest / 2
        return spelt / (float(np.linalg.norm(spelt)) or 1.0)

    def _spelling(self, word: str) -> tuple[Any, Any]:
        """Where a word's stem and its letters are counted, and by how much."""
        import numpy as np

        root = stem(word)
        weight = self._rare.get(root, self._rarest)
        marked = f"<{word[:_LONGEST_WORD]}>"
        grams = [marked[n : n + size] for size in _GRAMS for n in range(len(marked) - size + 1)]
        pairs = [_hashed(f"={root}"), *map(_hashed, grams)]
        share = weight * _LETTERS / math.sqrt(len(grams) or 1)
        amounts = [weight, *[share] * len(grams)]
        places = np.array([place for place, _ in pairs])
        signs = np.array(
            [sign * amount for (_, sign), amount in zip(pairs, amounts, strict=True)], np.float32
        )
        return places, signs


def _hashed(text: str) -> tuple[int, int]:
    number = crc32(text.encode())
    return number % _SPELT, 1 if number & 0x8000_0000 else -1

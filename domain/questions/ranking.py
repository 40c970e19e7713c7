"""Which topic a question is likest to: a linear model, learnt from the ways to ask when the record changes.

A text is the sum of its words, a word its stem and its letters by threes and fours, so that a typo keeps most
of it; pairs of words count too. All are hashed to a row of numbers. Least squares with a small penalty (ridge
regression) then gives each topic its weights. Questions that no record answers are a class of their own. The
same ways to ask give the same weights, on every machine and in every replica.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

from domain.questions import english
from domain.questions.least_squares import solve
from domain.questions.wording import split, stem

NOTHING = ""
# Pairs of a topic, or NOTHING, and the words of a way to ask.
Ways = tuple[tuple[str, tuple[str, ...]], ...]
# How many numbers a text is hashed to, half for words and half for letters; how much a pair of words counts
# beside a word, and all its letters.
_SPELT = 6144
_PAIR = 0.7
_LETTERS = 1.2
_GRAMS = (3, 4)
_PENALTY = 1.0
_REMEMBERED = 1024
# What speaks for a question that is answered: how much it looks like none, how near it is to one that is and
# to one that is not, how many of its words are new, how much of it its topics tell of. Fitted, not chosen:
# `python -m tests.fit_scope`.
_EVIDENCE = (-5.5, 7.4, -9.1, -3.2, 2.5)
_BIAS = -1.4
# How many topics are taken to tell of the words.
_TELLING = 3
_LONGEST_WORD = 24


class Texts:
    """How a text becomes numbers: by its words, each counting by how rare it is among the ways to ask."""

    def __init__(self, ways: Ways) -> None:
        seen = Counter(stem(word) for _, words in ways for word in set(words))
        self.rare = {word: math.log(1 + len(ways) / n) for word, n in seen.items()}
        self.rarest = math.log(1 + len(ways))
        self._spelt = lru_cache(maxsize=20_000)(self._spelling)

    def __call__(self, words: tuple[str, ...]) -> Any:
        """The numbers of a text, of length 1; all 0 where there is no word."""
        import numpy as np

        spelt = np.zeros(_SPELT, np.float32)
        for word in words:
            places, signs = self._spelt(word)
            np.add.at(spelt, places, signs)
        for pair in pairwise(words):
            place, sign = _hashed(" " + " ".join(map(stem, pair)))
            spelt[place] += sign * _PAIR * self.rarest / 2
        return spelt / (float(np.linalg.norm(spelt)) or 1.0)

    def _spelling(self, word: str) -> tuple[Any, Any]:
        """Where a word's stem and its letters are counted, and by how much."""
        import numpy as np

        root = stem(word)
        weight = self.rare.get(root, self.rarest)
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


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What was learnt from ways to ask, as arrays: they may be kept and read again.

    `weights` has a row for each number of a text and a column for each topic, in the order of the ways.
    `users` and `shares` say which ways to ask use a number, and how much of it; from `starts` on, by number.
    """

    weights: Any
    starts: Any
    users: Any
    shares: Any


Learn = Callable[[Ways], Learnt]


def topics_of(ways: Ways) -> tuple[str, ...]:
    """The topics of ways to ask, and NOTHING, in their order."""
    return tuple(dict.fromkeys(topic for topic, _ in ways))


@lru_cache(maxsize=1)
def learn(ways: Ways) -> Learnt:
    """Learn from ways to ask: seconds of work. A new revision most often has those of the one before."""
    import numpy as np

    text, topics = Texts(ways), topics_of(ways)
    row = {topic: n for n, topic in enumerate(topics)}
    square = np.diag(np.full(_SPELT, _PENALTY, np.float32))
    pull = np.zeros((_SPELT, len(topics)), np.float32)
    used: list[tuple[Any, Any, Any]] = []
    for way, (topic, words) in enumerate(ways):
        spelt = text(words)
        # Most ways to ask use few of the numbers.
        own = spelt.nonzero()[0]
        shares = spelt[own]
        square[own[:, None], own] += np.multiply.outer(shares, shares)
        pull[own, row[topic]] += shares
        used.append((own.astype(np.int16), np.full(len(own), way, np.int32), shares))
    weights = solve(square, pull)
    numbers, users, shares = map(np.concatenate, zip(*used, strict=True))
    order = np.argsort(numbers, kind="stable")
    starts = np.searchsorted(numbers[order], np.arange(_SPELT + 1))
    return Learnt(weights, starts, users[order], shares[order])


class Ranking:
    """What was learnt from the ways to ask, ready to be asked."""

    def __init__(self, ways: Ways, told: Mapping[str, str], learnt: Learnt) -> None:
        """`told` is what topics say; `learnt` what was learnt from these ways to ask."""
        import numpy as np

        self.topics = topics_of(ways)
        self._texts = Texts(ways)
        self._weights, self._users, self._shares = learnt.weights, learnt.users, learnt.shares
        self._starts = learnt.starts.tolist()
        self._is_answered = np.array([topic != NOTHING for topic, _ in ways])
        said = {topic: {stem(word) for word in split(text)} for topic, text in told.items()}
        for topic, words in ways:
            said.setdefault(topic, set()).update(map(stem, words))
        self._told = {topic: frozenset(words) for topic, words in said.items()}
        self._seen = frozenset().union(*(words for topic, words in self._told.items() if topic != NOTHING))
        self._answerable = lru_cache(maxsize=_REMEMBERED)(self._weigh)
        self.text = lru_cache(maxsize=_REMEMBERED)(self._texts)
        self.rank = lru_cache(maxsize=_REMEMBERED)(self._rank)

    def _rank(self, words: tuple[str, ...]) -> Mapping[str, float]:
        """How well each topic fits: about 1 for one that is asked for in just this way, about 0 for most."""
        text = self.text(words)
        used = text.nonzero()[0]
        scores = text[used] @ self._weights[used]
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
        likest = sorted((t for t in scores if t != NOTHING), key=lambda topic: -scores[topic])[:_TELLING]
        content = [stem(word) for word in words if word not in english.PLAIN]
        unseen = sum(word not in self._seen for word in content) / (len(content) or 1)
        told = frozenset[str]().union(*(self._told[topic] for topic in likest))
        weights = [(word, self._texts.rare.get(word, self._texts.rarest)) for word in content]
        explained = sum(w for word, w in weights if word in told) / (sum(w for _, w in weights) or 1.0)
        return scores[NOTHING], *self._nearest(words), unseen, explained

    def _nearest(self, words: tuple[str, ...]) -> tuple[float, float]:
        """How near the nearest way to ask is, and the nearest question that is not answered."""
        import numpy as np

        text = self.text(words)
        if not text.any():
            return 0.0, 0.0
        used = np.flatnonzero(text).tolist()
        held = [slice(self._starts[number], self._starts[number + 1]) for number in used]
        users = np.concatenate([self._users[some] for some in held])
        shares = np.concatenate([self._shares[some] * text[n] for some, n in zip(held, used, strict=True)])
        near = np.bincount(users, shares, len(self._is_answered))
        return float(near[self._is_answered].max(initial=0)), float(near[~self._is_answered].max(initial=0))


def _hashed(text: str) -> tuple[int, int]:
    """Which number a stem, a pair or some letters are counted in, and with which sign."""
    number = crc32(text.encode())
    half = _SPELT // 2
    return number % half + half * (text[0] not in "= "), 1 if number & 0x8000_0000 else -1

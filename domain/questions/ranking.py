"""Which topic a question's ideas fit: BM25 finds the nearest variants, coverage both ways ranks them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from domain.questions import english
from domain.questions.topics import Topic
from domain.questions.wording import Word

_CANDIDATES = 60
# A message is read more than once.
_REMEMBERED = 256
# How much an idea of the question counts as told: in the variant, elsewhere in the topic, in its facts.
_SAME, _TOPIC, _FACTS = 1.0, 0.85, 0.55
# A word that nothing explains asks for something that the record may not have.
_UNKNOWN = 3.0
_HEAVIEST, _LIGHTEST = 4.0, 0.3
# An agency is named in questions that are about something else.
_NAMED = 0.7
# The share of the question that is understood counts for more than that of the variant.
_BALANCE = 0.6
# For a variant of just the same ideas.
_WHOLE = 0.04
# For one that names the same year.
_YEAR = 0.06


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to ask for a topic, as ideas."""

    topic: Topic
    ideas: frozenset[str]
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic, how well it fits from 0 to 1, and the share of the question that it explains."""

    topic: Topic
    score: float
    explained: float
    unexplained: float = 0.0


class Ranking:
    """The variants of one program, ready to be searched."""

    def __init__(self, variants: Sequence[Variant], told: Mapping[str, frozenset[str]]) -> None:
        """`told` has the ideas of each topic's facts, by its id."""
        self._variants = tuple(variant for variant in variants if not variant.ideas <= english.HOLLOW)
        self._told = told
        said: dict[str, set[str]] = {}
        for variant in self._variants:
            said.setdefault(variant.topic.id, set()).update(variant.ideas)
        self._said = said
        used = Counter(idea for ideas in said.values() for idea in ideas)
        topics = len(said)
        self._weights = {idea: self._weight(idea, math.log(1 + topics / n)) for idea, n in used.items()}
        self._wholes = [sum(self._weights[idea] for idea in v.ideas) for v in self._variants]
        self._index: Any = None
        self.rank = lru_cache(maxsize=_REMEMBERED)(self._rank)

    @staticmethod
    def _weight(idea: str, rarity: float) -> float:
        if idea.startswith("AGENCY"):
            return _NAMED
        return english.LIGHT.get(idea) or max(_LIGHTEST, min(rarity, _HEAVIEST))

    def weight(self, word: Word) -> float:
        """How much a word of a question counts."""
        if word.idea in english.LIGHT:
            return english.LIGHT[word.idea]
        if word.idea.startswith("AGENCY"):
            return _NAMED
        return self._weights.get(word.idea, _UNKNOWN)

    def _rank(self, words: tuple[Word, ...], years: frozenset[int] = frozenset()) -> tuple[Ranked, ...]:
        """The topics that fit, the best first. A way to ask that names a year fits only that year."""
        asked = {word.idea: self.weight(word) for word in words if word.idea}
        whole = sum(asked.values())
        if not whole:
            return ()
        best: dict[str, Ranked] = {}
        for n in self._nearest(asked):
            variant = self._variants[n]
            if variant.years and not variant.years & years:
                continue
            ranked = self._fit(variant, self._wholes[n], asked, whole)
            known = best.get(variant.topic.id)
            if known is None or ranked.score > known.score:
                best[variant.topic.id] = ranked
        return tuple(sorted(best.values(), key=lambda r: -r.score))

    def _fit(self, variant: Variant, of_variant: float, asked: Mapping[str, float], whole: float) -> Ranked:
        said, told = self._said[variant.topic.id], self._told.get(variant.topic.id, frozenset())
        explained = met = left = 0.0
        for idea, weight in asked.items():
            if idea in variant.ideas:
                explained += weight * _SAME
                met += weight
            elif idea in said:
                explained += weight * _TOPIC
            elif idea in told:
                explained += weight * _FACTS
            else:
                left += weight
        share, meant = explained / whole, met / of_variant
        both = _BALANCE**2 * share + meant
        score = (1 + _BALANCE**2) * share * meant / both if both else 0.0
        score += _WHOLE * (variant.ideas == asked.keys()) + _YEAR * bool(variant.years)
        return Ranked(variant.topic, score, share, left)

    def _nearest(self, asked: Mapping[str, float]) -> list[int]:
        """The variants, by their place, that share the most with the question."""
        if self._index is None:
            # Imported on the first question: it brings numpy along.
            import bm25s

            self._index = bm25s.BM25()
            self._index.index([sorted(v.ideas) for v in self._variants], show_progress=False)
        k = min(_CANDIDATES, len(self._variants))
        documents, scores = self._index.retrieve(
            [sorted(asked)], k=k, show_progress=False, leave_progress=False, sorted=True
        )
        return [int(n) for n, s in zip(documents[0], scores[0], strict=True) if s > 0]

"""Names that a typed word may be a slip of."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA


class Spelling:
    """Names kept by length with their first letter, and with their last.

    One edit cannot change both ends of a name, so a typo is measured against a tenth of the names. Two edits
    that hit both ends are not found: a miss, never another name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_end: defaultdict[tuple[int, int, str], list[str]] = defaultdict(list)
        for name in names:
            for end in (0, -1):
                self._by_end[end, len(name), name[end]].append(name)

    def near(self, typed: str, reach: int) -> dict[str, int]:
        """The names within `reach` edits: a letter more, less or other, or two swapped; and how many."""
        candidates: list[str] = []
        for end in (0, -1):
            for size in range(len(typed) - reach, len(typed) + reach + 1):
                candidates += self._by_end.get((end, size, typed[end]), ())
        hits = process.extract(typed, candidates, scorer=OSA.distance, score_cutoff=reach, limit=None)
        return {name: distance for name, distance, _ in hits}

"""What English words mean, as numbers: words used alike lie near each other. Packaged, so that nothing is fetched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

NUMBERS = "vectors.npy"
WORDS = "words.txt"


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """A row of numbers for each ordinary word; a sentence is the sum of its words."""

    row_by_word: Mapping[str, int]
    rows: Any

    def __contains__(self, word: str) -> bool:
        return word in self.row_by_word

    def of(self, words: Iterable[str]) -> Any:
        """The sum of the words that are known, of length one; zeros where none is."""
        import numpy as np

        rows = [row for word in words if (row := self.row_by_word.get(word)) is not None]
        total = self.rows[rows].sum(axis=0, dtype=np.float32)
        return total / (float(np.linalg.norm(total)) or 1.0)


@cache
def packaged() -> Vectors:
    """The words that travel with Proviso; how they were made is told in config/vectors/derive.py."""
    import numpy as np

    folder = resources.files("domain.questions") / "data"
    about_and_words = (folder / WORDS).read_text("utf-8").splitlines()
    words = [line for line in about_and_words if not line.startswith("#")]
    with (folder / NUMBERS).open("rb") as file:
        rows = np.load(file)
    return Vectors({word: n for n, word in enumerate(words)}, rows)

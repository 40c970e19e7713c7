"""A question understood as far as names, days and words go, for one program."""

import re
from dataclasses import dataclass
from datetime import date

from domain import places
from domain.programs import Program
from domain.questions import asking, english, moments, naming
from domain.questions.answer import Asked, Previous
from domain.questions.index import Index, Indexes
from domain.questions.wording import split
from domain.record import Record

# A message of so few words may go on from the one before.
_SHORT = 3
# One of so few with a word that stands for something, too.
_BRIEF = 6
_FOLLOWS = re.compile(
    r"^\s*(?:and|what about|how about|what abuot|also|same for|or|ok and|but)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_FISCAL = re.compile(r"\b(?:fy|fiscal\s+year|fiscal)\s*'?(?:\d{4}|\d{2})\b", re.IGNORECASE)
# What stands for a fiscal year that is not the program's.
OTHER_YEAR = "fiscalyear"


@dataclass(frozen=True, slots=True)
class Heard:
    """A question understood as far as names and words go, for one program."""

    indexes: Indexes
    index: Index
    record: Record
    moment: moments.Moment
    named: naming.Named
    words: tuple[str, ...]
    is_follow_up: bool

    @property
    def has_place(self) -> bool:
        return bool(self.named.matches)

    @property
    def content(self) -> list[str]:
        """The words that could ask for something."""
        return [word for word in self.words if word not in english.EMPTY and word != asking.A_TIME]

    @property
    def is_small_talk(self) -> bool:
        return not self.has_place and all(word in english.SMALL_TALK for word in self.words)

    @property
    def unknown_names(self) -> tuple[str, ...]:
        """Names in capitals, inside a sentence, that neither the record nor its questions know."""
        left = set(self.words)
        known = [
            (name, [word for word in split(name) if word in left]) for name in _NAME.findall(self.moment.rest)
        ]
        is_own = self.index.lexicon.is_own
        found = (name for name, words in known if words and not all(map(is_own, words)))
        return (*found, *([OTHER_YEAR] if OTHER_YEAR in left else []))

    @property
    def refers_back(self) -> bool:
        """Whether it is short, names no place, and has a word for what was told before."""
        is_short = len(self.words) <= _BRIEF
        return is_short and not self.has_place and bool(english.REFERRING & set(self.words))

    def before(self, asked: Asked) -> Previous | None:
        """What was asked before, where it was of the same program."""
        return asked.previous if asked.previous and asked.previous.program == self.index.program.id else None


def hear(indexes: Indexes, index: Index, moment: moments.Moment, asked: Asked, text: str) -> Heard:
    """Take the names out of a text, and bring the rest to the words that topics are told apart by."""
    _, words = naming.programs_in(asking.words(moment.rest), index.names.programs)
    before = asked.previous.places if asked.previous and asked.previous.program == index.program.id else ()
    by_id = index.program.jurisdiction_by_id
    asked_before = tuple(by_id[id] for id in before if id in by_id)
    named = naming.find(index.names, index.lexicon, _mended(index, words), moment.rest, asked_before)
    read = (*asking.reduced(named.words), *asking.dated(moment))
    goes_on = asked.previous is not None and (follows(text) or len(words) <= _SHORT)
    return Heard(indexes, index, record_of(index.program, asked, moment.by), moment, named, read, goes_on)


def _mended(index: Index, words: list[str]) -> list[str]:
    """Slips put right, but of names: a place's is told to the reader."""
    return [
        word if index.lexicon.explains(word) or _is_place(index, word) else index.lexicon.mend([word])[0]
        for word in words
    ]


def _is_place(index: Index, word: str) -> bool:
    return len(word) > 4 and isinstance(index.names.find(word), places.Found)


def without_fiscal(program: Program, text: str) -> str:
    """The fiscal year that is in the program's name says nothing of when; another asks for something else."""
    year = moments.fiscal_year(text)
    is_own = year is not None and str(year) in program.name
    return _FISCAL.sub(" " if is_own else f" {OTHER_YEAR} ", text)


def record_of(program: Program, asked: Asked, day: date | None) -> Record:
    """The record as of the day that the question names, or of the one it is asked for."""
    return Record(program, min(day or asked.day or asked.today, asked.today), asked.today, asked.zone)


def follows(text: str) -> bool:
    """Whether a message begins as those do that go on from the one before."""
    return bool(_FOLLOWS.match(text))

"""What the answers come to: a finding for each rule, and the verdict.

Unknown is a value. Every part of a rule is evaluated, nothing is cut short, so every gap is listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Given, Wanted, wanted
from domain.selfcheck.forms import Form, FormRule
from domain.selfcheck.questionnaire import (
    Answer,
    Every,
    Finding,
    Level,
    Polarity,
    Question,
    Reads,
    Test,
)

# In a list that must hold entirely, the first of these that occurs decides; in a list of which one is
# enough, the first of those. What does not apply stands aside: it decides only where there is nothing else.
_EVERY = (Finding.GAP, Finding.UNKNOWN, Finding.NOT_OURS, Finding.MET, Finding.NOT_APPLICABLE)
_ONE_OF = (Finding.MET, Finding.UNKNOWN, Finding.NOT_OURS, Finding.GAP, Finding.NOT_APPLICABLE)

_MEANS = {
    Answer.YES: Finding.MET,
    Answer.NO: Finding.GAP,
    Answer.PARTLY: Finding.GAP,
    Answer.UNSURE: Finding.UNKNOWN,
    Answer.NOT_OURS: Finding.NOT_OURS,
    Answer.NOT_APPLICABLE: Finding.NOT_APPLICABLE,
    Answer.LATER: Finding.UNKNOWN,
    Answer.CLEARED: Finding.UNKNOWN,
}
_REVERSED = _MEANS | {Answer.YES: Finding.GAP, Answer.NO: Finding.MET}


class Verdict(StrEnum):
    NOT_READY = "not_ready"
    UNDETERMINED = "undetermined"
    READY_WITH_NOTES = "ready_with_notes"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Part:
    """What one question contributes to a rule."""

    question: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Row:
    """A rule's finding, and the parts that decide it: all its gaps, or all that is unknown."""

    rule: str
    finding: Finding
    because: tuple[Part, ...]

    @property
    def has_not_applicable(self) -> bool:
        """Whether an answer “not applicable” has a part in it."""
        return any(part.finding is Finding.NOT_APPLICABLE for part in self.because)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict with one row for each rule, in the form's order."""

    verdict: Verdict
    rows: tuple[Row, ...]

    def of(self, rule: str) -> Row:
        return next(row for row in self.rows if row.rule == rule)


@dataclass(frozen=True, slots=True)
class _Result:
    finding: Finding
    because: tuple[Part, ...]

    @property
    def is_noted(self) -> bool:
        return any(part.finding is Finding.NOT_APPLICABLE for part in self.because)


def assess(form: Form, answers: Answers) -> Assessment:
    """Read every rule against the answers on the path."""
    reader = _Reader(form, answers, paths.asked(form, answers))
    rows = tuple(reader.row(rule) for rule in form.rules)
    return Assessment(_verdict(form, rows), rows)


def meaning(question: Question, given: Given | None, read: Reads | None = None) -> Finding:
    """What an answer means for a rule that reads it; an answer that lacks its reason is not one yet."""
    if given is None or wanted(question, given) is Wanted.REASON:
        return Finding.UNKNOWN
    if read is not None:
        for finding in (Finding.MET, Finding.GAP, Finding.UNKNOWN, Finding.NOT_OURS):
            if given.value in getattr(read, finding):
                return finding
    return (_REVERSED if question.polarity is Polarity.REVERSE else _MEANS)[given.value]


def _verdict(form: Form, rows: Sequence[Row]) -> Verdict:
    musts = [row for row in rows if form.rule_by_id[row.rule].level is Level.MUST]
    shoulds = [row for row in rows if form.rule_by_id[row.rule].level is Level.SHOULD]
    found = {row.finding for row in musts}
    if Finding.GAP in found:
        return Verdict.NOT_READY
    if found & {Finding.UNKNOWN, Finding.NOT_OURS}:
        return Verdict.UNDETERMINED
    noted = any(row.has_not_applicable for row in rows)
    unmet = any(row.finding is not Finding.MET for row in shoulds)
    return Verdict.READY_WITH_NOTES if noted or unmet else Verdict.READY


@dataclass(frozen=True, slots=True)
class _Reader:
    form: Form
    answers: Answers
    asked: Mapping[str, bool | None]

    def row(self, rule: FormRule) -> Row:
        result = self._test(rule.met_if)
        # A rule none of whose questions has a say must not pass for met.
        return Row(rule.id, result.finding, result.because) if result else Row(rule.id, Finding.UNKNOWN, ())

    def _test(self, test: Test) -> _Result | None:
        """What a test comes to; None where it has no say: its questions are closed, or silent."""
        if isinstance(test, Reads):
            return self._reads(test)
        parts = test.all if isinstance(test, Every) else test.any
        results = [result for part in parts if (result := self._test(part)) is not None]
        if not results:
            return None
        return _every(results) if isinstance(test, Every) else _one_of(results)

    def _reads(self, test: Reads) -> _Result | None:
        state = self.asked[test.question]
        if state is None:  # an earlier answer will tell whether it is asked at all
            return _Result(Finding.UNKNOWN, ())
        given = self.answers.get(test.question)
        if state is False or (given is not None and given.value in test.silent):
            return None
        finding = meaning(self.form.question_by_id[test.question], given, test)
        return _Result(finding, (Part(test.question, finding),))


def _every(results: Sequence[_Result]) -> _Result:
    finding = min((result.finding for result in results), key=_EVERY.index)
    # What holds, holds for all its parts; what does not, for those that say so.
    deciding = results if finding is Finding.MET else [r for r in results if r.finding is finding]
    return _Result(finding, _parts(deciding))


def _one_of(results: Sequence[_Result]) -> _Result:
    finding = min((result.finding for result in results), key=_ONE_OF.index)
    deciding = [r for r in results if r.finding is finding]
    if finding is Finding.MET:  # the way that needs no note is the one that counts
        deciding = [r for r in deciding if not r.is_noted] or deciding
    return _Result(finding, _parts(deciding))


def _parts(results: Sequence[_Result]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(part for result in results for part in result.because))

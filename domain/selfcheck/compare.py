"""Two sets of answers side by side: what became of each rule, and of the verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.assess import Assessment, assess
from domain.selfcheck.carry import Carried, carry, counterparts
from domain.selfcheck.forms import Form, FormRule, read_by
from domain.selfcheck.questionnaire import Finding, Question


@dataclass(frozen=True, slots=True)
class Said:
    """What stood against a question: `is_asked` tells one that waits from one that was never put."""

    is_asked: bool
    given: Given | None = None


_NOT_ASKED = Said(is_asked=False)


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question that was answered otherwise, or that now asks something else (`is_reworded`)."""

    question: Question
    was: Said
    now: Said
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that came out otherwise, or the same for other reasons. Its finding is None where the form
    has no such rule."""

    rule: FormRule
    was: Finding | None
    now: Finding | None
    is_reworded: bool
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed, in the later form's order, and how many rules did not."""

    was: Assessment
    now: Assessment
    changed: tuple[RuleChange, ...]
    same: int

    @property
    def moves_the_verdict(self) -> bool:
        return self.was.verdict is not self.now.verdict


@dataclass(frozen=True, slots=True)
class Recheck:
    """A finished result against a newer form, as a report: the result itself stays as it is."""

    carried: Carried
    comparison: Comparison


def compare(old: Form, was: Answers, new: Form, now: Answers) -> Comparison:
    """What changed from the answers to one form to those to the same form, or a later one."""
    sides = _Sides(old, was, new, now)
    before, after = assess(old, was), assess(new, now)
    found = {row.rule: row.finding for row in before.rows}
    changes = [sides.rule(rule, found.get(rule.id), after.of(rule.id).finding) for rule in new.rules]
    gone = [rule for rule in old.rules if rule.id not in new.rule_by_id]
    changes += [sides.rule(rule, found[rule.id], None) for rule in gone]
    changed = tuple(change for change in changes if _is_change(change))
    return Comparison(before, after, changed, len(changes) - len(changed))


def recheck(old: Form, new: Form, answers: Answers) -> Recheck:
    """What the answers to an earlier form come to by a newer one; what it does not ask is left out."""
    carried = carry(old, new, answers)
    return Recheck(carried, compare(old, answers, new, carried.answers))


def _is_change(change: RuleChange) -> bool:
    return change.was is not change.now or change.is_reworded or bool(change.answers)


@dataclass(frozen=True, slots=True)
class _Sides:
    old: Form
    was: Answers
    new: Form
    now: Answers

    def rule(self, rule: FormRule, was: Finding | None, now: Finding | None) -> RuleChange:
        before, after = self.old.rule_by_id.get(rule.id), self.new.rule_by_id.get(rule.id)
        reworded = before is not None and after is not None and _wording(before) != _wording(after)
        return RuleChange(rule, was, now, reworded, tuple(self._answers(before, after)))

    def _answers(self, before: FormRule | None, after: FormRule | None) -> Iterable[AnswerChange]:
        """The questions that either rule reads, by their later ids where they have one."""
        became = self._became()
        earlier = {now: was for was, now in became.items()}
        read = read_by(after.met_if) if after else ()
        for id in read:
            yield from self._answer(earlier.get(id), id)
        for id in read_by(before.met_if) if before else ():
            if became.get(id) not in read:
                yield from self._answer(id, became.get(id))

    def _became(self) -> Mapping[str, str]:
        """Which question became which: as the answers are carried over, else by its id."""
        pairs = dict(counterparts(self.old, self.new))
        taken = set(pairs.values())
        for question in self.old.questions:
            if question.id in self.new.question_by_id and question.id not in taken:
                pairs.setdefault(question.id, question.id)
        return pairs

    def _answer(self, was_id: str | None, now_id: str | None) -> Iterable[AnswerChange]:
        was = _said(self.old, self.was, was_id)
        now = _said(self.new, self.now, now_id)
        before = self.old.question_by_id[was_id] if was_id else None
        after = self.new.question_by_id[now_id] if now_id else None
        question = after or before
        assert question is not None
        reworded = before is not None and after is not None and before.text != after.text
        if was is None or now is None:  # the earlier answer is what changed
            return
        if _content(was) != _content(now) or (reworded and now.is_asked):
            yield AnswerChange(question, was, now, reworded)


def _said(form: Form, answers: Answers, id: str | None) -> Said | None:
    """What stands against a question; None while an earlier answer has to tell whether it is asked."""
    state = paths.asked(form, answers)[id] if id else False
    if state is None:
        return None
    return Said(True, answers.get(id)) if id and state else _NOT_ASKED


def _content(said: Said) -> tuple[object, ...]:
    """What counts for being the same: the answer, why, and what supports it in whatever order."""
    given = said.given
    if given is None:
        return (said.is_asked,)
    return given.value, given.reason, frozenset(piece.digest for piece in given.evidence)


def _wording(rule: FormRule) -> tuple[object, ...]:
    return rule.level, rule.sentence

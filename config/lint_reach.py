"""What the answers can bring about: conditions that decide nothing, rules that cannot be met or missed.

Each rule is tried with the answers of the questions that it reads, and of those that open them. Answers that
nothing tells apart are tried once, and the search for a witness ends with the first; so a good form is quick.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from domain.selfcheck import paths
from domain.selfcheck.answers import Given
from domain.selfcheck.assess import assess, meaning
from domain.selfcheck.forms import Form, FormRule, looked_at, read_by
from domain.selfcheck.questionnaire import Answer, Finding, Level, Question

Fault_ = tuple[tuple[str | int, ...], str, str]
# More combinations than this and a rule has become too much for a person, too.
_MOST = 200_000
_BEST_FIRST = tuple(Finding)


@dataclass(frozen=True, slots=True)
class _Slice:
    """One rule with everything that can bear on it, as a small form."""

    form: Form
    rule: FormRule

    def choices(self, question: Question) -> list[Answer | None]:
        """Its answers, those that favour the rule first, and None for no answer."""
        by_finding = sorted(question.answers, key=lambda a: _BEST_FIRST.index(meaning(question, _given(a))))
        return [*by_finding, None]

    def contexts(self, fixed: Mapping[str, Answer | None] = {}) -> Iterator[dict[str, Given]]:
        """All answers to the slice's questions, with some of them fixed."""
        offered = [[fixed[q.id]] if q.id in fixed else self.choices(q) for q in self.form.questions]
        for chosen in product(*offered):
            pairs = zip(self.form.questions, chosen, strict=True)
            yield {question.id: _given(answer) for question, answer in pairs if answer is not None}

    def finding(self, answers: Mapping[str, Given]) -> Finding:
        return assess(self.form, answers).rows[0].finding

    @property
    def size(self) -> int:
        total = 1
        for question in self.form.questions:
            total *= len(question.answers) + 1
        return total


def faults(form: Form) -> Iterator[Fault_]:
    """The faults that only trying the answers shows."""
    slices = [_slice(form, rule) for rule in form.rules]
    for n, part in enumerate(slices):
        if part.size > _MOST:
            what = f"depends on {len(part.form.questions)} questions: split it into several rules"
            yield ("rules", n), "too-wide", what
            return
    yield from _conditions(form)
    for n, part in enumerate(slices):
        if part.rule.level is Level.MUST:
            for finding, id in ((Finding.MET, "never-met"), (Finding.GAP, "never-gap")):
                if not any(part.finding(answers) is finding for answers in part.contexts()):
                    yield ("rules", n, "met_if"), id, f"no answers make it {finding}: change `met_if`"
    for n, question in enumerate(form.questions):
        yield from _options(n, question, [part for part in slices if question in part.form.questions])


def _options(n: int, question: Question, slices: Sequence[_Slice]) -> Iterator[Fault_]:
    """“Not sure” is left out: it changes what is still to do, not what is found."""
    idle = [
        option
        for option in question.answers
        if option is not Answer.UNSURE and not any(_matters(part, question, option) for part in slices)
    ]
    if len(idle) == len([option for option in question.answers if option is not Answer.UNSURE]):
        yield ("questions", n), "decides-nothing", "no rule depends on it: use it in one, or take it out"
        return
    for option in idle:
        what = f"the answer {option} changes nothing: take it out of `answers`, or let a rule read it"
        yield ("questions", n), "option-changes-nothing", what


def _matters(part: _Slice, question: Question, option: Answer) -> bool:
    """Whether in some context the answer makes another finding than no answer does."""
    for answers in part.contexts({question.id: option}):
        without = {id: given for id, given in answers.items() if id != question.id}
        if part.finding(answers) is not part.finding(without):
            return True
    return False


def _conditions(form: Form) -> Iterator[Fault_]:
    for n, question in enumerate(form.questions):
        if question.asked_if is None:
            continue
        before = _closure(form, looked_at(question.asked_if))
        states = set()
        for answers in _answered(form, before):
            small = Form(form.program, form.head, (*before, question), ())
            states.add(paths.asked(small, answers)[question.id])
            if {True, False} <= states:
                break
        for state, id in ((False, "always-true"), (True, "always-false")):
            if state not in states:
                what = "it is always asked: take `asked_if` out" if state is False else "it is never asked"
                yield ("questions", n, "asked_if"), id, what


def _answered(form: Form, questions: Sequence[Question]) -> Iterator[dict[str, Given]]:
    for chosen in product(*(question.answers for question in questions)):
        yield {q.id: _given(answer) for q, answer in zip(questions, chosen, strict=True)}


def _slice(form: Form, rule: FormRule) -> _Slice:
    return _Slice(Form(form.program, form.head, _closure(form, read_by(rule.met_if)), (rule,)), rule)


def _closure(form: Form, ids: Sequence[str]) -> tuple[Question, ...]:
    """The questions, and all that they look back at, in the form's order."""
    wanted, waiting = set(), list(ids)
    while waiting:
        id = waiting.pop()
        wanted.add(id)
        waiting += looked_at(form.question_by_id[id].asked_if)
    return tuple(question for question in form.questions if question.id in wanted)


def _given(answer: Answer) -> Given:
    return Given(answer, reason="a reason")

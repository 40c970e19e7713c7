"""What holds for any answers in any order, and for any sequence of answering, going back and publishing."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.selfcheck import paths
from domain.selfcheck.answers import Given, wanted
from domain.selfcheck.assess import Verdict, assess
from domain.selfcheck.carry import carry
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Finding, Migration, Question, Renamed
from domain.selfcheck.results import content_sha256
from tests.selfcheck import FORMS, REVERSED, answer, true_verdict

NOTHING_YET = frozenset({Answer.UNSURE, Answer.LATER, Answer.CLEARED})
CHECKED = date(2026, 11, 21)
quick = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def values(question: Question) -> st.SearchStrategy[Given | None]:
    """Mostly what meets a rule, or every form would be full of gaps."""
    good = Answer.NO if question.id in REVERSED else Answer.YES
    options = st.sampled_from([None, good, good, good, *question.answers, Answer.LATER, Answer.CLEARED])
    return options.map(lambda value: answer(value) if value else None)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Form, dict[str, Given]]:
    """A form, and some answers to it: off the path as well as on it."""
    form = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    drawn = {question.id: draw(values(question)) for question in form.questions}
    return form, {id: value for id, value in drawn.items() if value is not None}


@quick
@given(sheets())
def test_the_verdict_is_the_one_of_the_table(sheet: tuple[Form, dict[str, Given]]) -> None:
    form, answers = sheet
    assert assess(form, answers).verdict is true_verdict(form, settled(answers))


def settled(answers: dict[str, Given]) -> dict[str, Given]:
    """The table knows no “later” and no “taken back”: both are no answer."""
    return {id: g for id, g in answers.items() if g.value not in (Answer.LATER, Answer.CLEARED)}


@quick
@given(sheets(), st.data())
def test_finding_out_more_never_turns_a_decided_verdict(
    sheet: tuple[Form, dict[str, Given]], data: st.DataObject
) -> None:
    form, answers = sheet
    before = assess(form, answers).verdict
    assume(before is not Verdict.UNDETERMINED)
    known = dict(answers)
    while open_ := [
        q for q in paths.path(form, known) if q.id not in known or known[q.id].value in NOTHING_YET
    ]:
        question = data.draw(st.sampled_from(open_))
        decided = [option for option in question.answers if option is not Answer.UNSURE]
        known[question.id] = answer(data.draw(st.sampled_from(decided)))
        after = assess(form, known).verdict
        # A note may turn out to be met; nothing else changes.
        assert after is before or (before is Verdict.READY_WITH_NOTES and after is Verdict.READY)


@quick
@given(sheets(), st.data())
def test_what_stands_off_the_path_changes_nothing(
    sheet: tuple[Form, dict[str, Given]], data: st.DataObject
) -> None:
    form, answers = sheet
    on_path = {question.id for question in paths.path(form, answers)}
    off = [question for question in form.questions if question.id not in on_path]
    other = {id: g for id, g in answers.items() if id in on_path}
    other |= {q.id: value for q in off if (value := data.draw(values(q))) is not None}
    assert paths.path(form, other) == paths.path(form, answers)
    assert assess(form, other) == assess(form, answers)
    assert paths.pruned(form, other) == paths.pruned(form, answers)
    assert content(form, other) == content(form, answers)


@quick
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_answering_changes_nothing(sheet: tuple[Form, dict[str, Given]], random: Random) -> None:
    form, answers = sheet
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert assess(form, dict(shuffled)) == assess(form, answers)
    assert content(form, dict(shuffled)) == content(form, answers)


@quick
@given(sheets(), st.data())
def test_changing_an_answer_there_and_back_changes_nothing(
    sheet: tuple[Form, dict[str, Given]], data: st.DataObject
) -> None:
    form, answers = sheet
    assume(answers)
    id = data.draw(st.sampled_from(sorted(answers)))
    there = answers | {id: data.draw(values(form.question_by_id[id])) or Given(Answer.CLEARED)}
    back = there | {id: answers[id]}
    assert paths.pruned(form, back) == paths.pruned(form, answers)
    assert content(form, back) == content(form, answers)


@quick
@given(sheets())
def test_the_most_there_can_be_never_grows(sheet: tuple[Form, dict[str, Given]]) -> None:
    form, answers = sheet
    told: dict[str, Given] = {}
    most = len(form.questions)
    while question := paths.next_question(form, told):
        now = paths.progress(form, told, question.id)
        assert now.number <= now.at_most <= most
        most = now.at_most
        told[question.id] = answers.get(question.id) or answer("unsure")
        if told[question.id].value is Answer.CLEARED:
            told[question.id] = Given(Answer.LATER)
    assert paths.is_complete(form, told)


@quick
@given(sheets(), st.data())
def test_a_migration_keeps_each_answer_that_it_maps(
    sheet: tuple[Form, dict[str, Given]], data: st.DataObject
) -> None:
    form, answers = sheet
    named = {q.id: f"{q.id}-b" if data.draw(st.booleans()) else q.id for q in form.questions}
    gone = {q.id for q in form.questions if data.draw(st.booleans())}
    newer = next_version(form, named, gone, compatible=data.draw(st.booleans()))
    carried = carry(form, newer, answers)
    assert carried.answers == {named[id]: g for id, g in answers.items() if id not in gone}
    assert set(carried.left) == {id for id in answers if id in gone}
    assert carried.is_compatible is newer.migrations[0].compatible


def next_version(form: Form, named: dict[str, str], gone: set[str], *, compatible: bool) -> Form:
    """The form one version on, its questions named anew, and the answers of those gone not taken along."""
    questions = tuple(replace(q, id=named[q.id], asked_if=None) for q in form.questions)
    kept = tuple(Renamed(id, now) for id, now in named.items() if id not in gone)
    version = form.head.version
    migration = Migration(f"from-{version}", version, compatible, "Asked anew.", kept)
    head = replace(form.head, version=version + 1)
    return Form(form.program, head, questions, (), (migration,))


def content(form: Form, answers: dict[str, Given]) -> str:
    return content_sha256(form, CHECKED, answers, assess(form, answers))


class Check(RuleBasedStateMachine):
    """One person in the middle of a check, while editors publish and withdraw. Nothing is kept but answers."""

    @initialize(program=st.sampled_from(sorted(FORMS)))
    def start(self, program: str) -> None:
        self.form = FORMS[program]
        self.answers: dict[str, Given] = {}
        self.trail: list[tuple[str, Given | None]] = []
        self.is_withdrawn = False

    @precondition(lambda self: paths.next_question(self.form, self.answers))
    @rule(data=st.data())
    def answer_next(self, data: st.DataObject) -> None:
        question = paths.next_question(self.form, self.answers)
        assert question is not None
        self.give(question, answer(data.draw(st.sampled_from([*question.answers, Answer.LATER]))))

    @rule()
    def answer_the_rest(self) -> None:
        while question := paths.next_question(self.form, self.answers):
            self.give(question, answer(Answer.NO if question.id in REVERSED else Answer.YES))

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        question = self.form.question_by_id[data.draw(st.sampled_from(sorted(self.answers)))]
        self.give(question, data.draw(values(question)) or Given(Answer.CLEARED))

    @precondition(lambda self: self.trail)
    @rule()
    def undo(self) -> None:
        id, before = self.trail.pop()
        self.answers.pop(id)
        if before is not None:
            self.answers[id] = before

    @rule(steps=st.integers(1, 5))
    def go_back(self, steps: int) -> None:
        question = paths.next_question(self.form, self.answers)
        at, seen = question.id if question else None, []
        for _ in range(steps):
            if (before := paths.previous(self.form, self.answers, at)) is None:
                break
            seen.append(before.id)
            at = before.id
        assert seen == sorted(seen, key=self.form.place_of.__getitem__, reverse=True)

    @rule(compatible=st.booleans())
    def publish(self, compatible: bool) -> None:
        """The next version asks the same under the same ids: all that was answered comes along."""
        same = {question.id: question.id for question in self.form.questions}
        newer = replace(
            next_version(self.form, same, set(), compatible=compatible),
            questions=self.form.questions,
            rules=self.form.rules,
        )
        carried = carry(self.form, newer, self.answers)
        assert newer.sha256 != self.form.sha256
        assert carried.answers == self.answers
        assert assess(newer, carried.answers).rows == assess(self.form, self.answers).rows
        self.form, self.answers = newer, dict(carried.answers)

    @rule()
    def withdraw(self) -> None:
        self.is_withdrawn = not self.is_withdrawn

    @invariant()
    def the_path_has_no_holes(self) -> None:
        on_path = [question.id for question in paths.path(self.form, self.answers)]
        assert set(paths.pruned(self.form, self.answers)) <= set(on_path)
        waiting = paths.next_question(self.form, self.answers)
        before = on_path[: on_path.index(waiting.id)] if waiting else on_path
        for id in before:
            given = self.answers[id]
            assert given.value is not Answer.CLEARED
            assert (
                given.value is not Answer.NOT_APPLICABLE
                or wanted(self.form.question_by_id[id], given) is None
            )

    @invariant()
    def pruning_again_prunes_nothing(self) -> None:
        once = paths.pruned(self.form, self.answers)
        assert paths.pruned(self.form, once) == once
        assert assess(self.form, once) == assess(self.form, self.answers)

    @invariant()
    def only_what_is_all_met_is_ready(self) -> None:
        found = assess(self.form, self.answers)
        assert (found.verdict is Verdict.READY) <= all(row.finding is Finding.MET for row in found.rows)

    @invariant()
    def a_withdrawn_or_unfinished_check_cannot_be_submitted(self) -> None:
        hindrance = paths.hindrance(self.form, self.answers, is_withdrawn=self.is_withdrawn)
        unfinished = paths.next_question(self.form, self.answers) is not None
        assert (hindrance is None) is (not self.is_withdrawn and not unfinished)

    def give(self, question: Question, given: Given) -> None:
        self.trail.append((question.id, self.answers.get(question.id)))
        self.answers[question.id] = given


Check.TestCase.settings = settings(quick, max_examples=40, stateful_step_count=30)
TestCheck = Check.TestCase

"""One person's way through a form: which question is on the card, and what each step makes of it.

A step never changes anything by itself: it gives the check as it is afterwards, and what is to be stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.gazetteer import Place
from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Evidence, Given, Wanted, wanted
from domain.selfcheck.carry import Carried
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Answer, Question

# A check left alone for so long is shelved; what was answered is kept, and /check takes it up again.
LIFE = timedelta(days=30)


class State(StrEnum):
    ACTIVE = "active"
    DONE = "done"
    CANCELLED = "cancelled"


class Asks(StrEnum):
    """What the next words of the starter are for."""

    REASON = "reason"
    WHO = "who"
    EVIDENCE = "evidence"


_ASKS = {Wanted.REASON: Asks.REASON, Wanted.WHO: Asks.WHO}


@dataclass(frozen=True, slots=True)
class Group:
    """The group that a check was begun from, and the topic there (0 for none): its summary may be posted."""

    chat: int
    thread: int
    title: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one person in one chat. `chat`, `thread` and `person` are Telegram's ids.

    `place` is what it is about where the program has no record of it: then `jurisdiction` is empty.
    `rev` counts its steps: a button of an earlier one is stale. `at` is the question that the person turned
    to; empty means the first that waits, or else the review. `card` is the message that shows it and
    `card_rev` the step it was last seen to show. `step_by` is the update that made the last step.
    """

    sid: str
    chat: int
    thread: int
    person: int
    person_name: str
    program: str
    jurisdiction: str
    form: str
    started_at: datetime
    expires_at: datetime
    rev: int = 0
    state: State = State.ACTIVE
    at: str = ""
    asks: Asks | None = None
    card: int | None = None
    card_rev: int | None = None
    step_by: int | None = None
    place: Place | None = None
    group: Group | None = None

    @property
    def subject(self) -> str:
        """What it is about, as buttons carry it: the id of the jurisdiction, or of the place."""
        return self.jurisdiction or (self.place.id if self.place else "")

    @property
    def is_in_group(self) -> bool:
        """Whether it was begun in a group; a private chat has its person's id."""
        return self.chat != self.person

    def is_shelved(self, now: datetime) -> bool:
        return self.state is State.ACTIVE and now > self.expires_at


class Standing(StrEnum):
    """How a tap stands to the check that its button belongs to."""

    LIVE = "live"
    STALE = "stale"  # its card is from another step
    FOREIGN = "foreign"  # somebody else began the check
    FINISHED = "finished"
    CANCELLED = "cancelled"
    SHELVED = "shelved"  # left alone for too long


def standing(check: Check, person: int, rev: int, now: datetime) -> Standing:
    """Whether a button of this step may change the check, or why not."""
    if check.person != person:
        return Standing.FOREIGN
    if check.state is State.DONE:
        return Standing.FINISHED
    if check.state is State.CANCELLED:
        return Standing.CANCELLED
    if check.is_shelved(now):
        return Standing.SHELVED
    return Standing.LIVE if check.rev == rev else Standing.STALE


@dataclass(frozen=True, slots=True)
class Step:
    """The check after a step, and what it adds: answers by question, and a piece of evidence."""

    check: Check
    given: Mapping[str, Given]
    evidence: Evidence | None = None


def shown(form: Form, check: Check, answers: Answers) -> Question | None:
    """The question on the card; None at the review."""
    if check.at and any(question.id == check.at for question in paths.path(form, answers)):
        return form.question_by_id[check.at]
    return paths.next_question(form, answers)


def choose(form: Form, check: Check, answers: Answers, value: Answer) -> Step | None:
    """Answer the question on the card; None where it does not offer that."""
    question = shown(form, check, answers)
    if question is None or value not in (*question.answers, Answer.LATER):
        return None
    before = answers.get(question.id)
    if before is not None and before.value is value:
        given, new = before, {}
    else:
        given = Given(value)
        new = {question.id: given}
    lacks = wanted(question, given)
    at = question.id if lacks else ""
    return Step(replace(check, rev=check.rev + 1, at=at, asks=_ASKS[lacks] if lacks else None), new)


def explain(form: Form, check: Check, answers: Answers, words: str) -> Step | None:
    """Take the reason, or the name of the other government, that the card asks for."""
    question = shown(form, check, answers)
    given = answers.get(question.id) if question else None
    if question is None or given is None or check.asks not in (Asks.REASON, Asks.WHO) or not words.strip():
        return None
    after = replace(check, rev=check.rev + 1, at="", asks=None)
    return Step(after, {question.id: Given(given.value, words.strip())})


def support(form: Form, check: Check, answers: Answers, evidence: Evidence) -> Step | None:
    """Take the evidence that the card asks for; the card stays with its question."""
    question = shown(form, check, answers)
    if question is None or check.asks is not Asks.EVIDENCE:
        return None
    return Step(replace(check, rev=check.rev + 1, at=question.id, asks=None), {}, evidence)


def ask_for_evidence(form: Form, check: Check, answers: Answers) -> Step | None:
    """Ask for what supports the answer on the card, once there is one."""
    question = shown(form, check, answers)
    if question is None or question.id not in answers:
        return None
    return _to(check, question.id, Asks.EVIDENCE)


def back(form: Form, check: Check, answers: Answers) -> Step | None:
    """Turn to the question before the one on the card; None at the first."""
    question = shown(form, check, answers)
    before = paths.previous(form, answers, question.id if question else None)
    return _to(check, before.id) if before else None


def change(form: Form, check: Check, answers: Answers, place: int) -> Step | None:
    """Turn to a question by its place in the form, counted from 1; None where it is not asked."""
    on_path = paths.path(form, answers)
    question = next((q for q in on_path if form.place_of[q.id] + 1 == place), None)
    return _to(check, question.id) if question else None


def go_on(form: Form, check: Check, answers: Answers) -> Step | None:
    """Leave a question that has its answer for the first that waits, or for the review."""
    question = shown(form, check, answers)
    if question is None or not check.at or question.id not in answers or check.asks is Asks.REASON:
        return None
    return _to(check, "")


def take_over(check: Check, old: Answers, carried: Carried, form: Form) -> Step:
    """Go on with a newer form: answers that have no place in it are taken back there."""
    moved = {id: given for id, given in carried.answers.items() if old.get(id) != given}
    dropped = {id: Given(Answer.CLEARED) for id in old if id not in carried.answers and id in form.place_of}
    return Step(replace(check, rev=check.rev + 1, form=form.sha256, at="", asks=None), moved | dropped)


def resume(check: Check) -> Step:
    """Take a shelved check up again where it was left."""
    return Step(replace(check, rev=check.rev + 1), {})


def end(check: Check, state: State) -> Check:
    return replace(check, rev=check.rev + 1, state=state, at="", asks=None)


def _to(check: Check, at: str, asks: Asks | None = None) -> Step:
    return Step(replace(check, rev=check.rev + 1, at=at, asks=asks), {})

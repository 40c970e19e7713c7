"""What is wrong with a questionnaire whose every line is well formed: each fault has an id of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from config import lint_reach
from domain.programs import Program
from domain.selfcheck import forms
from domain.selfcheck.forms import looked_at
from domain.selfcheck.questionnaire import Answer, Condition, Question, When, WhenAll

Path_ = tuple[str | int, ...]

# What stands around a program's own words, in UTF-16 units: the head of a card with its buttons' names, and
# the sentence of a toast. The limits are Telegram's.
CARD, CARD_FRAME = 4096, 600
TOAST, TOAST_FRAME = 200, 100
# A button of the review names its question: version, session, revision and action take 40 bytes.
CALLBACK, CALLBACK_FRAME = 64, 40


@dataclass(frozen=True, slots=True)
class Fault:
    at: Path_
    id: str
    what: str


def faults(program: Program) -> list[Fault]:
    """Everything that is wrong; what depends on the rest being right is looked for last."""
    if program.self_check is None:
        return []
    found = [*_order(program), *_offers(program), *_rules(program), *_lengths(program), *_versions(program)]
    if found:
        return found
    form = forms.of(program)
    assert form is not None
    return [Fault(at, id, what) for at, id, what in lint_reach.faults(form)]


def _order(program: Program) -> Iterator[Fault]:
    """A question looks back, and so never in a circle."""
    place = {question.id: n for n, question in enumerate(program.questions)}
    looks_at = {question.id: looked_at(question.asked_if) for question in program.questions}
    for question in program.questions:
        at = ("questions", place[question.id], "asked_if")
        for other in looks_at[question.id]:
            if question.id == other or _leads_to(looks_at, other, question.id):
                yield Fault(
                    at, "cycle", f"{other!r} is itself asked by the answer to {question.id!r}: cut one"
                )
            elif place[other] > place[question.id]:
                what = f"{other!r} comes later: move it up, or look at an earlier question"
                yield Fault(at, "later-question", what)


def _leads_to(looks_at: dict[str, tuple[str, ...]], start: str, goal: str) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        id = waiting.pop()
        if id == goal:
            return True
        waiting += [other for other in looks_at[id] if other not in seen]
        seen.add(id)
    return False


def _offers(program: Program) -> Iterator[Fault]:
    """A question's answers, and the words that some of them need."""
    by_id = {question.id: question for question in program.questions}
    for n, question in enumerate(program.questions):
        at = ("questions", n)
        if Answer.NOT_APPLICABLE in question.answers and not question.not_applicable_when:
            what = "offers “not applicable”: say in `not_applicable_when` when that is fair"
            yield Fault(at, "no-reason-rule", what)
        for when in _atoms(question.asked_if):
            for missing in sorted(set(when.given) - set(by_id[when.question].answers)):
                what = f"{when.question!r} does not offer {missing}: take it out, or add it to its `answers`"
                yield Fault((*at, "asked_if"), "answer-not-offered", what)


def _atoms(condition: Condition | None) -> Iterator[When]:
    if isinstance(condition, When):
        yield condition
    elif condition is not None:
        for part in condition.all if isinstance(condition, WhenAll) else condition.any:
            yield from _atoms(part)


def _rules(program: Program) -> Iterator[Fault]:
    if not program.rules or not program.questions:
        yield Fault(("self_check",), "no-rules", "needs `questions` and `rules`: add them")
    for n, rule in enumerate(program.rules):
        at = ("rules", n)
        if not rule.sources:
            yield Fault(at, "rule-without-source", "has no `sources`: name where the requirement stands")
        if rule.checked is None:
            yield Fault(at, "rule-without-checked", "has no `checked`: add the day it was last checked")
        if not rule.next_step:
            yield Fault(at, "rule-without-next-step", "has no `next_step`: say what to do about a gap")


def _lengths(program: Program) -> Iterator[Fault]:
    for n, question in enumerate(program.questions):
        at = ("questions", n)
        if (size := _card(program, question)) > CARD:
            what = f"its card would be {size} characters long, {CARD} are allowed: shorten what it says"
            yield Fault(at, "card-too-long", what)
        if (size := _units(question.title) + TOAST_FRAME) > TOAST:
            what = f"a notice with its title would be {size} characters long, {TOAST} are allowed: shorten it"
            yield Fault((*at, "title"), "toast-too-long", what)
        if (size := len(question.id.encode()) + CALLBACK_FRAME) > CALLBACK:
            what = f"a button with its id would carry {size} bytes, {CALLBACK} are allowed: shorten it"
            yield Fault((*at, "id"), "callback-too-long", what)


def _card(program: Program, question: Question) -> int:
    """The length of its longest card: the question, and under “Why” its help and the rules it bears on."""
    named = max((_units(place.full_name) for place in program.jurisdictions), default=0)
    own = (question.title, question.text, question.help or "", question.not_applicable_when or "")
    sentence = {requirement.id: requirement.text for requirement in program.requirements}
    rules = [rule for rule in program.rules if question.id in forms.read_by(rule.met_if)]
    said = sum(_units(rule.sentence or sentence[rule.requirement]) for rule in rules)
    return CARD_FRAME + named + sum(map(_units, own)) + _units(question.evidence or "") + said


def _units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _versions(program: Program) -> Iterator[Fault]:
    """Each earlier version has a migration, and each of its maps accounts for every question of today."""
    assert program.self_check is not None
    earlier = {migration.from_version for migration in program.migrations}
    for version in range(1, program.self_check.version):
        if version not in earlier:
            what = f"there is no migration from version {version}: add one under `migrations`"
            yield Fault(("self_check", "version"), "incomplete-migration", what)
    for n, migration in enumerate(program.migrations):
        at = ("migrations", n)
        if migration.from_version >= program.self_check.version:
            what = f"version {migration.from_version} is not an earlier one: raise `self_check.version`"
            yield Fault((*at, "from_version"), "incomplete-migration", what)
        named = [*(pair.now for pair in migration.questions), *migration.new]
        for question in program.questions:
            if named.count(question.id) != 1:
                what = f"{question.id!r} stands in it {named.count(question.id)} times: name it once, "
                yield Fault(at, "incomplete-migration", what + "under `questions` or `new`")
        gone = [pair.was for pair in migration.questions if pair.was in migration.gone]
        for id in gone:
            yield Fault(at, "incomplete-migration", f"{id!r} is both kept and `gone`: choose one")

"""What `proviso programs check` says about a questionnaire whose every line is well formed."""

from pathlib import Path

import pytest

from config import files, lint
from config.files import ProgramFileError

EXAMPLE = (Path(__file__).parents[2] / "docs" / "example-program.yaml").read_text(encoding="utf-8")
LINES = EXAMPLE.splitlines()
LONG = "A rather long word, said again and again. " * 28

BAN = """\
    text: Does a ban on watering reach street trees?
    polarity: reverse
    answers: [yes, no, partly, unsure]
"""
MIGRATION = """
migrations:
  - id: from-1
    from_version: 1
    compatible: true
    reason: Only the words changed.
    questions: [{was: crew, now: crew}, {was: soil, now: plan}]
    new: [ban]
    gone: [hoses]
"""
VERSION_2 = ("self_check:\n", "self_check:\n  version: 2\n")


def problems(*changes: tuple[str, str], added: str = "") -> list[files.Problem]:
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(ProgramFileError) as caught:
        files.parse((text + added).encode(), "trees.yaml")
    return list(caught.value.problems)


def test_the_example_has_no_fault() -> None:
    assert lint.faults(files.parse(EXAMPLE.encode(), "trees.yaml")) == []


@pytest.mark.parametrize(
    ("id", "changes", "expected"),
    [
        pytest.param(
            "duplicate-id", [("  - id: ban\n", "  - id: plan\n"), ("met_if: ban", "met_if: plan")],
            "questions[2].id: 'plan' is taken: ids are unique among questions", id="duplicate question",
        ),
        pytest.param(
            "unknown-id", [("met_if: ban", "met_if: bans")],
            "rules[1].met_if.question: there is no 'bans' under `questions`: did you mean 'ban'?", id="unknown question",
        ),
        pytest.param(
            "unknown-id", [("asked_if: {question: crew", "asked_if: {question: crews")],
            "questions[1].asked_if.question: there is no 'crews' under `questions`: did you mean 'crew'?",
            id="unknown question in a condition",
        ),
        pytest.param(
            "unknown-id", [("    level: must\n", "    level: must\n    deadline: watering\n"), ("    deadline: watering-plan\n    checked", "    checked")],
            "rules[0].deadline: there is no 'watering' under `deadlines`: did you mean 'watering-plan'?", id="unknown deadline",
        ),
        pytest.param(
            "later-question", [("asked_if: {question: crew, given: [yes]}", "asked_if: {question: ban, given: [yes]}")],
            "questions[1].asked_if: 'ban' comes later: move it up, or look at an earlier question", id="later question",
        ),
        pytest.param(
            "cycle", [("asked_if: {question: crew, given: [yes]}", "asked_if: {question: plan, given: [yes]}")],
            "questions[1].asked_if: 'plan' is itself asked by the answer to 'plan': cut one", id="itself",
        ),
        pytest.param(
            "cycle",
            [
                ("asked_if: {question: crew, given: [yes]}", "asked_if: {question: ban, given: [yes]}"),
                (BAN, BAN + "    asked_if: {question: plan, given: [yes]}\n"),
            ],
            "questions[1].asked_if: 'ban' is itself asked by the answer to 'plan': cut one", id="circle of two",
        ),
        pytest.param(
            "rule-without-source",
            [
                (
                    "Ask the water office for an exception.\n    checked: 2026-11-21\n    sources: [call-2026]\n",
                    "Ask the water office for an exception.\n    checked: 2026-11-21\n",
                )
            ],
            "rules[1]: has no `sources`: name where the requirement stands", id="no source",
        ),
        pytest.param(
            "rule-without-checked", [("    deadline: watering-plan\n    checked: 2026-11-21\n", "    deadline: watering-plan\n")],
            "rules[0]: has no `checked`: add the day it was last checked", id="no date",
        ),
        pytest.param(
            "rule-without-next-step", [("    next_step: Write the plan, and have it adopted.\n", "")],
            "rules[0]: has no `next_step`: say what to do about a gap", id="no next step",
        ),
        pytest.param(
            "never-met", [("        - plan\n", "        - {question: plan, gap: [yes]}\n")],
            "rules[0].met_if: no answers make it met: change `met_if`", id="never met",
        ),
        pytest.param(
            "never-gap", [("        - plan\n", "        - {question: plan, not_ours: [no, partly]}\n")],
            "rules[0].met_if: no answers make it gap: change `met_if`", id="never a gap",
        ),
        pytest.param(
            "decides-nothing", [("        - plan\n", "        - ban\n")],
            "questions[1]: no rule depends on it: use it in one, or take it out", id="idle question",
        ),
        pytest.param(
            "option-changes-nothing", [("met_if: ban", "met_if: {question: ban, unknown: [partly]}")],
            "questions[2]: the answer partly changes nothing: take it out of `answers`, or let a rule read it",
            id="idle option",
        ),
        pytest.param(
            "always-true", [("asked_if: {question: crew, given: [yes]}", "asked_if: {question: crew, given: [yes, no, unsure]}")],
            "questions[1].asked_if: it is always asked: take `asked_if` out", id="always asked",
        ),
        pytest.param(
            "always-false",
            [("asked_if: {question: crew, given: [yes]}", "asked_if: {all: [{question: crew, given: [yes]}, {question: crew, given: [no]}]}")],
            "questions[1].asked_if: it is never asked", id="never asked",
        ),
        pytest.param(
            "answer-not-offered", [("asked_if: {question: crew, given: [yes]}", "asked_if: {question: crew, given: [yes, partly]}")],
            "questions[1].asked_if: 'crew' does not offer partly: take it out, or add it to its `answers`", id="no such answer",
        ),
        pytest.param(
            "no-reason-rule", [("    not_applicable_when: Only if no tree is planted in the open ground.\n", "")],
            "questions[1]: offers “not applicable”: say in `not_applicable_when` when that is fair", id="no rule for n/a",
        ),
        pytest.param(
            "card-too-long",
            [
                ("    help: One report says two summers. The call itself says three years.\n", f"    help: {LONG}\n    next_step: Ask.\n"),
                ("    text: Is there a plan to water every new tree for three years?\n", f"    text: {LONG}\n"),
                ("Only if no tree is planted in the open ground.", LONG),
            ],
            "questions[1]: its card would be", id="card",
        ),
        pytest.param(
            "toast-too-long", [("title: Watering bans", "title: " + "🌳" * 51)],
            "questions[2].title: a notice with its title would be 202 characters long, 200 are allowed: shorten it", id="toast",
        ),
        pytest.param(
            "no-rules", [(EXAMPLE[EXAMPLE.index("rules:\n") :], "")],
            "self_check: needs `questions` and `rules`: add them", id="no rules",
        ),
        pytest.param(
            "incomplete-migration", [VERSION_2],
            "self_check.version: there is no migration from version 1: add one under `migrations`", id="no migration",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_id_its_line_and_what_to_do(
    id: str, changes: list[tuple[str, str]], expected: str
) -> None:
    found = problems(*changes)
    fitting = [p for p in found if p.id == id and str(p).split(": ", 1)[1].startswith(expected)]
    assert fitting, [str(problem) for problem in found]
    assert str(fitting[0]).endswith(f"[{id}]")
    assert fitting[0].line > LINES.index("requirements:")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("new: [ban]", "new: []", "migrations[0]: 'ban' stands in it 0 times: name it once", id="left out"),
        pytest.param("new: [ban]", "new: [ban, plan]", "migrations[0]: 'plan' stands in it 2 times: name it once", id="twice"),
        pytest.param("gone: [hoses]", "gone: [soil]", "migrations[0]: 'soil' is both kept and `gone`: choose one", id="kept and gone"),
        pytest.param(
            "from_version: 1", "from_version: 2",
            "migrations[0].from_version: version 2 is not an earlier one: raise `self_check.version`", id="not earlier",
        ),
    ],
)  # fmt: skip
def test_a_migration_accounts_for_every_question(old: str, new: str, expected: str) -> None:
    text = "\n".join([EXAMPLE.replace(*VERSION_2), MIGRATION])
    assert files.parse(text.encode(), "trees.yaml").migrations
    with pytest.raises(ProgramFileError) as caught:
        files.parse(text.replace(old, new).encode(), "trees.yaml")
    found = [p for p in caught.value.problems if p.id == "incomplete-migration"]
    assert any(expected in str(problem) for problem in found), found


def test_a_rule_that_depends_on_too_much_is_named() -> None:
    more = "".join(
        f"  - {{id: more-{n}, title: More, text: 'More?', not_applicable_when: Never., sources: [call-2026]}}\n"
        for n in range(6)
    )
    read = "".join(f"        - more-{n}\n" for n in range(6))
    found = problems(("\nrules:\n", f"{more}\nrules:\n"), ("        - plan\n", f"        - plan\n{read}"))
    assert [problem.id for problem in found] == ["too-wide"]


def test_a_button_with_a_long_id_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema's own limit on ids comes first; this one holds should the button ever carry more."""
    assert "is longer than 24 characters" in str(problems(("  - id: crew\n", f"  - id: {'c' * 25}\n"))[0])
    monkeypatch.setattr(lint, "CALLBACK_FRAME", 61)
    found = problems(added="# read anew\n")
    assert {problem.id for problem in found} == {"callback-too-long"}
    assert "questions[0].id: a button with its id would carry 65 bytes, 64 are allowed: shorten it" in str(
        found[0]
    )


def test_an_answer_that_does_not_exist_is_named_with_those_that_do() -> None:
    [problem] = problems(("answers: [yes, no, partly, unsure]", "answers: [yes, no, maybe]"))
    assert str(problem).endswith(
        "questions[2].answers[2]: 'maybe' will not do: write one of yes, no, partly, unsure, not_ours, not_applicable"
    )
    assert LINES[problem.line - 1].strip() == "answers: [yes, no, partly, unsure]"


def test_an_answer_is_read_in_one_way() -> None:
    [problem] = problems(("silent: [yes], not_ours: [no]", "silent: [yes], not_ours: [yes]"))
    assert "an answer is read in two ways: keep one" in str(problem)


def test_questions_need_the_group_around_them() -> None:
    start, end = EXAMPLE.index("self_check:\n"), EXAMPLE.index("\nquestions:\n")
    [problem] = problems((EXAMPLE[start:end], ""))
    assert "need a group `self_check`: add it" in str(problem)


def test_a_mistyped_key_deep_in_a_tree_is_named_where_it_stands() -> None:
    [problem] = problems(("silent: [yes], not_ours: [no]", "silnt: [yes], not_ours: [no]"))
    assert "rules[0].met_if.all[0].silnt: is not a key here: did you mean `silent`?" in str(problem)
    assert "silent" in LINES[problem.line - 1]

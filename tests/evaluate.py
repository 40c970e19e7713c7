"""How well questions are answered: `make eval`, or `python -m tests.evaluate tuned --misses`."""

import math
import sys
from collections.abc import Sequence
from statistics import quantiles

from domain.questions.answer import Outcome
from tests.questions import FOLDER, Asking, ask, rows, uncited

_Z = 1.96
PARTS = ("tuned", "validation", "untouched")


def interval(good: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not whole:
        return 0.0, 1.0
    share = good / whole
    middle = share + _Z**2 / (2 * whole)
    spread = _Z * math.sqrt(share * (1 - share) / whole + _Z**2 / (4 * whole**2))
    scale = 1 + _Z**2 / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _line(name: str, good: int, whole: int, goal: str) -> str:
    low, high = interval(good, whole)
    share = good / whole if whole else 0.0
    return f"  {name:<28} {good:>4}/{whole:<4} {share:6.1%}  [{low:.1%}, {high:.1%}]  goal {goal}"


def report(askings: Sequence[Asking]) -> list[str]:
    """The figures of one part."""
    scope = [a for a in askings if a.row.kind in {"in", "loaded"}]
    answerable = [a for a in scope if "answered" in a.row.status]
    answered = [a for a in askings if a.answer.outcome is Outcome.ANSWERED]
    wrong = [a for a in answered if a.faults]
    dated = [a for a in wrong if a.row.must and any("does not say" in fault for fault in a.faults)]
    needless = [a for a in scope if a.answer.outcome is Outcome.ABSTAIN and "abstain" not in a.row.status]
    first = [a for a in scope if not a.faults]
    third = [a for a in scope if not a.faults or _is_offered(a)]
    cited = [a for a in answered if not uncited(a.answer)]
    took = [a.took for a in askings]
    lines = [
        _line("top-1", len(first), len(scope), "≥ 95 %"),
        _line("top-3 (offered)", len(third), len(scope), "–"),
        _line("wrong among answered", len(wrong), len(answered), "≤ 1 %"),
        _line("  of these, dates and amounts", len(dated), len(answered), "0"),
        _line("needless abstain", len(needless), len(scope), "≤ 4 %"),
        _line("answers cited", len(cited), len(answered), "100 %"),
    ]
    for kind, goal in (("far", "≥ 95 %"), ("near", "≥ 90 %")):
        of_kind = [a for a in askings if a.row.kind == kind]
        right = [a for a in of_kind if not a.faults]
        lines.append(_line(f"abstain, {kind} out of scope", len(right), len(of_kind), goal))
    lines.append(f"  answerable {len(answerable)}; p99 {quantiles(took, n=100)[98]:.1f} ms (goal 10)")
    return lines


def _is_offered(asking: Asking) -> bool:
    """Whether one of up to three options is a topic that would rest on what was wanted."""
    wanted = {id for one in asking.row.facts for id in one}
    for option in asking.answer.options[:3]:
        topic = option.topic
        named = {
            *topic.events, *topic.claims, *topic.disagreements, *topic.open_questions, *topic.requirements,
            *topic.officials, *topic.agencies, *topic.deadlines, *(f"details/{d}" for d in topic.details),
        }  # fmt: skip
        if wanted & named or topic.id == asking.row.facet:
            return True
    return False


def main() -> None:
    parts = [word for word in sys.argv[1:] if not word.startswith("-")] or [
        part for part in PARTS if (FOLDER / f"{part}.tsv").exists()
    ]
    for part in parts:
        askings = [ask(row) for row in rows(part)]
        print(f"{part}: {len(askings)} questions")
        print("\n".join(report(askings)))
        if "--misses" in sys.argv and part != "untouched":
            for a in askings:
                if a.faults:
                    mark = "WRONG" if a.is_wrong else "miss "
                    topics = [p.topic.id for p in a.answer.parts] or [o.topic.id for o in a.answer.options]
                    print(
                        f"{mark} {a.row.id} {a.row.facet}: {a.row.question}\n      {topics}: {'; '.join(a.faults)[:260]}"
                    )


if __name__ == "__main__":
    main()

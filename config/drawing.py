"""A form as a picture (SVG): questions in order on the left, rules on the right, what leads where between.

Grey lines on the left open a question, and say with which answers. Lines to the right show what a rule reads:
a must is solid, a should is dashed.
"""

import textwrap
from collections.abc import Iterator
from html import escape

from domain.selfcheck.forms import Form, FormRule, looked_at, read_by
from domain.selfcheck.questionnaire import (
    Answer,
    Condition,
    Every,
    Level,
    Polarity,
    Question,
    Reads,
    Test,
    When,
    WhenAll,
)

MARGIN, ROW, HEIGHT = 24, 74, 58  # the page's edge, from one question to the next, a box
LEFT, WIDTH, INDENT = 190, 390, 26  # where questions begin, how wide a box is, per step of depth
RIGHT = LEFT + WIDTH + 4 * INDENT + 200  # where rules begin
COLORS = ("#1b6ca8", "#b5541c", "#3c7a3a", "#7d3c98", "#9a7d0a", "#a93250", "#117a75", "#4a4a4a")

INK = "#1c2328"

_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" \
font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{label}">
<title>{label}</title>
<rect width="100%" height="100%" fill="#fff"/>"""


def draw(form: Form) -> str:
    """The SVG document, the same for the same form."""
    rows = max(len(form.questions), len(form.rules))
    width, height = RIGHT + WIDTH + MARGIN, 2 * MARGIN + 40 + rows * ROW
    label = escape(f"Self-check of {form.program}, version {form.head.version}", quote=True)
    parts = [_HEAD.format(width=width, height=height, label=label)]
    parts.append(_text(MARGIN, MARGIN + 8, f"{label} · form {form.sha256[:12]}", bold=True))
    # Lines go below the boxes.
    parts += [line for question in form.questions for line in _openings(form, question)]
    parts += [line for n, rule in enumerate(form.rules) for line in _readings(form, rule, n)]
    parts += [_question(form, question) for question in form.questions]
    parts += [_rule(form, rule, n) for n, rule in enumerate(form.rules)]
    return "\n".join([*parts, "</svg>\n"])


def _question(form: Form, question: Question) -> str:
    x, y = _place(form, question)
    marks = " · reverse: a yes is a gap" if question.polarity is Polarity.REVERSE else ""
    offered = ", ".join(_said(answer) for answer in question.answers)
    return _box(x, y, "#f4f6f8", "#5b6770", (f"{question.id}: {question.title}", offered + marks))


def _rule(form: Form, rule: FormRule, n: int) -> str:
    y = _rule_y(form, n)
    lines = (f"{rule.level} · {rule.id}: {rule.title}", _formula(rule.met_if))
    return _box(RIGHT, y, "#fffdf5", COLORS[n % len(COLORS)], lines, dashed=rule.level is Level.SHOULD)


def _openings(form: Form, question: Question) -> Iterator[str]:
    """From each question that this one looks back at, down the left side to it."""
    for n, id in enumerate(looked_at(question.asked_if)):
        (x1, y1), (x2, y2) = _place(form, form.question_by_id[id]), _place(form, question)
        lane = x2 - 12
        start, end = y1 + HEIGHT, y2 + 16 + 10 * n
        yield (
            f'<path d="M{max(x1 + 8, lane)} {start} L{lane} {start} L{lane} {end} L{x2} {end}" '
            'fill="none" stroke="#9aa5ad" stroke-width="1.4"/>'
        )
    if question.asked_if is not None:
        _x, y = _place(form, question)
        words = textwrap.wrap("if " + _condition(question.asked_if), 30)[:4]
        yield from (
            _text(MARGIN, y + 14 + 14 * n, escape(line), color="#5b6770", size=11)
            for n, line in enumerate(words)
        )


def _readings(form: Form, rule: FormRule, n: int) -> Iterator[str]:
    color = COLORS[n % len(COLORS)]
    dash = ' stroke-dasharray="6 4"' if rule.level is Level.SHOULD else ""
    read = read_by(rule.met_if)
    for k, id in enumerate(read):
        x, y = _place(form, form.question_by_id[id])
        start, end = (
            (x + WIDTH, y + HEIGHT / 2),
            (RIGHT, _rule_y(form, n) + HEIGHT * (k + 1) / (len(read) + 1)),
        )
        bend = (RIGHT - start[0]) / 2
        yield (
            f'<path d="M{start[0]} {start[1]:.0f} C{start[0] + bend:.0f} {start[1]:.0f} {end[0] - bend:.0f} '
            f'{end[1]:.0f} {end[0]} {end[1]:.0f}" fill="none" stroke="{color}" stroke-opacity="0.75"{dash}/>'
        )


def _box(x: float, y: float, fill: str, line: str, said: tuple[str, str], *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    head, below = (textwrap.wrap(text, limit) for text, limit in zip(said, (48, 66), strict=True))
    texts = [_text(x + 10, y + 19, escape(_cut(head)), bold=True)]
    texts += [_text(x + 10, y + 36 + 14 * n, escape(t), size=11) for n, t in enumerate(below[:2])]
    shape = f'x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"'
    box = f'<rect {shape} fill="{fill}" stroke="{line}"{dash}/>'
    whole = escape("\n".join(said))
    return f"<g>{box}<title>{whole}</title>{''.join(texts)}</g>"


def _text(
    x: float, y: float, text: str, *, bold: bool = False, color: str = "#1c2328", size: int = 13
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{color}"{weight}>{text}</text>'


def _place(form: Form, question: Question) -> tuple[int, int]:
    return LEFT + INDENT * _depth(form, question), MARGIN + 40 + ROW * form.place_of[question.id]


def _rule_y(form: Form, n: int) -> float:
    """Rules are spread over the height of the questions."""
    spread = max(len(form.questions), len(form.rules)) / len(form.rules)
    return MARGIN + 40 + ROW * spread * n


def _depth(form: Form, question: Question) -> int:
    before = looked_at(question.asked_if)
    return 1 + max(_depth(form, form.question_by_id[id]) for id in before) if before else 0


def _cut(lines: list[str]) -> str:
    return lines[0] + ("…" if len(lines) > 1 else "")


def _said(answer: Answer) -> str:
    return answer.replace("_", " ")


def _condition(condition: Condition) -> str:
    if isinstance(condition, When):
        return f"{condition.question} is {' or '.join(map(_said, condition.given))}"
    if isinstance(condition, WhenAll):
        return " and ".join(f"({_condition(part)})" for part in condition.all)
    return " or ".join(f"({_condition(part)})" for part in condition.any)


def _formula(test: Test) -> str:
    if isinstance(test, Reads):
        return test.question
    if isinstance(test, Every):
        return " and ".join(_bracketed(part) for part in test.all)
    return " or ".join(_bracketed(part) for part in test.any)


def _bracketed(test: Test) -> str:
    return _formula(test) if isinstance(test, Reads) else f"({_formula(test)})"

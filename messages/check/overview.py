"""The menu and the review of a self-check."""

from domain.record import Record
from domain.selfcheck import paths
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.forms import Form
from domain.selfcheck.questionnaire import Question
from domain.selfcheck.sessions import Check
from messages.check.parts import button, first_that_fits, head, noticed, single
from messages.check.taps import Act
from messages.check.wording import SHOWN, given_in_words, place_of
from messages.language import _, n_
from messages.markup import Html, Text, bold, fill, join
from messages.message import Block, Message, Row, line

# So many characters of a reason: less where the whole would be more than a message.
_REASONS = (SHOWN, 40, 0)


def menu(record: Record, form: Form, check: Check, answers: Answers) -> Message:
    """What else can be done with a check under way."""
    given = sum(q.id in answers for q in paths.path(form, answers))
    blocks = [
        head(record, place_of(record, check)),
        line(
            fill(
                n_("{count} question answered. Nothing is lost.", "{count} answered. Nothing is lost.", given)
            )
        ),
        line(_("/check comes back here at any time, /results lists what you finished."), spaced=True),
        line(_("Other commands do not disturb the check.")),
    ]
    rows = (
        (button(_("Continue"), check, Act.SHOW), button(_("Review"), check, Act.REVIEW)),
        (button(_("Cancel the check"), check, Act.CANCEL),),
    )
    return single(blocks, rows)


def review(record: Record, form: Form, check: Check, answers: Answers, *, notice: Text = "") -> Message:
    """Every answer on the path with the way to change it; it can be submitted once nothing waits."""
    asked = paths.path(form, answers)
    top = [*noticed(notice), head(record, place_of(record, check)), line(bold(_("Your answers")))]
    is_complete = paths.is_complete(form, answers)
    bottom = [line(_("Tap a number to change an answer or to add evidence to it."), spaced=True)]
    if is_complete:
        bottom.append(line(_("Submit shows where you stand. After that the answers cannot be changed.")))
    numbers = [
        button(str(number), check, Act.CHANGE, form.place_of[question.id] + 1)
        for number, question in enumerate(asked, start=1)
    ]
    rows: list[Row] = [tuple(numbers[n : n + 6]) for n in range(0, len(numbers), 6)]
    next_ = button(_("Submit"), check, Act.SUBMIT) if is_complete else button(_("Continue"), check, Act.SHOW)
    rows.append((next_, button(_("Back"), check, Act.BACK), button(_("Menu"), check, Act.MENU)))

    def listed(shown: int) -> list[Block]:
        return [
            line(_answered(number, question, answers.get(question.id), shown), spaced=number == 1)
            for number, question in enumerate(asked, start=1)
        ]

    return first_that_fits(([*top, *listed(shown), *bottom] for shown in _REASONS), tuple(rows))


def _answered(number: int, question: Question, given: Given | None, shown: int) -> Html:
    text = fill(
        "{number}. {title} – {answer}",
        number=number,
        title=question.title,
        answer=given_in_words(given, shown),
    )
    if given is None or not given.evidence:
        return text
    count = n_("{count} piece of evidence", "{count} pieces of evidence", len(given.evidence))
    return join([text, fill(" · {count}", count=count)])

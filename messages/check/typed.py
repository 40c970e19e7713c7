"""Which button of a card somebody typed."""

from domain.selfcheck.questionnaire import OPTIONS, Question
from domain.words import normalise
from messages.check.taps import CheckTap, decode
from messages.check.wording import labels
from messages.language import _
from messages.message import Message, Tap


def tap_of(text: str, live: Message, question: Question | None) -> CheckTap | None:
    """The button of the live card that somebody typed: by its word, or an answer by its number."""
    said = normalise(text)
    words = {normalise(label) for label in _spelt(said, question)}
    for button in (button for row in live.buttons for button in row if isinstance(button, Tap)):
        label = normalise(button.label.removesuffix(_("{answer} (current)").format(answer="")))
        if label and label in words:
            return decode(button.data)
    return None


def _spelt(said: str, question: Question | None) -> list[str]:
    """What is typed and, where it is the number of an answer, that answer's word."""
    numbers = {str(number): labels()[option] for number, option in enumerate(OPTIONS, start=1)}
    return [numbers[said]] if question is not None and said in numbers else [said]

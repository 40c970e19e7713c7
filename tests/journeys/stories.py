"""Stories of a self-check, told in chat one step at a time, so that something may happen after each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.journeys.checking import Message, labels, title
from tests.journeys.conftest import Chat, World
from tests.selfcheck import FORMS, REVERSED
from tests.selfcheck import STORIES as ANSWERED

COUNTY = "the county"
_ASKED = {
    "not_applicable": "Why does it not apply? Please",
    "not_ours": "Which government is it? Please",
}
_LABELS = {
    "yes": "Yes",
    "no": "No",
    "partly": "Partly",
    "unsure": "Not sure",
    "not_ours": "Not ours",
    "not_applicable": "Not applicable",
    "later": "Later",
}


class Step(NamedTuple):
    """What a person does next: a tap on a button with this label, or words."""

    text: str
    is_tap: bool = True


class Story(NamedTuple):
    """A check from /check to its result: `turns` first, then each question answered as it comes.

    `answers` are those that differ from what meets every rule, by question.
    """

    program: str
    answers: Mapping[str, str]
    turns: tuple[Step, ...] = ()

    def next_step(self, card: Message | None, taken: int) -> Step | None:
        """What is done with this card after so many steps; None once there is a result."""
        if card is None:
            return Step("/check Baltimore" if self.program == "psp" else f"/check {self.program}", False)
        if taken - 1 < len(self.turns):
            return self.turns[taken - 1]
        for label in ("Start", "Submit"):
            if label in labels(card):
                return Step(label)
        question = _ids(self.program).get(title(card))
        if question is None:
            return None
        value = self._answer(question)
        if value in _ASKED and _ASKED[value] in card["text"]:
            return Step(COUNTY, False)
        return Step("Continue" if "Continue" in labels(card) else _LABELS[value])

    def by_title(self) -> dict[str, str]:
        """The label that answers each question, by the question's title."""
        return {title: _LABELS[self._answer(id)] for title, id in _ids(self.program).items()}

    def _answer(self, question: str) -> str:
        return self.answers.get(question) or ("no" if question in REVERSED else "yes")


def _ids(program: str) -> dict[str, str]:
    return {question.title: question.id for question in FORMS[program].questions}


# Every kind of step that a check knows, on the shortest way through the form.
TURNS = Story(
    "psp",
    {"scope-1": "no", "ready-2": "later"},
    (
        Step("Start"),
        Step("Why"),
        Step("No"),
        Step("Maryland’s Department of Public Safety", is_tap=False),
        Step("Back"),
        Step("Add evidence"),
        Step("The charter, article 7, until 2027-01-31", is_tap=False),
        Step("Continue"),
        Step("3", is_tap=False),
        Step("Menu"),
        Step("Review"),
        Step("2"),
        Step("Yes"),
        Step("Not ours"),
        Step("Continue"),
    ),
)
STORIES = {name: Story(program, answers) for name, (program, answers, _verdict) in ANSWERED.items()}


async def latest(world: World) -> dict[int, Message]:
    """The newest message of the bot in each chat: the live card of a check."""
    async with world.http.get(f"{world.sandbox.address}/_sandbox/state") as answer:
        messages = (await answer.json())["messages"]
    return {m["chat"]["id"]: m for m in messages if m["from"]["is_bot"]}


async def do(chat: Chat, step: Step, card: Message | None) -> int:
    """Take the step and do not wait; gives the update's id."""
    if not step.is_tap:
        return await chat.type(step.text)
    assert card is not None
    [data] = [
        button["callback_data"]
        for row in card["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == step.text
    ]
    return int((await chat._post("taps", message_id=card["message_id"], data=data))["update_id"])


@dataclass
class Teller:
    """A person who tells a story: the steps taken so far, and what was on the card after each."""

    chat: Chat
    story: Story
    cards: list[str] = field(default_factory=list)
    is_done: bool = False


async def tellers(world: World, first: int, stories: list[Story]) -> list[Teller]:
    return [Teller(await world.newcomer(first + n, f"Person {n}"), story) for n, story in enumerate(stories)]


async def take_steps(world: World, people: list[Teller]) -> None:
    """Everybody's next step, at once; returns when all are answered."""
    cards = await latest(world)
    steps = []
    for one in people:
        step = one.story.next_step(cards.get(one.chat.id), len(one.cards))
        assert step is not None
        steps.append((one, await do(one.chat, step, cards.get(one.chat.id))))
    for one, number in steps:
        await one.chat.wait_for(number)
    await look(world, people)


async def look(world: World, people: list[Teller]) -> None:
    cards = await latest(world)
    for one in people:
        card = cards[one.chat.id]
        one.cards.append(card["text"])
        one.is_done = one.story.next_step(card, len(one.cards)) is None

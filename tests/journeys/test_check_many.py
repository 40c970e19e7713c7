"""Many self-checks at once: each person's card is their own."""

import asyncio

import pytest

from tests.journeys.checking import Message, begin, labels, rows, tap
from tests.journeys.conftest import Chat, World
from tests.sizes import size

MANY = size(10, 50)
FIRST = 5001
CHOICES = ("Yes", "Not sure", "Later")


async def answered(chat: Chat, choice: str) -> Message:
    """The first question, answered, and looked at again."""
    card = await tap(chat, await begin(chat, "/check"), choice)
    return await tap(chat, card, "Back")


@pytest.mark.soak
async def test_many_checks_at_once_show_each_person_their_own_card(world: World) -> None:
    people = [await world.newcomer(FIRST + n, f"Person {n}") for n in range(MANY)]
    choices = {chat.id: CHOICES[n % len(CHOICES)] for n, chat in enumerate(people)}
    cards = await asyncio.gather(*(answered(chat, choices[chat.id]) for chat in people))
    for chat, card in zip(people, cards, strict=True):
        marked = [label for label in labels(card) if label.endswith("(current)")]
        wanted = choices[chat.id]
        assert marked == ([] if wanted == "Later" else [f"{wanted} (current)"])
    values = {"Yes": "yes", "Not sure": "unsure", "Later": "later"}
    given = await rows(people[0], "SELECT given_by, value FROM check_answer")
    assert dict(given) == {id: values[choice] for id, choice in choices.items()}  # type: ignore[arg-type]
    assert len(given) == MANY

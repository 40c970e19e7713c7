"""Many self-checks at once: each person's card is their own."""

import asyncio

from tests.journeys.checking import begin, labels, rows, tap, title
from tests.journeys.conftest import Chat, World

MANY = 50
FIRST = 5001
CHOICES = ("Yes", "No", "Not sure", "Later")


async def check_through(chat: Chat, choice: str) -> tuple[str, str]:
    """Answer every question with one choice; gives the verdict's line and the person's answer."""
    card = await begin(chat, "/check Byrne JAG")
    while title(card):
        card = await tap(chat, card, "Continue" if "Continue" in labels(card) else choice)
    result = await tap(chat, card, "Submit")
    return result["text"].partition(" — ")[0], choice


async def test_fifty_checks_at_once_come_to_fifty_right_results(world: World) -> None:
    people = [await world.newcomer(FIRST + n, f"Person {n}") for n in range(MANY)]
    found = await asyncio.gather(
        *(check_through(chat, CHOICES[n % len(CHOICES)]) for n, chat in enumerate(people))
    )
    verdicts = {choice: {said for said, chosen in found if chosen == choice} for choice in CHOICES}
    assert {choice: len(said) for choice, said in verdicts.items()} == dict.fromkeys(CHOICES, 1)
    assert all("Not decided yet" in said for said in verdicts["Not sure"] | verdicts["Later"])
    given = await rows(
        people[0],
        "SELECT count(DISTINCT check_answer.check_id), count(DISTINCT given_by) FROM check_answer",
    )
    assert given == [(MANY, MANY)]
    mixed = "SELECT check_id FROM check_answer GROUP BY check_id HAVING count(DISTINCT value) > 1"
    assert await rows(people[0], mixed) == []

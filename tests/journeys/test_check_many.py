"""Many self-checks at once: each person's card is their own, from the first question to the result."""

from collections.abc import Callable
from itertools import groupby

import pytest

from tests.journeys.checking import rows, title
from tests.journeys.conftest import World
from tests.journeys.stories import STORIES, Teller, take_steps, tellers
from tests.selfcheck import FORMS, tell, true_verdict
from tests.sizes import ENGINES, IS_SOAK, size

MANY = size(10, 50)
SHORT = ("another government runs the jail", "nobody knows who runs the jail", "nobody is held long")
NAMES = tuple(STORIES) if IS_SOAK else SHORT


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_many_checks_at_once_show_each_person_their_own_card(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    people = await tellers(world, 5001, [STORIES[NAMES[n % len(NAMES)]] for n in range(MANY)])
    while going := [one for one in people if not one.is_done]:
        await take_steps(world, going)
    for one in people:
        form = FORMS[one.story.program]
        answers = tell(form, dict(one.story.answers))
        assert titles(one) == [form.question_by_id[id].title for id in answers]
        query = f"SELECT question_id, value FROM check_answer WHERE given_by = {one.chat.person}"
        assert dict(await rows(one.chat, query)) == {id: given.value for id, given in answers.items()}  # type: ignore[arg-type]
        query = "SELECT verdict FROM check_result JOIN check_session ON check_session.id = check_id"
        found = await rows(one.chat, f"{query} WHERE person_id = {one.chat.person}")
        assert found == [(true_verdict(form, answers),)]
    cards = sum(len(one.cards) for one in people)
    record_property("counted", f"{MANY} people, {cards} cards, each the right one")


def titles(one: Teller) -> list[str]:
    """The questions that a person saw, in order; a card that asks for a name shows its question again."""
    seen = (title({"text": card}) for card in one.cards)
    return [question for question, _cards in groupby(seen) if question]

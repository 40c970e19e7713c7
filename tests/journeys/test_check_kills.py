"""The bot's process, killed with -9 after every step of a self-check: the same cards, answers and result."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from domain.selfcheck.answers import Given
from domain.selfcheck.assess import assess
from domain.selfcheck.results import content_sha256
from tests.journeys.checking import rows
from tests.journeys.conftest import TOKEN, Start, World
from tests.journeys.forked import Forked, forked
from tests.journeys.stories import STORIES, TURNS, Story, Teller, do, latest, look, take_steps, tellers
from tests.selfcheck import FORMS, PROGRAMS, tell, true_verdict
from tests.sizes import ENGINES, IS_SOAK, size

CLOCK = "2026-11-21T12:00:00-05:00"
FIRST = 6001
# A step is stored before its tap is answered and its card shown: where in between the kill comes.
TAPPED = (
    ("answerCallbackQuery", "before"),
    ("editMessageText", "before"),
    ("editMessageText", "after"),
    ("editMessageText", "answered"),
)
TYPED = (("sendMessage", "before"), ("sendMessage", "after"), ("sendMessage", "answered"))
EVERY = size(3, 1)
SHORT = ("another government runs the jail", "a text restricts the sharing")


def as_process(world: World, folder: Path, **more: str) -> AbstractAsyncContextManager[Forked]:
    """The bot on the world's database in a process of its own."""
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": world.sandbox.address,
        "PROVISO_DATABASE_URL": world.settings.database_url.get_secret_value(),
        "PROVISO_LISTEN": "127.0.0.1:0",
        "PROVISO_CLOCK": CLOCK,
    }
    return forked(settings | more, folder, world.sandbox)


async def take_step_and_die(world: World, bot: Forked, one: Teller, moment: int) -> None:
    """One person's next step; the process is killed at this moment of it."""
    card = (await latest(world)).get(one.chat.id)
    step = one.story.next_step(card, len(one.cards))
    assert step is not None
    moments = TAPPED if step.is_tap else TYPED
    method, when = moments[moment % len(moments)]
    fault = {"kind": "kill", "method": method, "when": when, "chat_id": one.chat.id}
    if method == "answerCallbackQuery":  # it names no chat
        del fault["chat_id"]
    async with world.http.post(f"{world.sandbox.address}/_sandbox/faults", json=fault) as made:
        assert made.status == 200, await made.text()
    number = await do(one.chat, step, card)
    await bot.start_again()
    await one.chat.wait_for(number)
    await look(world, [one])


async def outcome(one: Teller) -> tuple[list[tuple[object, ...]], ...]:
    """What the store holds of a person's check: each answer as it was given, evidence, and the result."""
    check = f"(SELECT id FROM check_session WHERE person_id = {one.chat.person})"
    return (
        await rows(one.chat, f"SELECT state, rev FROM check_session WHERE id = {check}"),
        await rows(
            one.chat,
            f"SELECT rev, question_id, value, reason FROM check_answer WHERE check_id = {check} ORDER BY id",
        ),
        await rows(
            one.chat, f"SELECT rev, question_id, text, valid_until FROM evidence WHERE check_id = {check}"
        ),
        await rows(
            one.chat, f"SELECT verdict, content_sha256, rows FROM check_result WHERE check_id = {check}"
        ),
    )


async def untroubled(world: World, stories: list[Story]) -> list[Teller]:
    """The stories told while nothing happens."""
    people = await tellers(world, FIRST, stories)
    while going := [one for one in people if not one.is_done]:
        await take_steps(world, going)
    return people


def content_of(program: str, answers: Mapping[str, Given]) -> str:
    """The hash that the rules alone give these answers."""
    form = FORMS[program]
    return content_sha256(form, PROGRAMS[program].facts_checked, answers, assess(form, answers))


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_killed_at_each_moment_of_each_step_a_check_goes_on_as_if_nothing_was(
    start: Start, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """One story with every kind of step. In full: every step is killed at each of its moments, in turn."""
    world = await start(clock=CLOCK)
    [whole] = await untroubled(world, [TURNS])
    steps = len(whole.cards)
    await world.bot.aclose()
    async with as_process(world, tmp_path) as bot:
        people = await tellers(world, FIRST + 1000, [TURNS] * size(1, len(TAPPED)))
        for step in range(steps):
            for moment, one in enumerate(people):
                if step % EVERY == 1 % EVERY:
                    await take_step_and_die(world, bot, one, moment + step // EVERY)
                else:
                    await take_steps(world, [one])
                assert one.cards[-1] == whole.cards[step], (step, moment)
    for one in people:
        assert one.is_done
        assert await outcome(one) == await outcome(whole)
    record_property("counted", f"{len(people)} × {steps} steps, {bot.kills} kills: all as without any")


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_killed_after_every_step_each_story_ends_with_its_result(
    start: Start, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The stories side by side: after each step of everybody the process is killed."""
    world = await start(clock=CLOCK)
    stories = [STORIES[name] for name in (STORIES if IS_SOAK else SHORT)]
    whole = await untroubled(world, stories)
    count = sum(len(one.cards) for one in whole)
    await world.bot.aclose()
    async with as_process(world, tmp_path) as bot:
        people = await tellers(world, FIRST + 1000, stories)
        rounds = 0
        while going := [one for one in people if not one.is_done]:
            await take_steps(world, going)
            rounds += 1
            if rounds % EVERY == 0:
                await bot.kill()
    for one, before in zip(people, whole, strict=True):
        assert one.cards == before.cards
        found = await outcome(one)
        assert found == await outcome(before)
        answers = tell(FORMS[one.story.program], dict(one.story.answers))
        [(verdict, content, _rows)] = found[-1]
        assert verdict == true_verdict(FORMS[one.story.program], answers)
        assert content == content_of(one.story.program, answers)
    record_property("counted", f"{len(people)} stories, {count} steps, {bot.kills} kills: all as without any")

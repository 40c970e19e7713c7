"""A questionnaire that changes or goes while a check is under way."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import pytest

from domain.programs import Program
from domain.selfcheck.questionnaire import Migration, Renamed
from storage import programs
from tests.journeys.checking import begin, rows, tap, title, walk, write
from tests.journeys.conftest import Chat, World
from tests.journeys.stories import TURNS, Step, Teller, latest, take_steps, tellers
from tests.sizes import ENGINES, IS_SOAK, size

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)


def with_other_words(program: Program) -> Program:
    """The same questions, one of them titled anew."""
    first, *others = program.questions
    return replace(program, questions=(replace(first, title="Who operates the jail"), *others))


def with_other_questions(program: Program) -> Program:
    """A second version, in which the first question is asked differently and a later one is renamed."""
    assert program.self_check
    first, *others = program.questions
    same = tuple(Renamed(q.id, q.id) for q in others)
    moved = Migration("v2", 1, False, "The question on the jail now names the sheriff.", same)
    return replace(
        program,
        self_check=replace(program.self_check, version=2),
        questions=(replace(first, text="Does your own sheriff operate the jail?"), *others),
        migrations=(moved,),
    )


def without_check(program: Program) -> Program:
    return replace(program, self_check=None, questions=(), rules=(), migrations=())


def withdrawn(program: Program) -> Program:
    """The same questions, taken back."""
    assert program.self_check
    return replace(program, self_check=replace(program.self_check, withdrawn="The letter was replaced."))


async def publish(world: World, psp: Program, change: Callable[[Program], Program]) -> Chat:
    """Store a changed program, and start the bot again on it."""
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(change(psp), "0" * 64)], NOW, programs.Origin.HAND)
    return await world.restart()


class Change(NamedTuple):
    """A change of the questionnaire, and what people in the middle of it are told."""

    publish: Callable[[World, Program], Awaitable[Chat]]
    told_on_check: str
    told_on_submit: str
    can_be_submitted: bool = True
    asks_again: frozenset[str] = frozenset()


WITHDRAWN = "were withdrawn, so it cannot be submitted"
SHERIFF = "now names the sheriff"
CARRIED = "all your answers were carried over"
CHANGES = {
    "compatible": Change(partial(publish, change=with_other_words), CARRIED, CARRIED),
    "incompatible": Change(
        partial(publish, change=with_other_questions), SHERIFF, SHERIFF, asks_again=frozenset({"scope-1"})
    ),
    "gone": Change(partial(publish, change=without_check), WITHDRAWN, WITHDRAWN, can_be_submitted=False),
    "withdrawn": Change(partial(publish, change=withdrawn), WITHDRAWN, WITHDRAWN, can_be_submitted=False),
}
# Every step after the start, at which nothing is kept yet.
STEPS = range(2, 21, size(17, 1))


@pytest.mark.soak
@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
@pytest.mark.parametrize("name", CHANGES if IS_SOAK else ["incompatible", "withdrawn"])
async def test_a_change_at_any_step_is_told_and_keeps_what_was_answered(
    world: World, psp: Program, name: str, record_property: Callable[[str, object], None]
) -> None:
    """At each step one person asks with /check how it goes on, and another goes on to the end of the card."""
    change = CHANGES[name]
    stops = [(step, by) for step in STEPS for by in ("check", "card")]
    people = await tellers(world, 7001, [TURNS] * len(stops))
    told = list(zip(people, stops, strict=True))
    while going := [one for one, (step, _by) in told if len(one.cards) < step]:
        await take_steps(world, going)
    before = [await given(one) for one in people]
    await change.publish(world, psp)
    for (one, (_step, by)), was in zip(told, before, strict=True):
        await go_on(world, one, by, change)
        now = await given(one)
        assert now[: len(was)] == was  # what was answered stays on record
        kept = {id: answer for id, *answer in was if id not in change.asks_again}
        if by == "check":
            assert kept.items() <= {id: answer for id, *answer in now}.items()
        query = f"SELECT state FROM check_session WHERE person_id = {one.chat.person}"
        assert await rows(one.chat, query) == [("done" if change.can_be_submitted else "active",)]
    record_property("counted", f"{len(STEPS)} steps, each gone on from in two ways")


async def given(one: Teller) -> list[tuple[Any, ...]]:
    """Every answer that a person gave, in order."""
    check = f"(SELECT id FROM check_session WHERE person_id = {one.chat.person})"
    query = f"SELECT question_id, value, reason FROM check_answer WHERE check_id = {check} ORDER BY id"
    return await rows(one.chat, query)


async def go_on(world: World, one: Teller, by: str, change: Change) -> None:
    """To the result, or to where it is said that there can be none."""
    if by == "check":
        card = await write(one.chat, "/check")
        assert change.told_on_check in card["text"]
    else:
        card = (await latest(world))[one.chat.id]
        while (step := one.story.next_step(card, len(one.cards))) != Step("Submit"):
            assert step is not None, card["text"]
            await take_steps(world, [one])
            card = (await latest(world))[one.chat.id]
        card = await tap(one.chat, card, "Submit")
        assert change.told_on_submit in card["text"]
    if WITHDRAWN in card["text"]:
        return
    answers = one.story.by_title()
    answers["Who operates the jail"] = answers["Who runs the jail"]
    result = await tap(one.chat, await walk(one.chat, card, answers), "Submit")
    assert (WITHDRAWN in result["text"]) is not change.can_be_submitted


async def test_new_words_carry_every_answer_over_with_a_line(world: World, psp: Program) -> None:
    chat = world.chat()
    await tap(chat, await begin(chat), "Yes")
    chat = await publish(world, psp, with_other_words)
    card = await write(chat, "/check")
    assert "all your answers were carried over" in card["text"]
    assert title(card) == "Access: in writing?"
    assert title(await tap(chat, card, "Back")) == "Who operates the jail"


async def test_new_questions_say_why_and_keep_the_answers_that_fit(world: World, psp: Program) -> None:
    chat = world.chat()
    card = await tap(chat, await begin(chat), "Yes")
    await tap(chat, card, "Partly")
    chat = await publish(world, psp, with_other_questions)
    card = await write(chat, "/check")
    assert "now names the sheriff" in card["text"]
    assert title(card) == "Who runs the jail"
    card = await tap(chat, card, "Yes")
    assert title(card) == "Access: a practice?"  # what was answered before is not asked again


async def test_a_check_under_way_stays_with_its_form_until_it_is_resumed(world: World, psp: Program) -> None:
    chat = world.chat()
    card = await begin(chat)
    chat = await publish(world, psp, with_other_questions)
    assert title(await tap(chat, card, "Yes")) == "Access: in writing?"


async def test_submitting_after_a_change_goes_on_with_the_newer_form_first(
    world: World, psp: Program
) -> None:
    chat = world.chat()
    review = await walk(chat, await begin(chat))
    chat = await publish(world, psp, with_other_questions)
    card = await tap(chat, review, "Submit")
    assert "The questions have changed" in card["text"]
    assert title(card) == "Who runs the jail"
    assert await rows(chat, "SELECT * FROM check_result") == []
    await tap(chat, await walk(chat, card), "Submit")
    assert len(await rows(chat, "SELECT * FROM check_result")) == 1


@pytest.mark.parametrize("change", [without_check, withdrawn], ids=["gone", "withdrawn"])
async def test_what_was_withdrawn_cannot_be_submitted(
    world: World, psp: Program, change: Callable[[Program], Program]
) -> None:
    chat = world.chat()
    review = await walk(chat, await begin(chat))
    before = await rows(chat, "SELECT count(*) FROM check_answer")
    chat = await publish(world, psp, change)
    told = await tap(chat, review, "Submit")
    assert "were withdrawn, so it cannot be submitted" in told["text"]
    assert await rows(chat, "SELECT * FROM check_result") == []
    assert await rows(chat, "SELECT count(*) FROM check_answer") == before


async def test_a_withdrawn_check_says_why_and_goes_on_once_it_is_offered_again(
    world: World, psp: Program
) -> None:
    chat = world.chat()
    card = await tap(chat, await begin(chat), "Yes")
    chat = await publish(world, psp, withdrawn)
    assert "Why: The letter was replaced." in await chat.ask("/check")
    chat = await publish(world, psp, lambda program: program)
    assert title(await write(chat, "/check")) == title(card)


async def test_withdrawn_questions_are_not_begun(world: World, psp: Program) -> None:
    chat = world.chat()
    [start] = await chat.messages_after("/check Baltimore")
    chat = await publish(world, psp, withdrawn)
    told = "The self-check of Public Safety Partnership was withdrawn. The letter was replaced."
    assert await chat.ask("/check Baltimore") == told
    assert (await tap(chat, start, "Start"))["text"] == told
    assert await rows(chat, "SELECT sid FROM check_session") == []

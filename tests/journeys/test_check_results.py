"""What can be done with finished self-checks: listed with their to-dos, compared, held against new questions."""

from collections.abc import Mapping
from dataclasses import replace

from domain.programs import Program
from messages.check.taps import Act, CheckTap, encode
from tests.journeys.checking import OTHERS, Message, begin, labels, rows, state, tap, walk, write
from tests.journeys.conftest import TOKEN, Chat, World
from tests.journeys.test_check_versions import publish, with_other_questions, withdrawn

KIM = 1002
# The shortest way through, with one thing to find out and one put off.
OPEN = OTHERS | {"Complete crime figures": "Not sure", "Ready for the assistance": "Later"}


async def finish(chat: Chat, answers: Mapping[str, str] = OTHERS, asked: str = "/check Baltimore") -> Message:
    """A whole check from its start to its result."""
    return await tap(chat, await walk(chat, await begin(chat, asked), answers), "Submit")


async def stored(chat: Chat) -> list[tuple[object, ...]]:
    """Everything that is kept of checks and their results."""
    return [*await state(chat), *await rows(chat, "SELECT * FROM check_result ORDER BY check_id")]


async def test_results_lists_what_the_newest_check_of_a_place_left_to_do(chat: Chat) -> None:
    await finish(chat, OPEN)
    listed = await write(chat, "/results")
    assert "• by 5 Dec 2026: Ready for the assistance – answer, put off (from 1)" in listed["text"]
    assert "• by 5 Dec 2026: Complete crime figures – find out (from 1)" in listed["text"]
    await finish(chat, OTHERS | {"Complete crime figures": "Not sure"}, "/check Houston")
    await finish(chat)
    listed = await write(chat, "/results")
    assert labels(listed) == ["Open 1", "Open 2", "Open 3", "Compare 1 with …"]
    assert "Complete crime figures – find out (from 2)" in listed["text"]  # Houston's
    assert "Ready for the assistance" not in listed["text"]  # Baltimore's newest check leaves nothing


async def test_two_finished_checks_are_compared_and_nothing_is_stored(chat: Chat) -> None:
    assert "Compare with …" not in labels(await finish(chat, OPEN))
    later = await finish(chat)
    before = await stored(chat)
    told = await tap(chat, later, "Compare with …")
    assert "Complete crime figures: to find out → met" in told["text"]
    assert "Complete crime figures – Not sure → Yes" in told["text"]
    assert "Ready for the assistance – Later → Yes" in told["text"]
    [earlier_line] = [line for line in told["text"].splitlines() if line.startswith("Earlier, 21 November")]
    earlier = await tap(chat, told, "The earlier result")
    assert earlier["text"].startswith(earlier_line.partition(": ")[2])
    assert await stored(chat) == before


async def test_of_several_checks_the_one_to_compare_with_is_chosen(chat: Chat) -> None:
    await finish(chat, OPEN)
    await finish(chat, asked="/check Houston")
    await finish(chat)
    choice = await tap(chat, await write(chat, "/results"), "Compare 1 with …")
    assert labels(choice) == ["With 2", "With 3"]
    told = await tap(chat, choice, "With 2")
    assert "Houston, Texas / Baltimore, Maryland" in told["text"]
    assert "Every requirement comes out the same" in told["text"]


async def test_nobody_elses_check_is_compared_with(world: World) -> None:
    alex, kim = world.chat(), await world.newcomer(KIM, "Kim")
    await finish(kim)
    await finish(alex, OPEN)
    result = await finish(alex)
    [(own,), (hers,)] = await rows(alex, "SELECT sid FROM check_session WHERE id IN (1, 3) ORDER BY id DESC")
    data = encode(CheckTap(own, 0, Act.COMPARE, other=hers))
    given = {"chat_id": alex.id, "message_id": result["message_id"]}
    markup = {"inline_keyboard": [[{"text": "Look", "callback_data": data}]]}
    method = f"{world.sandbox.address}/bot{TOKEN}/editMessageReplyMarkup"
    async with world.http.post(method, json=given | {"reply_markup": markup}) as answer:
        assert answer.status == 200
    [toast] = await alex.tap(given | {"reply_markup": markup}, "Look")
    assert "not kept any more" in toast["text"]


async def test_in_a_group_only_who_made_a_check_compares_it(world: World) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    await finish(group, OPEN)
    result = await finish(group)
    for label in ("Compare with …", "By today's questions"):
        [toast] = await replace(group, person=KIM).tap(result, label)
        assert toast["text"].startswith("This is the check of Alex")
    assert "Ready for the assistance" in (await tap(group, result, "Compare with …"))["text"]


async def test_a_result_is_held_against_newer_questions_and_stays_as_it_is(
    world: World, psp: Program
) -> None:
    chat = world.chat()
    result = await finish(chat, OPEN)
    same = await tap(chat, result, "By today's questions")
    assert "The questions and rules are the same today" in same["text"]
    before = await stored(chat)
    chat = await publish(world, psp, with_other_questions)
    newer = await tap(chat, await tap(chat, same, "Back to the result"), "By today's questions")
    assert "version 2, wording of 3 August 2017" in newer["text"]
    assert "Because: to find out:" in newer["text"]
    assert "now names the sheriff" in newer["text"]
    assert "Who runs the jail (asked in other words) – No → no answer" in newer["text"]
    chat = await publish(world, psp, withdrawn)
    gone = await tap(chat, await tap(chat, newer, "Back to the result"), "By today's questions")
    assert "They were withdrawn. Why: The letter was replaced." in gone["text"]
    assert (await tap(chat, gone, "Back to the result"))["text"] == result["text"]
    assert await stored(chat) == before

"""What can be done with finished self-checks: listed with their to-dos, compared, held against new questions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from domain.programs import Program
from domain.selfcheck import sessions
from domain.selfcheck.answers import Answers, Given
from domain.selfcheck.assess import assess
from domain.selfcheck.forms import of as form_of
from domain.selfcheck.questionnaire import Answer
from domain.selfcheck.results import content_sha256
from domain.selfcheck.sessions import LIFE, Check, State, Step
from messages.check.taps import Act, CheckTap, encode
from storage import chats, checks, forms, results
from tests.journeys.checking import OTHERS, Message, begin, labels, rows, state, tap, walk, write
from tests.journeys.conftest import TOKEN, Chat, World
from tests.journeys.test_check_versions import publish, with_other_questions, withdrawn
from tests.selfcheck import FORMS, given, met

KIM = 1002
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
# The jail is the county's, and everything else is met; or one thing is to find out, and one was put off.
THEIRS = met(FORMS["psp"]) | {"scope-1": Given(Answer.NO, "the county")}
LEFT = THEIRS | given(violence_2="unsure", ready_1="later")


async def finish(chat: Chat, answers: Mapping[str, str] = OTHERS) -> Message:
    """A whole check from its start to its result."""
    return await tap(chat, await walk(chat, await begin(chat), answers), "Submit")


async def keep(
    chat: Chat, psp: Program, sid: str, answers: Answers = THEIRS, place: str = "baltimore-md"
) -> None:
    """A finished check, put into the store as the bot puts it."""
    form = form_of(psp)
    assert form
    new = Check(sid, chat.id, 0, chat.person, "Alex", psp.id, place, form.sha256, NOW, NOW + LIFE)
    answered = Step(replace(new, rev=1), answers)
    end = sessions.end(answered.check, State.DONE)
    assessed = assess(form, answers)
    async with chat.database.write() as connection:
        await chats.remember(connection, chat.id, "private" if chat.id > 0 else "supergroup", NOW)
        await forms.keep(connection, form, NOW)
        await checks.begin(connection, new)
        assert await checks.take(connection, new, answered, 0, NOW)
        assert await checks.take(connection, answered.check, Step(end, {}), 0, NOW)
        await results.finish(
            connection,
            end,
            assessed,
            content_sha256(form, psp.facts_checked, answers, assessed),
            revision=1,
            day=NOW.date(),
            facts_checked=psp.facts_checked,
            now=NOW,
        )


async def stored(chat: Chat) -> list[tuple[object, ...]]:
    """Everything that is kept of checks and their results."""
    return [*await state(chat), *await rows(chat, "SELECT * FROM check_result ORDER BY check_id")]


async def test_results_lists_what_the_newest_check_of_a_place_left_to_do(chat: Chat, psp: Program) -> None:
    await keep(chat, psp, "baltimore1", LEFT)
    listed = await write(chat, "/results")
    assert "• by 5 Dec 2026: Ready for the assistance – answer, put off (from 1)" in listed["text"]
    assert "• by 5 Dec 2026: Complete crime figures – find out (from 1)" in listed["text"]
    await keep(chat, psp, "houston", THEIRS | given(violence_1="unsure"), "houston-tx")
    await keep(chat, psp, "baltimore2")
    listed = await write(chat, "/results")
    assert "find out (from 2)" in listed["text"]  # Houston's
    assert "Ready for the assistance" not in listed["text"]  # Baltimore's newest check leaves nothing
    assert labels(listed) == ["Open 1", "Open 2", "Open 3", "Compare 1 with …"]
    choice = await tap(chat, listed, "Compare 1 with …")
    assert labels(choice) == ["With 2", "With 3"]
    assert "Houston, Texas / Baltimore, Maryland" in (await tap(chat, choice, "With 2"))["text"]


async def test_two_finished_checks_are_compared_and_nothing_is_stored(chat: Chat, psp: Program) -> None:
    await keep(chat, psp, "earlier", LEFT)
    later = await finish(chat)
    before = await stored(chat)
    told = await tap(chat, later, "Compare with …")
    assert "Complete crime figures: to find out → met" in told["text"]
    assert "Complete crime figures – Not sure → Yes" in told["text"]
    assert "Ready for the assistance – Later → Yes" in told["text"]
    [line] = [line for line in told["text"].splitlines() if line.startswith("Earlier, 21 November 2026: ")]
    earlier = await tap(chat, told, "The earlier result")
    assert earlier["text"].startswith(line.partition(": ")[2])
    assert await stored(chat) == before


async def test_nobody_elses_check_is_compared_with(world: World, psp: Program) -> None:
    """Another client than Telegram's own can send any data with a tap."""
    alex, kim = world.chat(), await world.newcomer(KIM, "Kim")
    for chat, sid in ((kim, "kims"), (alex, "first"), (alex, "second")):
        await keep(chat, psp, sid)
    listed = await write(alex, "/results")
    data = encode(CheckTap("second", 2, Act.COMPARE, other="kims"))
    markup = {"inline_keyboard": [[{"text": "Look", "callback_data": data}]]}
    changed = {"chat_id": alex.id, "message_id": listed["message_id"], "reply_markup": markup}
    method = f"{world.sandbox.address}/bot{TOKEN}/editMessageReplyMarkup"
    async with world.http.post(method, json=changed) as answer:
        assert answer.status == 200
    [toast] = await alex.tap(changed, "Look")
    assert "not kept any more" in toast["text"]


async def test_in_a_group_only_who_made_a_check_compares_it(world: World, psp: Program) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    await keep(group, psp, "earlier", LEFT)
    result = await finish(group)
    for label in ("Compare with …", "By today's questions"):
        [toast] = await replace(group, person=KIM).tap(result, label)
        assert toast["text"].startswith("This is the check of Alex")
    assert "Ready for the assistance" in (await tap(group, result, "Compare with …"))["text"]


async def test_a_result_is_held_against_newer_questions_and_stays_as_it_is(
    world: World, psp: Program
) -> None:
    chat = world.chat()
    result = await finish(chat)
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

"""Groups and topics: the bot answers what is meant for it, where it was asked, and lets people talk."""

from dataclasses import replace
from typing import Any

from tests.journeys.conftest import ALEX, Chat, World

KIM = 3001


async def kims(world: World) -> int:
    await world.newcomer(KIM, "Kim")
    return KIM


async def test_a_command_in_a_group_is_answered_as_a_reply(world: World) -> None:
    group = await world.group()
    for command in ("/status Baltimore", "/status@Proviso_sandbox_bot Baltimore"):
        [answer] = await group.messages_after(command)
        assert "Named a site on 3 June 2019" in answer["text"]
        assert answer["reply_to_message"]["text"] == command


async def test_a_command_for_another_bot_and_talk_are_left_alone(world: World) -> None:
    group = await world.group()
    assert not await group.is_heard("Baltimore")
    assert not await group.is_heard("/status@other_bot Baltimore")
    assert await group.said() == []


async def test_an_answer_stays_in_its_topic(world: World) -> None:
    topic = await world.topic(await world.group(is_forum=True), "Deadlines")
    [answer] = await topic.messages_after("/deadlines")
    assert answer["message_thread_id"] == topic.topic
    assert answer["is_topic_message"]
    asked = [e["message"] for e in await topic.tap(answer, "Report an error") if e["type"] == "message"]
    assert [message.get("message_thread_id") for message in asked] == [topic.topic]


async def test_only_the_reply_of_the_person_asked_is_the_answer(world: World) -> None:
    group = await world.group(await kims(world))
    kim = replace(group, person=KIM)
    [question] = await group.messages_after("/history")
    assert question["text"] == "Which place?"
    [status] = await _reply(kim, question, "Houston")  # a question of Kim's own
    assert "What happened" not in status["text"]
    [answer] = await _reply(group, question, "Baltimore")
    assert "What happened" in answer["text"]
    [status] = await _reply(group, question, "Houston")
    assert "What happened" not in status["text"]


async def test_the_question_in_a_group_forces_a_reply_of_that_person_only(world: World) -> None:
    group = await world.group(await kims(world))
    await group.ask("/history")
    async with world.http.get(f"{world.sandbox.address}/_sandbox/state") as answer:
        [question] = [m for m in (await answer.json())["messages"] if m.get("text") == "Which place?"]
    assert question["force_reply"]["for"] == [ALEX]


async def test_a_report_from_a_group_is_asked_of_the_person_who_tapped(world: World) -> None:
    group = await world.group(await kims(world))
    kim = replace(group, person=KIM)
    [answer] = await group.messages_after("/deadlines")
    [asked] = [e["message"] for e in await kim.tap(answer, "Report an error") if e["type"] == "message"]
    assert asked["force_reply"]["for"] == [KIM]
    assert asked["text"].startswith("Kim: What is wrong")
    [thanks] = await _reply(kim, asked, "The hour is missing")
    assert "kept as number 1" in thanks["text"]


async def test_only_administrators_choose_the_program_of_a_group(world: World) -> None:
    group = await world.group(await kims(world))
    kim = replace(group, person=KIM)
    assert "only its administrators" in await kim.ask("/program")
    [about] = await group.messages_after("/program")
    events = await kim.tap(about, "Ask about: Byrne JAG grant 2017")
    assert [event["type"] for event in events] == ["toast"]
    assert "only its administrators" in events[0]["text"]
    assert "Public Safety Partnership" in await kim.ask("/requirements")
    await group.tap(about, "Ask about: Byrne JAG grant 2017")
    assert "Byrne JAG grant 2017" in await kim.ask("/requirements")


async def test_the_menu_of_a_group_leaves_out_what_members_may_not_use(world: World) -> None:
    group = await world.group(await kims(world))
    async with world.http.get(f"{world.sandbox.address}/_sandbox/state") as answer:
        [chat] = [c for c in (await answer.json())["chats"] if c["id"] == group.id]
    menus = {member["user_id"]: {c["command"] for c in member["commands"]} for member in chat["members"]}
    assert "program" in menus[ALEX]
    assert "program" not in menus[KIM]
    assert {"status", "history", "jurisdictions"} <= menus[KIM]


async def _reply(chat: Chat, to: dict[str, Any], text: str) -> list[dict[str, Any]]:
    return await chat.messages_after(text, reply_to_message_id=to["message_id"])

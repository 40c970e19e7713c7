"""The self-check in a group: in private by default, and only its starter's taps count."""

import hashlib
from dataclasses import replace

import pytest

from tests.journeys.checking import begin, labels, rows, state, tap, title
from tests.journeys.conftest import World
from tests.sandbox.files import PDF, file, png

KIM = 1002


async def test_in_a_group_the_check_is_offered_in_private(world: World) -> None:
    group = await world.group()
    [start] = await group.messages_after("/check Baltimore")
    private, _here, _report = start["reply_markup"]["inline_keyboard"]
    assert private[0]["text"] == "Check in private"
    assert "?start=c_psp_" in private[0]["url"]
    assert "everybody in this group can read the answers" in start["text"]


async def test_a_link_leads_to_the_start_of_a_programs_check(world: World) -> None:
    chat = world.chat()
    [start] = await chat.messages_after("/start c_byrne-jag-2017")
    assert "Self-check · Byrne JAG grant 2017" in start["text"]
    assert labels(start) == ["Start", "Report an error"]


async def test_a_tap_of_somebody_else_changes_nothing(world: World) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    card = await begin(group)
    before = await state(group)
    [toast] = await replace(group, person=KIM).tap(card, "Yes")
    assert toast["text"].startswith("This is the check of Alex")
    assert await state(group) == before
    assert title(await tap(group, card, "Yes")) == "Access: in writing?"


async def test_two_people_check_themselves_side_by_side(world: World) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    kim = replace(group, person=KIM)
    card, hers = await begin(group), await begin(kim)
    await tap(group, card, "Yes")
    await tap(kim, hers, "Not sure")
    found = await rows(group, "SELECT given_by, value FROM check_answer ORDER BY id")
    assert [value for _who, value in found] == ["yes", "unsure"]
    assert len({who for who, _value in found}) == 2


async def test_in_a_group_only_a_reply_to_the_card_answers_it(world: World) -> None:
    group = await world.group()
    [other] = await group.messages_after("/deadlines")
    card = await begin(group)
    await group.messages_after("Yes", reply_to_message_id=other["message_id"])
    assert await rows(group, "SELECT * FROM check_answer") == []
    [below] = await group.messages_after("Yes", reply_to_message_id=card["message_id"])
    assert title(below) == "Access: in writing?"


async def test_results_are_not_listed_in_a_group(world: World) -> None:
    group = await world.group()
    assert "private chat" in await group.ask("/results")


@pytest.mark.parametrize(
    ("kind", "name", "data"), [("document", "charter.pdf", PDF), ("photo", "a.png", png(40, 30))]
)
async def test_in_a_group_a_file_in_reply_to_the_card_is_evidence(
    world: World, kind: str, name: str, data: bytes
) -> None:
    await world.newcomer(KIM, "Kim")
    group = await world.group(KIM)
    card = await tap(group, await tap(group, await begin(group), "Yes"), "Back")
    card = await tap(group, card, "Add evidence")
    assert "In this group I read only replies to this message." in card["text"]
    sent = file(kind, name, data)
    assert not await group.is_heard("Charter, article 7")  # the bot's privacy mode
    kim = replace(group, person=KIM)
    assert await kim.messages_after("", files=[sent], reply_to_message_id=card["message_id"]) == []
    [below] = await group.messages_after("", files=[sent], reply_to_message_id=card["message_id"])
    assert title(below) == "Who runs the jail"
    assert await rows(group, "SELECT kind, file_sha256 FROM evidence") == [
        ("file", hashlib.sha256(data).hexdigest())
    ]
    assert await group.messages_after("", files=[sent], reply_to_message_id=card["message_id"]) == []

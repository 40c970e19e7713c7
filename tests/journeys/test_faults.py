"""What a chat reads when the Bot API refuses, cuts, hangs or is late, over the sandbox's faults."""

import asyncio
from typing import Any

import pytest

from tests.journeys.conftest import ALEX, Chat, World
from tests.sizes import ENGINES

# What is said and sent is the same on either engine, and what they store has tests of its own: the long form is both.
pytestmark = [pytest.mark.soak, pytest.mark.parametrize("database_url", ENGINES, indirect=True)]

Fault = dict[str, Any]
ANSWER = "What I can do"


async def fail(world: World, **fault: Any) -> None:
    async with world.http.post(
        f"{world.sandbox.address}/_sandbox/faults", json={"method": "sendMessage", **fault}
    ) as made:
        assert made.status == 200, await made.text()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "error", "code": 429, "retry_after": 1, "times": 2}, id="asked to wait"),
        pytest.param({"kind": "slow", "seconds": 1}, id="slow"),
        pytest.param({"kind": "error", "code": 401}, id="token refused for a moment"),
    ],
)
async def test_what_was_not_sent_is_sent_once(world: World, chat: Chat, fault: Fault) -> None:
    await fail(world, **fault)
    await chat.ask("/help")
    assert [text.splitlines()[0] for text in await chat.said()] == [ANSWER]


@pytest.mark.parametrize(
    ("fault", "copies"),
    [
        pytest.param({"kind": "cut", "when": "before"}, 1, id="cut before acceptance"),
        pytest.param({"kind": "cut", "when": "after"}, 2, id="cut after acceptance"),
        pytest.param({"kind": "hang", "when": "before", "seconds": 1}, 1, id="hung before acceptance"),
        pytest.param({"kind": "hang", "when": "after", "seconds": 1}, 2, id="hung after acceptance"),
        pytest.param({"kind": "error", "code": 500}, 1, id="500"),
        pytest.param({"kind": "error", "code": 502, "body": "html"}, 1, id="a gateway's page"),
        # Twice in doubt is enough: a third copy would be worse than none.
        pytest.param({"kind": "cut", "when": "after", "times": 2}, 2, id="cut twice after acceptance"),
    ],
)
async def test_what_may_have_been_sent_is_repeated_once_and_no_more(
    world: World, chat: Chat, fault: Fault, copies: int
) -> None:
    await fail(world, **fault)
    await chat.ask("/help")
    assert [text.splitlines()[0] for text in await chat.said()] == [ANSWER] * copies


async def test_a_group_that_must_wait_holds_up_no_other_chat(world: World, chat: Chat) -> None:
    group = await world.group()
    await fail(world, kind="error", code=429, retry_after=8, chat_id=group.id)
    waiting = await group.type("/help")
    assert ANSWER in await chat.ask("/help")
    assert not await group.is_done(waiting)
    assert await group.said() == []


async def test_a_private_chat_that_must_wait_means_the_whole_bot(world: World, chat: Chat) -> None:
    other = await world.newcomer(2002, "Sam")
    await fail(world, kind="error", code=429, retry_after=2, chat_id=ALEX)
    waiting = await chat.type("/help")
    async with asyncio.timeout(5):
        while not (refused := await calls(world)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await other.ask("/help")
    await chat.wait_for(waiting)
    at = [call["at"] for call in await calls(world)]
    assert refused[0]["status"] == 429
    assert at[1] - at[0] >= 2
    assert [text.splitlines()[0] for text in await chat.said()] == [ANSWER]


async def calls(world: World) -> list[dict[str, Any]]:
    """The calls that send something, refused ones too."""
    async with world.http.get(f"{world.sandbox.address}/_sandbox/calls") as answer:
        return [call for call in (await answer.json())["calls"] if call["method"] == "sendMessage"]


@pytest.mark.parametrize(
    "description",
    ["Forbidden: bot was blocked by the user", "Forbidden: user is deactivated"],
)
async def test_nobody_is_written_to_again_who_does_not_want_it(
    world: World, chat: Chat, description: str
) -> None:
    await fail(world, kind="error", code=403, description=description)
    await chat.ask("/help")
    assert await chat.said() == []
    assert ANSWER in await chat.ask("/help")


async def test_an_edit_whose_answer_was_lost_leaves_one_message_with_the_new_view(
    world: World, chat: Chat
) -> None:
    [message] = await chat.messages_after("/status Baltimore")
    await fail(world, kind="cut", when="after", method="editMessageText")
    events = await chat.tap(message, "History")
    assert {event["type"] for event in events} == {"toast", "edit"}
    [said] = await chat.said()
    assert "What happened" in said

"""Asked by its name in any chat, the bot offers what it would answer in its own."""

import asyncio

from tests.journeys.asking import as_guest, elsewhere, inline, post
from tests.journeys.conftest import PATIENCE_S, World


async def test_what_is_offered_has_a_title_of_its_own(world: World) -> None:
    chat = world.chat()
    for query in ("Baltimore", "balitmore", "boise", "birmingham", "did stockton reply"):
        for one in (await inline(chat, query))["results"]:
            assert one["title"], query
            assert "[1]" not in one["title"] + one["description"], query


async def test_a_name_that_several_places_share_is_offered_for_each(world: World) -> None:
    offered = await inline(world.chat(), "springfield")
    titles = [result["title"] for result in offered["results"]]
    assert [title.partition(",")[0] for title in titles] == ["Springfield", "Springfield"]
    assert len(set(titles)) == 2


async def test_on_a_miss_a_link_leads_to_the_chat_and_asks_there(world: World) -> None:
    chat, asked = world.chat(), "who guards the lighthouse"
    offered = await inline(chat, asked)
    assert offered["results"] == []
    assert offered["button"]["text"] == "No answer to this; ask me in private"
    said = await chat.ask(f"/start {offered['button']['start_parameter']}")
    assert said == await chat.ask(asked)


async def test_a_question_too_long_for_a_link_leads_to_the_welcome(world: World) -> None:
    chat = world.chat()
    offered = await inline(chat, "who guards the lighthouse of the harbour by night")
    assert offered["button"]["start_parameter"] == "inline"
    assert await chat.ask("/start inline") == await chat.ask("/start")


async def test_nothing_typed_yet_is_the_overview(world: World) -> None:
    [overview] = (await inline(world.chat(), ""))["results"]
    assert "Public Safety Partnership" in overview["title"] + overview["description"]


async def test_an_offer_is_kept_until_the_catalogue_changes(world: World) -> None:
    chat = world.chat()
    first, again = await inline(chat, "Baltimore"), await inline(chat, " baltimore")
    assert first["results"] == again["results"]
    assert first["cache_time"] <= 60


async def test_an_answer_that_comes_too_late_ends_nothing(world: World) -> None:
    chat = world.chat()
    async with world.http.post(
        f"{chat.address}/_sandbox/faults",
        json={"kind": "error", "code": 400, "method": "answerInlineQuery", "times": 1},
    ) as made:
        assert made.status == 200, await made.text()
    asked = await chat._post("inline", query="Baltimore")
    async with asyncio.timeout(PATIENCE_S):
        await chat.wait_for(int(asked["update_id"]))
    assert len((await inline(chat, "Baltimore"))["results"]) == 1


async def test_each_answer_to_a_question_back_is_offered(world: World) -> None:
    """Nothing is chosen for whoever asks; a guest, who has no list, is asked back."""
    chat = world.chat()
    [asked_back] = await chat.messages_after("springfield")
    assert len((await inline(chat, "springfield"))["results"]) == 2
    [said] = await as_guest(await elsewhere(world), "springfield")
    assert said.startswith(asked_back["text"])


async def test_what_is_posted_names_its_sources(world: World) -> None:
    chat, group = world.chat(), await world.group()
    posted = await post(chat, await inline(chat, "did stockton reply"), group)
    assert "[1]" in posted["text"].partition("\n\n[1] ")[0]
    assert posted["text"].partition("\n\n[1] ")[2]


async def test_called_to_a_chat_that_it_is_not_in_it_answers_there_once(world: World) -> None:
    chat, far = world.chat(), await elsewhere(world)
    [status] = await chat.messages_after("/status Baltimore")
    assert await as_guest(far, "Baltimore") == [status["text"]]
    assert "Or just ask" in (await as_guest(far, ""))[0] or "/ask" in (await far.said())[-1]

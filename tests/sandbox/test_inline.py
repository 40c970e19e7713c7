"""Inline queries: asked from anywhere, answered in time, posted in a person's name."""

import json
from typing import Any

import pytest

from sandbox import inline
from tests.sandbox.caller import ALEX, Caller, keyboard

SAM = 2002
WITH_CHOICES = ["message", "inline_query", "chosen_inline_result", "callback_query"]


def article(number: str = "1", **more: Any) -> dict[str, Any]:
    content = {"message_text": "<b>Boise</b>: on track", "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": "Boise", "input_message_content": content, **more}


async def ask(caller: Caller, query: str = "boi", **more: Any) -> str:
    status, answer = await caller.post("inline", from_id=ALEX, query=query, **more)
    assert status == 200, answer
    return str(answer["inline_query_id"])


async def choose(caller: Caller, query_id: str, chat_id: int = ALEX, **more: Any) -> tuple[int, Any]:
    body = {"inline_query_id": query_id, "result_id": "1", "chat_id": chat_id, "from_id": ALEX, **more}
    return await caller.post("inline_choices", **body)


async def test_the_bot_hears_what_is_asked_and_from_where(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    group = await caller.group("supergroup")
    await caller.ok("getUpdates", offset=-1)
    for more in ({}, {"chat_id": ALEX}, {"chat_id": group, "offset": "20"}):
        await ask(caller, **more)
    queries = [u["inline_query"] for u in await caller.ok("getUpdates") if "inline_query" in u]
    assert [query.get("chat_type") for query in queries] == [None, "sender", "supergroup"]
    assert [(query["query"], query["offset"], query["from"]["id"]) for query in queries] == [
        ("boi", "", ALEX), ("boi", "", ALEX), ("boi", "20", ALEX)
    ]  # fmt: skip


async def test_the_answer_reaches_whoever_asked(caller: Caller) -> None:
    query_id = await ask(caller)
    button = {"text": "Open the bot", "start_parameter": "s_boise"}
    answered = await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[article(description="ID")],
                               button=button, next_offset="20", cache_time=10, is_personal=True)  # fmt: skip
    assert answered is True
    event = (await caller.get("events?after=0&wait=0"))["events"][-1]
    assert event["type"] == "inline_results"
    assert (event["from_id"], event["inline_query_id"], event["next_offset"]) == (ALEX, query_id, "20")
    assert event["results"] == [{"type": "article", "id": "1", "title": "Boise", "description": "ID"}]
    assert (event["button"], event["cache_time"], event["is_personal"]) == (button, 10, True)


async def test_a_chosen_result_is_posted_in_the_person_s_name(caller: Caller) -> None:
    await caller.ok("getUpdates", allowed_updates=WITH_CHOICES)
    query_id = await ask(caller)
    result = article(reply_markup=json.loads(keyboard("more")))
    await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[result])
    status, answer = await choose(caller, query_id)
    assert status == 200
    _, chosen, posted = await caller.ok("getUpdates")
    assert posted["update_id"] == answer["update_id"]
    message = posted["message"]
    assert (message["from"]["id"], message["via_bot"]["is_bot"], message["text"]) == (
        ALEX,
        True,
        "Boise: on track",
    )
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    inline_id = chosen["chosen_inline_result"].pop("inline_message_id")
    assert chosen["chosen_inline_result"]["result_id"] == "1"

    await caller.tap(answer["message_id"], "more")
    query = (await caller.ok("getUpdates"))[-1]["callback_query"]
    assert query["inline_message_id"] == inline_id and "message" not in query
    assert await caller.ok("editMessageText", inline_message_id=inline_id, text="Boise: late") is True
    assert (await caller.get("state"))["messages"][-1]["text"] == "Boise: late"


async def test_choices_are_told_only_to_a_bot_that_asks_for_them(caller: Caller) -> None:
    query_id = await ask(caller)
    await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[article()])
    await choose(caller, query_id)
    assert [list(update)[1] for update in await caller.ok("getUpdates")] == ["inline_query", "message"]


async def test_without_buttons_the_bot_cannot_name_the_message(caller: Caller) -> None:
    await caller.ok("getUpdates", allowed_updates=WITH_CHOICES)
    query_id = await ask(caller)
    await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[article()])
    await choose(caller, query_id)
    assert "inline_message_id" not in (await caller.ok("getUpdates"))[1]["chosen_inline_result"]


async def test_in_a_group_the_bot_hears_what_was_posted_through_it(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    group = await caller.group("supergroup")
    query_id = await ask(caller)
    await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[article()])
    status, answer = await choose(caller, query_id, group)
    assert (status, (await caller.ok("getUpdates"))[-1]["update_id"]) == (200, answer["update_id"])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [({"result_id": "2"}, "there is no such result"), ({"from_id": SAM}, "that person has not asked this"),
     ({"inline_query_id": "5"}, "that person has not asked this"), ({"chat_id": 5}, "there is no such chat")],
)  # fmt: skip
async def test_a_choice_that_makes_no_sense_is_refused(caller: Caller, more: Any, sentence: str) -> None:
    query_id = await ask(caller)
    await caller.ok("answerInlineQuery", inline_query_id=query_id, results=[article()])
    assert await choose(caller, query_id, **more) == (400, {"error": sentence})


async def test_an_answer_that_comes_too_late_is_refused(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    query_id = await ask(caller)
    monkeypatch.setattr(inline, "ANSWERABLE", -1.0)
    assert await caller.refused("answerInlineQuery", inline_query_id=query_id, results=[]) == (
        "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


RESULT = "can't parse inline query result: "
BUTTON = "can't parse inline query results button: "


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"inline_query_id": "5"}, "query is too old and response timeout expired or query ID is invalid"),
        ({"results": "{"}, "can't parse JSON encoded inline query results JSON object"),
        ({"results": {}}, "expected an Array of inline query results"),
        ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results specified"),
        ({"results": ["x"]}, f"{RESULT}Inline query result must be an object"),
        ({"results": [{"type": "article", "id": "1"}]}, f'{RESULT}Can\'t find field "title"'),
        ({"results": [article(type="photo")]}, "only articles are part of this sandbox"),
        ({"results": [article(input_message_content={})]}, f"{RESULT}Input message content is not specified"),
        ({"results": [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})]},
         f'{RESULT}Can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
        ({"results": [article(reply_markup={"force_reply": True})]}, f"{RESULT}Inline keyboard expected"),
        ({"results": [article("")]}, "RESULT_ID_EMPTY"),
        ({"results": [article("é" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"next_offset": "é" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": []}, f"{BUTTON}InlineQueryResultsButton must be an Object"),
        ({"button": {}}, f'{BUTTON}Can\'t find field "text"'),
        ({"button": {"text": "x"}}, f"{BUTTON}InlineQueryResultsButton must have exactly one optional field"),
        ({"button": {"text": "x", "start_parameter": ""}}, "START_PARAM_EMPTY"),
        ({"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"button": {"text": " ", "start_parameter": "a"}}, "SWITCH_PM_TEXT_EMPTY"),
    ],
)  # fmt: skip
async def test_an_answer_telegram_would_refuse(caller: Caller, fields: dict[str, Any], words: str) -> None:
    query_id = await ask(caller)
    call = {"inline_query_id": query_id, "results": [article()], **fields}
    assert await caller.refused("answerInlineQuery", **call) == f"400 Bad Request: {words}"


async def test_fifty_results_with_the_longest_numbers_are_accepted(caller: Caller) -> None:
    query_id = await ask(caller)
    results = [article(f"{n:02}" + "é" * 31) for n in range(50)]
    assert await caller.ok("answerInlineQuery", inline_query_id=query_id, results=results)


async def test_an_inline_message_nobody_knows_is_not_changed(caller: Caller) -> None:
    assert await caller.refused("editMessageText", inline_message_id="x", text="x") == (
        "400 Bad Request: MESSAGE_ID_INVALID"
    )
    assert await caller.refused("editMessageText", text="x") == (
        "400 Bad Request: message identifier is not specified"
    )

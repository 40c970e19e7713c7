"""What people do: writing, tapping, looking on; and who may not."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox import talk
from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller, keyboard

HOSTILE = ["<b>Bobby</b>", "'; DROP TABLE--", "\u202egnp.exe", "\u200b\u200d\ufeff", "🏴‍☠️" * 9, "%s{0}\\"]


async def test_a_tap_brings_the_message_and_its_answer_a_toast(caller: Caller) -> None:
    message = await caller.ok("sendMessage", chat_id=ALEX, text="pick", reply_markup=keyboard("yes", "no"))
    seen = (await caller.get("state"))["seq"]
    status, tapped = await caller.tap(message["message_id"], "no")
    assert status == 200
    [update] = await caller.ok("getUpdates")
    query = update["callback_query"]
    assert query["message"] == message
    assert (query["id"], query["data"], query["from"]["id"]) == (tapped["callback_query_id"], "no", ALEX)
    await caller.ok("answerCallbackQuery", callback_query_id=query["id"], text="Noted", show_alert=True)
    [toast] = (await caller.get(f"events?after={seen}"))["events"]
    assert toast == {
        "seq": seen + 1, "type": "toast", "chat_id": ALEX, "from_id": ALEX,
        "callback_query_id": query["id"], "text": "Noted", "show_alert": True, "url": "",
    }  # fmt: skip


async def test_only_a_button_that_is_there_now_can_be_tapped(caller: Caller) -> None:
    message = await caller.ok("sendMessage", chat_id=ALEX, text="pick", reply_markup=keyboard("yes"))
    assert (await caller.tap(message["message_id"], "no"))[0] == 400
    await caller.ok("editMessageReplyMarkup", chat_id=ALEX, message_id=message["message_id"])
    status, answer = await caller.tap(message["message_id"], "yes")
    assert (status, answer["error"]) == (400, "that button is not on the message now")
    assert await caller.ok("getUpdates") == []


async def test_an_old_tap_cannot_be_answered(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    message = await caller.ok("sendMessage", chat_id=ALEX, text="pick", reply_markup=keyboard("yes"))
    _, tapped = await caller.tap(message["message_id"], "yes")
    await caller.ok("answerCallbackQuery", callback_query_id=tapped["callback_query_id"])
    monkeypatch.setattr(talk, "ANSWERABLE", -1.0)
    words = await caller.refused("answerCallbackQuery", callback_query_id=tapped["callback_query_id"])
    assert "query is too old" in words


async def test_events_tell_what_happens_in_order(caller: Caller) -> None:
    seen = (await caller.get("state"))["seq"]
    await caller.say("/start")
    await caller.ok("sendChatAction", chat_id=ALEX, action="typing")
    sent = await caller.ok("sendMessage", chat_id=ALEX, text="one", reply_markup='{"force_reply": true}')
    edited = await caller.ok("editMessageText", chat_id=ALEX, message_id=sent["message_id"], text="two")
    await caller.ok("setMyCommands", commands=[{"command": "help", "description": "How to ask"}])
    await caller.ok("deleteMessage", chat_id=ALEX, message_id=sent["message_id"])
    events = (await caller.get(f"events?after={seen}"))["events"]
    kinds = ["message", "typing", "message", "edit", "commands", "delete"]
    assert [event["type"] for event in events] == kinds
    assert [event["seq"] for event in events] == list(range(seen + 1, seen + 7))
    assert events[2]["message"] == {**sent, "force_reply": {"input_field_placeholder": "", "for": [ALEX]}}
    assert events[3]["message"] == edited
    assert events[4]["commands"] == [{"command": "help", "description": "How to ask"}]
    assert events[5]["message_id"] == sent["message_id"]


async def test_somebody_waiting_for_events_hears_at_once(caller: Caller) -> None:
    seen = (await caller.get("state"))["seq"]
    waiting = asyncio.create_task(caller.get(f"events?after={seen}&wait=20"))
    await asyncio.sleep(0.05)
    await caller.say("hello")
    async with asyncio.timeout(10):
        assert (await waiting)["events"][0]["message"]["text"] == "hello"


async def test_the_log_holds_accepted_calls_only(caller: Caller) -> None:
    await caller.ok("sendMessage", chat_id=ALEX, text="one", disable_notification=True)
    await caller.refused("sendMessage", chat_id=ALEX, text="")
    await caller.ok("editMessageText", chat_id=ALEX, message_id=1, text="two")
    await caller.ok("deleteMessage", chat_id=ALEX, message_id=1)
    log = (await caller.get("log"))["log"]
    assert [(line["seq"], line["method"]) for line in log] == [
        (1, "sendMessage"), (2, "editMessageText"), (3, "deleteMessage")
    ]  # fmt: skip
    assert log[0]["arguments"] == {"chat_id": "1001", "text": "one", "disable_notification": "true"}
    assert len((await caller.get("log?after=2"))["log"]) == 1


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_and_texts_reach_the_bot_unharmed(caller: Caller, name: str) -> None:
    assert (await caller.post("people", id=2002, first_name=name, username="odd"))[0] == 200
    await caller.say(f"/ask {name}", person=2002)
    [update] = await caller.ok("getUpdates")
    assert update["message"]["from"]["first_name"] == name
    assert update["message"]["text"] == f"/ask {name}".strip()
    assert (await caller.ok("getChat", chat_id=2002))["first_name"] == name
    state = await caller.get("state")
    assert [chat["first_name"] for chat in state["chats"]] == ["Alex", name]


async def test_a_reply_names_the_message_it_answers(caller: Caller) -> None:
    asked = await caller.ok("sendMessage", chat_id=ALEX, text="Which?", reply_markup='{"force_reply": true}')
    await caller.post(
        "messages", chat_id=ALEX, from_id=ALEX, text="Boise", reply_to_message_id=asked["message_id"]
    )
    [update] = await caller.ok("getUpdates")
    assert update["message"]["reply_to_message"]["text"] == "Which?"


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("messages", {"chat_id": 5, "from_id": ALEX, "text": "x"}, "there is no such chat"),
        ("messages", {"chat_id": ALEX, "from_id": 5, "text": "x"}, "that person is not in the chat"),
        ("messages", {"chat_id": ALEX, "from_id": ALEX, "text": " "}, "the text is empty"),
        ("messages", {"chat_id": ALEX, "from_id": ALEX, "text": "\ud800"}, "text has half a character"),
        ("messages", {"chat_id": ALEX, "from_id": ALEX, "text": "a" * 4097},
         "the text is longer than 4096 UTF-16 units; send it in parts"),
        ("messages", {"chat_id": "x", "from_id": ALEX, "text": "x"}, "chat_id must be a number"),
        ("taps", {"chat_id": ALEX, "from_id": ALEX, "message_id": 1, "data": 3}, "data must be a text"),
        ("people", {"id": ALEX, "first_name": "Alex"}, "there is somebody with this id"),
        ("people", {"id": 5, "first_name": ""}, "a person has an id above 0 and a first_name"),
        ("people", {"id": 5, "first_name": "a" * 65}, "first_name is longer than 64 characters"),
    ],
)  # fmt: skip
async def test_nonsense_from_people_is_refused(
    caller: Caller, path: str, body: dict[str, Any], words: str
) -> None:
    assert await caller.post(path, **body) == (400, {"error": words})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Origin": "https://evil.example"}, 403, id="another page"),
        pytest.param({"Origin": "null"}, 403, id="a page without a name"),
        pytest.param({"Host": "evil.example"}, 403, id="another name for this machine"),
        pytest.param({"Content-Type": "text/plain"}, 415, id="a form"),
        pytest.param({}, 200, id="no browser at all"),
    ],
)
async def test_another_web_page_cannot_write(caller: Caller, headers: dict[str, str], status: int) -> None:
    body = b'{"chat_id": 1001, "from_id": 1001, "text": "x"}'
    headers = {"Content-Type": "application/json", **headers}
    url = f"{caller.address}/_sandbox/messages"
    async with caller.session.post(url, data=body, headers=headers) as response:
        assert response.status == status
    headers["Origin"] = headers.get("Origin", caller.address)
    async with caller.session.post(url, data=body, headers=headers) as response:
        assert response.status == status


async def test_the_menu_is_the_most_particular_one(caller: Caller) -> None:
    async def menu() -> list[str]:
        state = await caller.get("state")
        return [command["command"] for command in state["chats"][0]["commands"]]

    async def put(name: str, **place: object) -> None:
        await caller.ok("setMyCommands", commands=[{"command": name, "description": name}], **place)

    await put("everywhere")
    assert await menu() == ["everywhere"]
    await put("english", language_code="en")
    assert await menu() == ["english"]
    await put("private", scope={"type": "all_private_chats"})
    assert await menu() == ["private"]
    await put("here", scope={"type": "chat", "chat_id": ALEX})
    assert await menu() == ["here"]
    await put("german", language_code="de")
    assert await menu() == ["here"]
    await caller.ok("deleteMyCommands", scope={"type": "chat", "chat_id": ALEX})
    assert await menu() == ["private"]
    assert await caller.ok("getMyCommands", language_code="de") == [
        {"command": "german", "description": "german"}
    ]


async def test_a_taken_port_is_an_error_and_leaves_nothing_behind(sandbox: Sandbox) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    second = Sandbox(token=TOKEN)
    with pytest.raises(OSError):
        await second.start(port=port)
    address = await second.start()
    assert address != sandbox.address
    await second.stop()


async def test_the_page_may_load_nothing_from_elsewhere(caller: Caller) -> None:
    scripts = ("page", "state", "chats", "messages", "render", "composer", "send")
    for path in ("/", "/page.css", "/icon.svg", *(f"/{script}.js" for script in scripts)):
        async with caller.session.get(caller.address + path) as response:
            assert response.status == 200
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            body = await response.text()
        assert "http" not in body.replace("http://www.w3.org/2000/svg", "").replace("http://${", "").replace(
            "(https?|mailto)", ""
        )
    async with caller.session.get(caller.address + "/server.py") as response:
        assert response.status == 404


async def test_a_token_of_the_wrong_shape_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="a token looks like"):
        await Sandbox(token="nonsense").start()


async def test_nothing_answers_after_stopping(sandbox: Sandbox, caller: Caller) -> None:
    await sandbox.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.get("state")

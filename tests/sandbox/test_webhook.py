"""A webhook: the sandbox brings the updates, and brings them again until they are taken."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, Caller, keyboard
from tests.sandbox.receiver import Receiver

SAM = 2002
ACTIVE = (
    "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


async def test_updates_are_brought_with_the_secret(caller: Caller, receiver: Receiver) -> None:
    early = await caller.say("before there was a webhook")
    await caller.ok("setWebhook", url=receiver.url, secret_token="A-z_09")
    later = await caller.say("after")
    await receiver.until(2)
    assert receiver.ids() == [early["update_id"], later["update_id"]]
    assert receiver.updates[1]["message"]["text"] == "after"
    assert receiver.headers == ["A-z_09", "A-z_09"]
    assert (await caller.ok("getWebhookInfo"))["pending_update_count"] == 0
    assert (await caller.get("state"))["webhook"] == receiver.url


async def test_an_update_comes_again_until_it_is_taken(caller: Caller, receiver: Receiver) -> None:
    receiver.answers = [
        web.Response(status=503),
        web.Response(status=302, headers={"Location": "/elsewhere"}),
        web.Response(status=204),
    ]
    await caller.ok("setWebhook", url=receiver.url)
    said = await caller.say("hello")
    await receiver.until(2)
    info = await caller.ok("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Wrong response from the webhook: ")
    assert info["last_error_date"] > 0
    await receiver.until(3)
    await asyncio.sleep(0.1)
    assert receiver.ids() == [said["update_id"]] * 3
    assert (await caller.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_nobody_at_the_address_is_told_and_tried_again(caller: Caller, receiver: Receiver) -> None:
    await caller.ok("setWebhook", url="http://127.0.0.1:1/hook")
    await caller.say("hello")
    for _ in range(100):
        if "last_error_message" in (info := await caller.ok("getWebhookInfo")):
            break
        await asyncio.sleep(0.02)
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await caller.ok("setWebhook", url=receiver.url)
    await receiver.until(1)
    assert "last_error_message" not in await caller.ok("getWebhookInfo")


async def test_an_update_of_a_chat_waits_for_the_one_before_it(caller: Caller, receiver: Receiver) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    await caller.ok("setWebhook", url=receiver.url)
    receiver.gate.clear()
    first = await caller.say("one")
    second = await caller.say("two")
    other = await caller.say("somebody else", person=SAM)
    await receiver.until(2)
    await asyncio.sleep(0.1)
    assert receiver.ids() == [first["update_id"], other["update_id"]]
    receiver.gate.set()
    await receiver.until(3)
    assert receiver.ids()[2] == second["update_id"]


async def test_no_more_come_at_once_than_asked_for(caller: Caller, receiver: Receiver) -> None:
    for person in range(2000, 2010):
        await caller.post("people", id=person, first_name="P")
        await caller.say("hello", person=person)
    receiver.gate.clear()
    await caller.ok("setWebhook", url=receiver.url, max_connections=3)
    await receiver.until(3)
    await asyncio.sleep(0.1)
    assert len(receiver.updates) == 3
    receiver.gate.set()
    await receiver.until(10)
    assert (receiver.most_at_once, receiver.ids()) == (3, sorted(receiver.ids()))
    assert (await caller.ok("getWebhookInfo"))["max_connections"] == 3


async def test_a_call_in_the_answer_is_carried_out(caller: Caller, receiver: Receiver) -> None:
    reply = {"method": "sendMessage", "chat_id": ALEX, "text": "from the answer",
             "reply_markup": json.loads(keyboard("go"))}  # fmt: skip
    forbidden = {"method": "deleteWebhook"}
    receiver.answers = [web.json_response(reply), web.json_response(forbidden)]
    await caller.ok("setWebhook", url=receiver.url)
    await caller.say("one")
    await caller.say("two")
    await receiver.until(2)
    await asyncio.sleep(0.1)
    [sent] = (await caller.get("log"))["log"]
    assert (sent["method"], sent["arguments"]["text"]) == ("sendMessage", "from the answer")
    assert (await caller.ok("getWebhookInfo"))["url"] == receiver.url
    assert [call["method"] for call in (await caller.get("calls"))["calls"]].count("sendMessage") == 1


async def test_nobody_polls_while_a_webhook_is_set(caller: Caller, receiver: Receiver) -> None:
    poll = asyncio.create_task(caller.refused("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert await caller.call("setWebhook", url=receiver.url) == {
        "ok": True, "result": True, "description": "Webhook was set"
    }  # fmt: skip
    assert await poll == "409 Conflict: terminated by setWebhook request"
    assert await caller.refused("getUpdates") == ACTIVE
    assert (await caller.call("setWebhook", url=receiver.url))["description"] == "Webhook is already set"
    assert (await caller.call("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await caller.call("setWebhook", url=""))["description"] == "Webhook is already deleted"
    assert await caller.ok("getUpdates") == []
    assert (await caller.ok("getWebhookInfo"))["url"] == ""


async def test_what_waits_can_be_dropped_with_a_new_webhook(caller: Caller, receiver: Receiver) -> None:
    await caller.say("old")
    await caller.ok("setWebhook", url=receiver.url, drop_pending_updates=True)
    new = await caller.say("new")
    await receiver.until(1)
    assert receiver.ids() == [new["update_id"]]


async def test_an_update_that_was_not_taken_stays_when_the_webhook_goes(
    caller: Caller, receiver: Receiver
) -> None:
    receiver.gate.clear()
    await caller.ok("setWebhook", url=receiver.url)
    said = await caller.say("hello")
    await receiver.until(1)
    await caller.ok("deleteWebhook")
    assert [update["update_id"] for update in await caller.ok("getUpdates")] == [said["update_id"]]


async def test_only_wanted_kinds_of_updates_are_brought(caller: Caller, receiver: Receiver) -> None:
    message = await caller.ok("sendMessage", chat_id=ALEX, text="x", reply_markup=keyboard("go"))
    await caller.ok("setWebhook", url=receiver.url, allowed_updates=["callback_query"])
    await caller.say("unheard")
    await caller.tap(message["message_id"], "go")
    await receiver.until(1)
    assert [list(update)[1] for update in receiver.updates] == ["callback_query"]
    assert (await caller.ok("getWebhookInfo"))["allowed_updates"] == ["callback_query"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org:8080/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://10.0.0.1/"}, "bad webhook: IP address 10.0.0.1 is reserved"),
        ({"url": "https://[2606:4700::1]/"}, "bad webhook: IPv6-only addresses are not allowed"),
        ({"url": "ftp://example.org/"}, "invalid webhook URL specified"),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "https://exa mple.org/"}, "invalid webhook URL specified"),
        ({"url": "https://example.org/", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "https://example.org/", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org/", "secret_token": "ab\n"}, "secret token contains unallowed characters"),
    ],
)  # fmt: skip
async def test_a_bad_webhook_is_refused(caller: Caller, arguments: dict[str, Any], words: str) -> None:
    assert await caller.refused("setWebhook", **arguments) == f"400 Bad Request: {words}"
    assert (await caller.ok("getWebhookInfo"))["url"] == ""


@pytest.mark.parametrize("url", ["https://example.org/hook", "https://example.org:8443", "example.org/x"])
async def test_a_good_address_elsewhere_is_accepted(caller: Caller, url: str) -> None:
    await caller.ok("setWebhook", url=url, secret_token="a" * 256)
    assert (await caller.ok("getWebhookInfo"))["url"].endswith(url)


async def test_the_bots_library_sets_and_reads_a_webhook(
    sandbox: Sandbox, receiver: Receiver, caller: Caller
) -> None:
    async with Bot(TOKEN, base_url=f"{sandbox.address}/bot") as bot:
        assert await bot.set_webhook(receiver.url, secret_token="s", max_connections=5, allowed_updates=[])
        receiver.answers = [web.Response(status=500)]
        await caller.say("hello")
        await receiver.until(2)
        info = await bot.get_webhook_info()
        assert (info.url, info.max_connections) == (receiver.url, 5)
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        assert not info.api_kwargs
        assert await bot.delete_webhook()

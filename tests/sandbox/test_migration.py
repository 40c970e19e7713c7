"""A group becomes a supergroup: both chats say so, and the old one sends the bot on."""

import pytest

from tests.sandbox.caller import ALEX, Caller

SAM = 2002


@pytest.fixture
async def group(caller: Caller) -> int:
    await caller.post("people", id=SAM, first_name="Sam")
    chat_id = await caller.group("group")
    await caller.ok("getUpdates", offset=-1)
    return chat_id


async def migrate(caller: Caller, chat_id: int) -> int:
    status, answer = await caller.post("migration", chat_id=chat_id)
    assert status == 200, answer
    return int(answer["chat_id"])


async def test_both_chats_say_so(caller: Caller, group: int) -> None:
    new = await migrate(caller, group)
    last, first = [update["message"] for update in (await caller.ok("getUpdates"))[-2:]]
    assert (last["chat"]["id"], last["migrate_to_chat_id"], last["from"]["id"]) == (group, new, ALEX)
    assert (first["chat"]["id"], first["migrate_from_chat_id"]) == (new, group)
    assert first["chat"]["type"] == "supergroup" and first["message_id"] == 1
    assert first["sender_chat"] == first["chat"]
    assert first["from"]["username"] == "GroupAnonymousBot"


async def test_the_old_chat_sends_the_bot_on(caller: Caller, group: int) -> None:
    sent = await caller.ok("sendMessage", chat_id=group, text="x")
    new = await migrate(caller, group)
    for method, fields in [
        ("sendMessage", {"text": "x"}),
        ("editMessageText", {"message_id": sent["message_id"], "text": "y"}),
        ("sendChatAction", {"action": "typing"}),
    ]:
        answer = await caller.call(method, chat_id=group, **fields)
        assert answer == {
            "ok": False, "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": new},
        }  # fmt: skip
    assert (await caller.ok("sendMessage", chat_id=new, text="x"))["chat"]["id"] == new
    assert (await caller.ok("getChat", chat_id=group))["type"] == "group"


async def test_everybody_is_in_the_new_chat_and_nobody_writes_in_the_old_one(
    caller: Caller, group: int
) -> None:
    new = await migrate(caller, group)
    assert await caller.ok("getChatMemberCount", chat_id=new) == 3
    gone = (400, {"error": "this group has become a supergroup; everybody is there now"})
    assert await caller.post("messages", chat_id=group, from_id=SAM, text="x") == gone
    assert await caller.post("membership", chat_id=group, from_id=ALEX, action="remove") == gone
    await caller.write(new, SAM, "/help")
    assert (await caller.ok("getUpdates"))[-1]["message"]["chat"]["id"] == new


async def test_there_is_no_second_time_and_no_other_kind_of_chat(caller: Caller, group: int) -> None:
    sentence = {"error": "only a group that is still a group becomes a supergroup"}
    new = await migrate(caller, group)
    for chat_id in (group, new, ALEX):
        assert await caller.post("migration", chat_id=chat_id) == (400, sentence)


async def test_only_somebody_who_leads_does_it(caller: Caller, group: int) -> None:
    assert await caller.post("migration", chat_id=group, from_id=SAM) == (
        400, {"error": "only administrators can do that"}
    )  # fmt: skip

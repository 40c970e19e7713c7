"""Channels: who posts there, what the bot hears, and what it is told when it may not."""

from typing import Any

import pytest

from tests.sandbox.caller import ALEX, BOT, Caller

SAM = 2002
UNASKED = ["message", "channel_post", "edited_channel_post", "my_chat_member", "chat_member"]


@pytest.fixture
async def channel(caller: Caller) -> int:
    await caller.post("people", id=SAM, first_name="Sam")
    await caller.ok("getUpdates", allowed_updates=UNASKED)
    return await caller.group("channel", members=[SAM], administrators=[BOT])


async def updates(caller: Caller) -> list[dict[str, Any]]:
    return [update for update in await caller.ok("getUpdates") if "my_chat_member" not in update]


async def test_a_bot_is_there_as_an_administrator_who_may_post(caller: Caller, channel: int) -> None:
    assert str(channel).startswith("-100")
    [update] = await caller.ok("getUpdates")
    change = update["my_chat_member"]
    assert change["chat"] == {"id": channel, "title": "Friends", "type": "channel"}
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "left",
        "administrator",
    )
    assert change["new_chat_member"]["can_post_messages"] is True
    assert "can_pin_messages" not in change["new_chat_member"]
    assert "permissions" not in await caller.ok("getChat", chat_id=channel)


async def test_a_bot_is_no_plain_member_of_a_channel(caller: Caller) -> None:
    body = {"type": "channel", "title": "x", "creator": ALEX, "members": [BOT]}
    assert await caller.post("chats", **body) == (
        400, {"error": "a bot is in a channel only as an administrator"}
    )  # fmt: skip


async def test_posts_come_from_the_channel_and_nobody_in_it(caller: Caller, channel: int) -> None:
    sent = await caller.ok("sendMessage", chat_id=channel, text="The plan is late")
    said = await caller.write(channel, ALEX, "/subscribe Boise")
    [update] = await updates(caller)
    assert update["update_id"] == said["update_id"]
    for post in (sent, update["channel_post"]):
        assert "from" not in post
        assert post["sender_chat"] == post["chat"] == {"id": channel, "title": "Friends", "type": "channel"}
    assert update["channel_post"]["entities"][0]["type"] == "bot_command"


async def test_an_edited_post_is_told(caller: Caller, channel: int) -> None:
    said = await caller.write(channel, ALEX, "old")
    status, edited = await caller.post(
        "edits", chat_id=channel, from_id=ALEX, message_id=said["message_id"], text="new"
    )
    assert status == 200
    post, edit = await updates(caller)
    assert edit["update_id"] == edited["update_id"]
    assert (post["channel_post"]["text"], edit["edited_channel_post"]["text"]) == ("old", "new")


async def test_an_edited_message_of_a_private_chat_is_told(caller: Caller) -> None:
    said = await caller.say("old")
    body = {"chat_id": ALEX, "from_id": ALEX, "message_id": said["message_id"]}
    assert (await caller.post("edits", **body, text="new"))[0] == 200
    assert (await caller.ok("getUpdates"))[-1]["edited_message"]["text"] == "new"
    assert await caller.post("edits", **body, text="new") == (400, {"error": "that changes nothing"})
    assert await caller.post("edits", **body, text="") == (400, {"error": "the text is empty"})


async def test_subscribers_do_not_post(caller: Caller, channel: int) -> None:
    body = {"chat_id": channel, "from_id": SAM, "text": "me too"}
    assert await caller.post("messages", **body) == (400, {"error": "only administrators post in a channel"})


async def test_people_come_and_go_without_a_word_in_the_channel(caller: Caller, channel: int) -> None:
    before = len((await caller.get("state"))["messages"])
    await caller.change(channel, SAM, "remove", SAM)
    await caller.change(channel, SAM, "add", SAM)
    changes = [u["chat_member"]["new_chat_member"]["status"] for u in await updates(caller)]
    assert changes == ["left", "member"]
    assert len((await caller.get("state"))["messages"]) == before


async def test_a_bot_that_may_not_post_is_told_so(caller: Caller, channel: int) -> None:
    await caller.change(channel, ALEX, "remove")
    body = {"chat_id": channel, "from_id": ALEX, "action": "add", "can_post_messages": False}
    assert (await caller.post("membership", **body))[0] == 200
    member = await caller.ok("getChatMember", chat_id=channel, user_id=BOT)
    assert (member["status"], member["can_post_messages"]) == ("administrator", False)
    assert await caller.refused("sendMessage", chat_id=channel, text="x") == (
        "400 Bad Request: need administrator rights in the channel chat"
    )


@pytest.mark.parametrize(
    ("action", "words"),
    [("remove", "403 Forbidden: bot was kicked from the channel chat"),
     ("demote", "403 Forbidden: bot is not a member of the channel chat")],
)  # fmt: skip
async def test_a_bot_that_is_out_is_told_so(caller: Caller, channel: int, action: str, words: str) -> None:
    await caller.change(channel, ALEX, action)
    assert await caller.refused("sendMessage", chat_id=channel, text="x") == words


async def test_a_channel_it_was_never_in_does_not_exist_for_it(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    channel = await caller.group("channel", members=[SAM])
    assert await caller.refused("getChat", chat_id=channel) == "400 Bad Request: chat not found"


async def test_a_channel_has_no_keyboard_to_replace_and_no_commands(caller: Caller, channel: int) -> None:
    for markup in ({"force_reply": True}, {"keyboard": [["x"]]}, {"remove_keyboard": True}):
        assert await caller.refused("sendMessage", chat_id=channel, text="x", reply_markup=markup) == (
            "400 Bad Request: inline keyboard expected"
        )
    scope = {"type": "chat", "chat_id": channel}
    assert await caller.refused("setMyCommands", commands=[], scope=scope) == (
        "400 Bad Request: can't change commands in channel chats"
    )
    await caller.ok("setMyCommands", commands=[{"command": "help", "description": "How to ask"}])
    shown = next(chat for chat in (await caller.get("state"))["chats"] if chat["id"] == channel)
    assert [member["commands"] for member in shown["members"]] == [[], [], []]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_bot_leaves_by_itself(caller: Caller, kind: str) -> None:
    await caller.post("people", id=SAM, first_name="Sam")
    members = {"members": [SAM], "administrators": [BOT]} if kind == "channel" else {}
    chat_id = await caller.group(kind, **members)
    await caller.ok("getUpdates", offset=-1)
    assert await caller.ok("leaveChat", chat_id=chat_id) is True
    *_, change = [u["my_chat_member"] for u in await caller.ok("getUpdates") if "my_chat_member" in u]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (BOT, "left")
    said = [message for message in (await caller.get("state"))["messages"] if "left_chat_member" in message]
    assert len(said) == (kind != "channel")
    assert await caller.refused("sendMessage", chat_id=chat_id, text="x") == (
        f"403 Forbidden: bot is not a member of the {kind} chat"
    )
    assert await caller.refused("leaveChat", chat_id=ALEX) == (
        "400 Bad Request: chat member status can't be changed in private chats"
    )

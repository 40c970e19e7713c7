"""Who comes, goes, leads and blocks: the updates, the members, and what the bot may still do."""

from typing import Any

import pytest

from tests.sandbox.caller import ALEX, BOT, Caller

SAM = 2002
EVERYTHING = ["message", "my_chat_member", "chat_member"]


@pytest.fixture(autouse=True)
async def people(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam")


def changes(updates: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Of the updates about members: kind, before, after."""
    return [
        (kind, change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for update in updates
        for kind, change in update.items()
        if kind in ("my_chat_member", "chat_member")
    ]


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("group", "left", "403 Forbidden: bot was kicked from the group chat"),
        ("supergroup", "kicked", "403 Forbidden: bot was kicked from the supergroup chat"),
    ],
)
async def test_a_removed_bot_hears_of_it_and_is_turned_away(
    caller: Caller, kind: str, status: str, words: str
) -> None:
    chat_id = await caller.group(kind)
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="x")
    await caller.ok("getUpdates", offset=-1)
    await caller.change(chat_id, ALEX, "remove")
    await caller.write(chat_id, SAM, "/help")
    heard = (await caller.ok("getUpdates"))[-2:]
    assert changes(heard) == [("my_chat_member", "member", status)]
    assert heard[1]["message"]["left_chat_member"]["id"] == BOT
    place = {"chat_id": chat_id, "message_id": sent["message_id"]}
    for method, arguments in (
        ("sendMessage", {"text": "y"}),
        ("editMessageText", {**place, "text": "y"}),
        ("deleteMessage", place),
        ("sendChatAction", {"action": "typing"}),
        ("getChatMember", {"user_id": SAM}),
        ("getChatAdministrators", {}),
        ("getChatMemberCount", {}),
    ):
        assert await caller.refused(method, **{"chat_id": chat_id, **arguments}) == words
    may_read = (await caller.call("getChat", chat_id=chat_id))["ok"]
    assert may_read is (kind == "group")
    await caller.change(chat_id, ALEX, "add")
    assert await caller.ok("sendMessage", chat_id=chat_id, text="back")


async def test_a_blocked_bot_hears_of_it_and_may_not_write(caller: Caller) -> None:
    sent = await caller.ok("sendMessage", chat_id=ALEX, text="x")
    await caller.change(ALEX, ALEX, "block")
    [update] = await caller.ok("getUpdates")
    assert changes([update]) == [("my_chat_member", "member", "kicked")]
    assert update["my_chat_member"]["chat"]["type"] == "private"
    assert update["my_chat_member"]["new_chat_member"]["until_date"] == 0
    for method, arguments in (
        ("sendMessage", {"text": "y"}),
        ("editMessageText", {"message_id": sent["message_id"], "text": "y"}),
        ("sendChatAction", {"action": "typing"}),
    ):
        words = await caller.refused(method, chat_id=ALEX, **arguments)
        assert words == "403 Forbidden: bot was blocked by the user"
    assert await caller.post("messages", chat_id=ALEX, from_id=ALEX, text="x") == (
        400, {"error": "that person has blocked the bot; unblock it first"}
    )  # fmt: skip
    assert (await caller.get("log"))["seq"] == 1
    await caller.change(ALEX, ALEX, "unblock")
    assert changes(await caller.ok("getUpdates"))[-1] == ("my_chat_member", "kicked", "member")
    assert await caller.ok("sendMessage", chat_id=ALEX, text="y")


async def test_a_chat_it_was_never_in_is_not_found(caller: Caller) -> None:
    _, made = await caller.post("chats", type="supergroup", title="x", creator=ALEX, members=[SAM])
    words = await caller.refused("sendMessage", chat_id=made["chat_id"], text="x")
    assert words == "400 Bad Request: chat not found"
    assert await caller.ok("getUpdates") == []


async def test_only_an_administrator_that_asks_for_it_hears_of_other_members(caller: Caller) -> None:
    chat_id = await caller.group("supergroup")
    await caller.change(chat_id, ALEX, "remove", SAM)
    await caller.change(chat_id, ALEX, "promote")
    await caller.change(chat_id, ALEX, "add", SAM)
    own = [("my_chat_member", "left", "member"), ("my_chat_member", "member", "administrator")]
    assert changes(await caller.ok("getUpdates")) == own
    await caller.ok("getUpdates", offset=-1, allowed_updates=EVERYTHING)
    await caller.change(chat_id, SAM, "remove", SAM)
    heard = await caller.ok("getUpdates")
    assert changes(heard) == [("chat_member", "member", "left")]
    assert heard[-1]["message"]["left_chat_member"]["id"] == SAM


async def test_members_are_shown_as_telegram_shows_them(caller: Caller) -> None:
    chat_id = await caller.group("supergroup", administrators=[SAM], members=[BOT])

    async def member(user_id: int) -> Any:
        return await caller.ok("getChatMember", chat_id=chat_id, user_id=user_id)

    creator, administrator = await member(ALEX), await member(SAM)
    assert (creator["status"], creator["is_anonymous"]) == ("creator", False)
    assert (administrator["status"], administrator["can_delete_messages"]) == ("administrator", True)
    assert administrator["can_promote_members"] is False
    assert (await member(BOT)) == {"user": (await member(BOT))["user"], "status": "member"}
    assert await caller.ok("getChatAdministrators", chat_id=chat_id) == [creator, administrator]
    assert await caller.ok("getChatMemberCount", chat_id=chat_id) == 3

    await caller.post("people", id=5, first_name="Far")
    assert (await member(5))["status"] == "left"
    await caller.change(chat_id, ALEX, "remove", SAM)
    assert (await member(SAM)) == {**(await member(SAM)), "status": "kicked", "until_date": 0}


async def test_a_private_chat_has_two_members(caller: Caller) -> None:
    assert await caller.ok("getChatMemberCount", chat_id=ALEX) == 2
    assert (await caller.ok("getChatMember", chat_id=ALEX, user_id=ALEX))["status"] == "member"
    assert (await caller.ok("getChatMember", chat_id=ALEX, user_id=SAM))["status"] == "left"


@pytest.mark.parametrize(
    ("method", "arguments", "words"),
    [
        ("getChatMember", {"chat_id": 7}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": 7, "user_id": "Sam"}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": 7, "user_id": 7}, "chat not found"),
        ("getChatMember", {"chat_id": ALEX, "user_id": 7}, "member not found"),
        ("getChatMember", {"user_id": 7}, "chat_id is empty"),
        ("getChatAdministrators", {"chat_id": ALEX}, "there are no administrators in the private chat"),
        ("getChatMemberCount", {"chat_id": -100}, "chat not found"),
        ("sendMessage", {"chat_id": ALEX, "text": "x", "reply_parameters": {"message_id": 1, "chat_id": 7}},
         "replies to other chats are not part of this sandbox"),
    ],
)  # fmt: skip
async def test_what_cannot_be_answered_is_refused(
    caller: Caller, method: str, arguments: dict[str, Any], words: str
) -> None:
    assert await caller.refused(method, **arguments) == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    ("by", "action", "user", "sentence"),
    [
        (SAM, "remove", ALEX, "only administrators can do that"),
        (SAM, "promote", SAM, "only administrators can do that"),
        (ALEX, "promote", ALEX, "that one is not a plain member of the chat"),
        (ALEX, "demote", SAM, "that one is not a plain administrator of the chat"),
        (ALEX, "remove", ALEX, "the creator cannot be removed"),
        (ALEX, "add", SAM, "that one is in the chat already"),
        (ALEX, "remove", 5, "that one is not in the chat"),
        (5, "add", 6, "that person is not in the chat"),
        (ALEX, "block", BOT, "a bot is blocked in a private chat; from a group it is removed"),
        (ALEX, "invite", 5, "action must be add, remove, block, unblock, promote or demote"),
    ],
)
async def test_people_cannot_do_what_telegram_would_not_let_them(
    caller: Caller, by: int, action: str, user: int, sentence: str
) -> None:
    chat_id = await caller.group("supergroup")
    for stranger in (5, 6):
        await caller.post("people", id=stranger, first_name="Far")
    body = {"chat_id": chat_id, "from_id": by, "action": action, "user_id": user}
    assert await caller.post("membership", **body) == (400, {"error": sentence})


async def test_whoever_was_thrown_out_comes_back_only_with_help(caller: Caller) -> None:
    chat_id = await caller.group("supergroup")
    await caller.change(chat_id, ALEX, "remove", SAM)
    body = {"chat_id": chat_id, "from_id": SAM, "action": "add", "user_id": SAM}
    assert (await caller.post("membership", **body))[0] == 400
    await caller.change(chat_id, ALEX, "add", SAM)
    await caller.change(chat_id, SAM, "remove", SAM)
    assert (await caller.post("membership", **body))[0] == 200


async def test_a_button_in_a_group_is_there_for_its_members_while_the_bot_is(caller: Caller) -> None:
    chat_id = await caller.group("group")
    keys = {"inline_keyboard": [[{"text": "go", "callback_data": "go"}]]}
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="x", reply_markup=keys)
    body = {"chat_id": chat_id, "message_id": sent["message_id"], "data": "go"}
    assert (await caller.post("taps", **body, from_id=SAM))[0] == 200
    query = (await caller.ok("getUpdates"))[-1]["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (SAM, chat_id)
    await caller.post("people", id=5, first_name="Far")
    assert (await caller.post("taps", **body, from_id=5))[0] == 400
    await caller.change(chat_id, ALEX, "remove")
    assert (await caller.post("taps", **body, from_id=SAM))[0] == 400

"""Groups, supergroups and topics: what the bot is told, and where its answers go."""

from typing import Any

import pytest

from tests.sandbox.caller import ALEX, BOT, Caller

SAM, KIM = 2002, 3003
NO_THREAD = "400 Bad Request: message thread not found"


@pytest.fixture(autouse=True)
async def people(caller: Caller) -> None:
    await caller.post("people", id=SAM, first_name="Sam", username="sam_here")
    await caller.post("people", id=KIM, first_name="Kim", language_code="es")


def words(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates if "text" in update.get("message", {})]


async def test_numbers_of_groups_are_negative_and_supergroups_begin_with_minus_100(caller: Caller) -> None:
    group, supergroup = await caller.group("group"), await caller.group("supergroup")
    assert group < -(2**31)
    assert str(supergroup).startswith("-100")
    assert len(str(supergroup)) == len("-1001234567890")


async def test_a_bot_that_founds_a_basic_group_with_others_sees_it_begin(caller: Caller) -> None:
    chat_id = await caller.group("group")
    change, begin = await caller.ok("getUpdates")
    assert change["my_chat_member"]["chat"] == {"id": chat_id, "type": "group", "title": "Friends"}
    assert change["my_chat_member"]["from"]["id"] == ALEX
    assert change["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert change["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert begin["message"]["group_chat_created"] is True


async def test_a_supergroup_exists_before_the_bot_comes(caller: Caller) -> None:
    await caller.group("supergroup")
    change, arrival = await caller.ok("getUpdates")
    assert change["my_chat_member"]["new_chat_member"]["user"]["id"] == BOT
    assert [user["id"] for user in arrival["message"]["new_chat_members"]] == [BOT]
    assert arrival["message"]["message_id"] == 2


async def test_supergroups_count_their_messages_by_themselves(caller: Caller) -> None:
    chat_id = await caller.group("supergroup")
    first = await caller.ok("sendMessage", chat_id=ALEX, text="x")
    here = await caller.ok("sendMessage", chat_id=chat_id, text="x")
    assert (first["message_id"], here["message_id"]) == (1, 3)
    await caller.ok("editMessageText", chat_id=chat_id, message_id=3, text="changed")
    assert await caller.refused("editMessageText", chat_id=ALEX, message_id=3, text="y") == (
        "400 Bad Request: message to edit not found"
    )


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        pytest.param("/status", True, id="a command"),
        pytest.param("/status@Proviso_sandbox_bot Boise", True, id="a command for it"),
        pytest.param("/STATUS@proviso_SANDBOX_bot", True, id="in any case"),
        pytest.param("/status@other_bot", False, id="a command for another"),
        pytest.param("please /status", False, id="a command further on"),
        pytest.param("@Proviso_sandbox_bot help", False, id="a mention"),
        pytest.param("good morning", False, id="talk"),
    ],
)
async def test_in_privacy_mode_a_bot_hears_only_what_is_for_it(
    caller: Caller, text: str, is_heard: bool
) -> None:
    chat_id = await caller.group("supergroup")
    await caller.ok("getUpdates", offset=-1)
    said = await caller.write(chat_id, SAM, text)
    assert (said["update_id"] is not None) is is_heard
    assert words(await caller.ok("getUpdates")) == ([text] if is_heard else [])


async def test_it_hears_replies_to_itself_and_to_what_was_for_it(caller: Caller) -> None:
    chat_id = await caller.group("group")
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="Which place?")
    answer = await caller.write(chat_id, SAM, "Boise", reply_to_message_id=sent["message_id"])
    await caller.write(chat_id, ALEX, "and Salem", reply_to_message_id=answer["message_id"])
    command = await caller.write(chat_id, ALEX, "/help")
    await caller.write(chat_id, SAM, "I asked that too", reply_to_message_id=command["message_id"])
    talk = await caller.write(chat_id, ALEX, "lunch?")
    await caller.write(chat_id, SAM, "yes", reply_to_message_id=talk["message_id"])
    heard = await caller.ok("getUpdates")
    assert words(heard) == ["Boise", "and Salem", "/help", "I asked that too"]
    assert heard[2]["message"]["reply_to_message"]["text"] == "Which place?"


async def test_an_administrator_hears_everything(caller: Caller) -> None:
    chat_id = await caller.group("supergroup")
    await caller.write(chat_id, SAM, "before")
    await caller.change(chat_id, ALEX, "promote")
    await caller.write(chat_id, SAM, "after")
    assert words(await caller.ok("getUpdates")) == ["after"]
    assert (await caller.ok("getMe"))["can_read_all_group_messages"] is False


async def test_a_topic_begins_with_a_message_that_its_others_answer(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    created = (await caller.ok("getUpdates"))[-1]["message"]
    assert created["message_id"] == created["message_thread_id"] == topic
    assert created["forum_topic_created"] == {"name": "Questions", "icon_color": 7322096}
    assert created["is_topic_message"] is True
    assert created["chat"]["is_forum"] is True

    await caller.write(chat_id, SAM, "/help", message_thread_id=topic)
    heard = (await caller.ok("getUpdates"))[-1]["message"]
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (topic, True)
    assert heard["reply_to_message"] == created
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)


async def test_a_reply_finds_its_topic_by_itself(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    asked = await caller.write(chat_id, SAM, "/help", message_thread_id=topic)
    reply = {"message_id": asked["message_id"]}
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="x", reply_parameters=reply)
    assert (sent["message_thread_id"], sent["reply_to_message"]["text"]) == (topic, "/help")


@pytest.mark.parametrize("is_forum", [pytest.param(True, id="General"), pytest.param(False, id="no forum")])
async def test_a_chain_of_replies_has_a_number_that_is_no_topic(caller: Caller, is_forum: bool) -> None:
    chat_id = await caller.group("supergroup", is_forum=is_forum)
    first = await caller.write(chat_id, SAM, "/help")
    second = await caller.write(chat_id, ALEX, "/status", reply_to_message_id=first["message_id"])
    await caller.write(chat_id, SAM, "/check", reply_to_message_id=second["message_id"])
    heard = [update["message"] for update in (await caller.ok("getUpdates"))[-3:]]
    chain = first["message_id"]
    assert [message.get("message_thread_id") for message in heard] == [None, chain, chain]
    assert not any("is_topic_message" in message for message in heard)
    wrong = {"chat_id": chat_id, "text": "x", "message_thread_id": chain}
    assert await caller.refused("sendMessage", **wrong) == NO_THREAD


async def test_an_answer_to_the_first_message_of_a_forum_is_in_no_topic(caller: Caller) -> None:
    chat_id, _ = await caller.forum()
    await caller.write(chat_id, SAM, "/help", reply_to_message_id=1)
    heard = (await caller.ok("getUpdates"))[-1]["message"]
    assert heard["message_thread_id"] == 1
    assert "is_topic_message" not in heard


async def test_general_has_no_number_to_write_with_but_one_to_type_with(caller: Caller) -> None:
    chat_id, _ = await caller.forum()
    sent = await caller.ok("sendMessage", chat_id=chat_id, text="x")
    assert "message_thread_id" not in sent
    for thread in (1, 99):
        wrong = {"chat_id": chat_id, "text": "x", "message_thread_id": thread}
        assert await caller.refused("sendMessage", **wrong) == NO_THREAD
    assert await caller.ok("sendChatAction", chat_id=chat_id, action="typing", message_thread_id=1)


async def test_only_administrators_write_in_a_closed_topic(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    place = {"chat_id": chat_id, "message_thread_id": topic}
    assert (await caller.post("topics", **place, is_closed=True, from_id=SAM))[0] == 400
    await caller.post("topics", **place, is_closed=True)
    assert (await caller.ok("getUpdates"))[-1]["message"]["forum_topic_closed"] == {}
    assert await caller.refused("sendMessage", **place, text="x") == "400 Bad Request: TOPIC_CLOSED"
    assert await caller.post("messages", **place, from_id=SAM, text="x") == (
        400, {"error": "the topic is closed"}
    )  # fmt: skip
    await caller.write(chat_id, ALEX, "still here", message_thread_id=topic)
    await caller.change(chat_id, ALEX, "promote")
    assert await caller.ok("sendMessage", **place, text="x")
    await caller.change(chat_id, ALEX, "demote")
    await caller.post("topics", **place, is_closed=False)
    assert await caller.ok("sendMessage", **place, text="x")


async def test_general_can_be_closed_too(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    await caller.post("topics", chat_id=chat_id, message_thread_id=1, is_closed=True)
    assert await caller.refused("sendMessage", chat_id=chat_id, text="x") == "400 Bad Request: TOPIC_CLOSED"
    assert await caller.ok("sendMessage", chat_id=chat_id, text="x", message_thread_id=topic)


async def test_a_private_chat_has_no_topics(caller: Caller) -> None:
    assert await caller.refused("sendMessage", chat_id=ALEX, text="x", message_thread_id=3) == NO_THREAD


async def test_a_missing_message_to_reply_to_is_an_error_unless_it_may_be_missing(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    place = {"chat_id": chat_id, "text": "x", "message_thread_id": topic}
    reply: dict[str, Any] = {"message_id": 999}
    assert await caller.refused("sendMessage", **place, reply_parameters=reply) == (
        "400 Bad Request: message to be replied not found"
    )
    reply["allow_sending_without_reply"] = True
    sent = await caller.ok("sendMessage", **place, reply_parameters=reply)
    assert sent["reply_to_message"]["message_id"] == topic


async def test_a_plain_member_deletes_only_its_own_messages(caller: Caller) -> None:
    chat_id = await caller.group("supergroup")
    said = await caller.write(chat_id, SAM, "/help")
    own = await caller.ok("sendMessage", chat_id=chat_id, text="x")
    place = {"chat_id": chat_id, "message_id": said["message_id"]}
    assert await caller.refused("deleteMessage", **place) == "400 Bad Request: message can't be deleted"
    assert await caller.ok("deleteMessage", chat_id=chat_id, message_id=own["message_id"])
    await caller.change(chat_id, ALEX, "promote")
    assert await caller.ok("deleteMessage", **place)


@pytest.mark.parametrize(
    ("markup", "text", "asked"),
    [
        pytest.param({}, "Which place?", [ALEX, SAM, KIM], id="everybody"),
        pytest.param({"selective": True}, "Which place?", [SAM], id="the one answered"),
        pytest.param({"selective": True}, "😀 @Sam_here: which?", [SAM], id="named by name"),
        pytest.param({"selective": True}, "<a href='tg://user?id=3003'>You</a>: which?", [SAM, KIM],
                     id="named by number"),
    ],
)  # fmt: skip
async def test_a_forced_reply_is_for_those_it_is_meant_for(
    caller: Caller, markup: dict[str, Any], text: str, asked: list[int]
) -> None:
    chat_id = await caller.group("supergroup", members=[SAM, KIM, BOT])
    said = await caller.write(chat_id, SAM, "/history")
    await caller.ok(
        "sendMessage", chat_id=chat_id, text=text, parse_mode="HTML",
        reply_markup={"force_reply": True, "input_field_placeholder": "A city", **markup},
        reply_parameters={"message_id": said["message_id"]},
    )  # fmt: skip
    shown = (await caller.get("state"))["messages"][-1]
    assert shown["force_reply"] == {"input_field_placeholder": "A city", "for": asked}


async def test_the_state_shows_members_topics_and_messages(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    state = await caller.get("state")
    group = next(chat for chat in state["chats"] if chat["id"] == chat_id)
    assert [(member["user_id"], member["status"]) for member in group["members"]] == [
        (ALEX, "creator"), (SAM, "member"), (BOT, "member")
    ]  # fmt: skip
    assert group["topics"] == [
        {"message_thread_id": 1, "name": "General", "is_closed": False},
        {"message_thread_id": topic, "name": "Questions", "is_closed": False},
    ]
    private = next(chat for chat in state["chats"] if chat["id"] == SAM)
    assert (private["type"], private["menu_button"], private["commands"]) == ("private", "commands", [])


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("chats", {"type": "planet", "title": "x", "creator": ALEX}, "type must be group, supergroup or channel"),
        ("chats", {"type": "group", "title": " ", "creator": ALEX}, "title is empty"),
        ("chats", {"type": "group", "title": "a" * 129, "creator": ALEX}, "title is longer than 128 characters"),
        ("chats", {"type": "group", "title": "x", "creator": ALEX, "is_forum": True},
         "only a supergroup can be a forum"),
        ("chats", {"type": "group", "title": "x", "creator": 5}, "there is no person with the id 5"),
        ("chats", {"type": "group", "title": "x", "creator": ALEX, "members": [5]},
         "there is nobody with the id 5"),
        ("chats", {"type": "group", "title": "x", "creator": ALEX, "members": ["5"]},
         "members must be a list of numbers"),
        ("topics", {"chat_id": ALEX, "name": "x"}, "only a forum has topics"),
        ("topics", {"chat_id": 5, "name": "x"}, "there is no such chat"),
        ("membership", {"chat_id": ALEX, "from_id": ALEX, "action": "add"},
         "a private chat has no members to change"),
        ("membership", {"chat_id": ALEX, "from_id": ALEX, "action": "unblock"}, "the bot is unblocked already"),
    ],
)  # fmt: skip
async def test_nonsense_about_groups_is_refused(
    caller: Caller, path: str, body: dict[str, Any], sentence: str
) -> None:
    assert await caller.post(path, **body) == (400, {"error": sentence})


async def test_people_write_only_in_topics_that_are_there(caller: Caller) -> None:
    chat_id, topic = await caller.forum()
    said = await caller.write(chat_id, SAM, "/help", message_thread_id=topic)
    _, other = await caller.post("topics", chat_id=chat_id, name="Other")
    body = {"chat_id": chat_id, "from_id": SAM, "text": "x"}
    for wrong, sentence in (
        ({"message_thread_id": 1}, "there is no such topic; General has no number"),
        ({"message_thread_id": 99}, "there is no such topic; General has no number"),
        ({"message_thread_id": other["message_thread_id"], "reply_to_message_id": said["message_id"]},
         "the message to reply to is in another topic"),
        ({"from_id": KIM}, "that person is not in the chat"),
    ):  # fmt: skip
        assert await caller.post("messages", **{**body, **wrong}) == (400, {"error": sentence})

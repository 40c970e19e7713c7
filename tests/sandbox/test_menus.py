"""Menus per scope, as people find them, and the menu button."""

from typing import Any

import pytest

from tests.sandbox.caller import ALEX, BOT, Caller

SAM = 2002


@pytest.fixture
async def group(caller: Caller) -> int:
    await caller.post("people", id=SAM, first_name="Sam", language_code="es")
    return await caller.group("supergroup")


async def put(caller: Caller, name: str, **place: Any) -> None:
    await caller.ok("setMyCommands", commands=[{"command": name, "description": name}], **place)


async def found(caller: Caller, chat_id: int) -> dict[int, list[str]]:
    """What each person finds in the menu of a chat."""
    chats = (await caller.get("state"))["chats"]
    return {
        member["user_id"]: [command["command"] for command in member["commands"]]
        for chat in chats
        if chat["id"] == chat_id
        for member in chat["members"]
        if member["user_id"] != BOT
    }


async def test_in_a_group_the_most_particular_menu_wins(caller: Caller, group: int) -> None:
    steps: list[tuple[dict[str, Any], dict[int, str]]] = [
        ({}, {ALEX: "m0", SAM: "m0"}),
        ({"language_code": "es"}, {ALEX: "m0", SAM: "m1"}),
        ({"scope": {"type": "all_private_chats"}}, {ALEX: "m0", SAM: "m1"}),
        ({"scope": {"type": "all_group_chats"}}, {ALEX: "m3", SAM: "m3"}),
        ({"scope": {"type": "all_chat_administrators"}}, {ALEX: "m4", SAM: "m3"}),
        ({"scope": {"type": "chat", "chat_id": group}}, {ALEX: "m5", SAM: "m5"}),
        ({"scope": {"type": "chat", "chat_id": group}, "language_code": "es"}, {ALEX: "m5", SAM: "m6"}),
        ({"scope": {"type": "chat_administrators", "chat_id": group}}, {ALEX: "m7", SAM: "m6"}),
        ({"scope": {"type": "chat_member", "chat_id": str(group), "user_id": SAM}}, {ALEX: "m7", SAM: "m8"}),
    ]
    for number, (place, wanted) in enumerate(steps):
        await put(caller, f"m{number}", **place)
        assert await found(caller, group) == {person: [name] for person, name in wanted.items()}
    assert await found(caller, ALEX) == {ALEX: ["m2"]}


async def test_whoever_becomes_an_administrator_finds_another_menu(caller: Caller, group: int) -> None:
    await put(caller, "lead", scope={"type": "all_chat_administrators"})
    seen = (await caller.get("state"))["seq"]
    await caller.change(group, ALEX, "promote", SAM)
    [event] = (await caller.get(f"events?after={seen}"))["events"]
    menus = {member["user_id"]: member["commands"] for member in event["chat"]["members"]}
    assert (event["type"], menus[SAM]) == ("chat", [{"command": "lead", "description": "lead"}])


async def test_events_tell_whose_menu_changed(caller: Caller, group: int) -> None:
    seen = (await caller.get("state"))["seq"]
    await put(caller, "hola", language_code="es")
    events = (await caller.get(f"events?after={seen}"))["events"]
    assert [(e["type"], e["chat_id"], e["from_id"]) for e in events] == [
        ("commands", SAM, SAM), ("commands", group, SAM)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ([], "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({}, "can't parse BotCommandScope: Can't find field \"type\""),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": ""}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"type": "chat_member", "chat_id": ALEX}, "can't parse BotCommandScope: Can't find field \"user_id\""),
        ({"type": "chat_member", "chat_id": ALEX, "user_id": 0},
         "can't parse BotCommandScope: Invalid user_id specified"),
        ({"type": "chat", "chat_id": -7}, "chat not found"),
        ({"type": "chat_administrators", "chat_id": ALEX}, "can't use specified scope in private chats"),
    ],
)  # fmt: skip
async def test_a_scope_that_makes_no_sense_is_refused(caller: Caller, scope: object, words: str) -> None:
    for method in ("setMyCommands", "getMyCommands", "deleteMyCommands"):
        assert await caller.refused(method, commands=[], scope=scope) == f"400 Bad Request: {words}"


async def test_a_scope_for_a_member_names_somebody(caller: Caller, group: int) -> None:
    scope = {"type": "chat_member", "chat_id": group, "user_id": 7}
    assert (
        await caller.refused("setMyCommands", commands=[], scope=scope) == "400 Bad Request: user not found"
    )


async def test_a_private_chat_has_its_own_menu_button_or_the_one_for_all(caller: Caller) -> None:
    assert await caller.ok("getChatMenuButton") == {"type": "commands"}
    assert await caller.ok("getChatMenuButton", chat_id=ALEX) == {"type": "default"}
    assert await caller.ok("setChatMenuButton", chat_id=ALEX, menu_button={"type": "commands"})
    assert await caller.ok("getChatMenuButton", chat_id=ALEX) == {"type": "commands"}
    assert await caller.ok("setChatMenuButton", chat_id=ALEX)
    assert await caller.ok("getChatMenuButton", chat_id=ALEX) == {"type": "default"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"menu_button": "{"}, "can't parse menu button JSON object"),
        ({"menu_button": "[]"}, "can't parse menu button: MenuButton must be an Object"),
        ({"menu_button": {"text": "x"}}, "can't parse menu button: Can't find field \"type\""),
        ({"menu_button": {"type": "x"}}, "can't parse menu button: MenuButton has unsupported type"),
        ({"menu_button": {"type": "web_app"}}, "web apps are not part of this sandbox"),
        ({"chat_id": -7}, "invalid chat_id specified"),
        ({"chat_id": 7}, "user not found"),
    ],
)
async def test_a_menu_button_that_makes_no_sense_is_refused(
    caller: Caller, arguments: dict[str, Any], words: str
) -> None:
    assert await caller.refused("setChatMenuButton", **arguments) == f"400 Bad Request: {words}"

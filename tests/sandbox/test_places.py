"""Where somebody is: places on the map, and the keyboards that ask for them."""

from typing import Any

import pytest

from tests.sandbox.caller import ALEX, Caller

BOISE = {"latitude": 43.615, "longitude": -116.2023}
KEYS = {"keyboard": [[{"text": "Where am I?", "request_location": True}, "Not now"]], "resize_keyboard": True,
        "one_time_keyboard": True, "input_field_placeholder": "A place"}  # fmt: skip


async def last_event(caller: Caller) -> Any:
    return (await caller.get("events?after=0&wait=0"))["events"][-1]["message"]


async def test_a_person_says_where_they_are(caller: Caller) -> None:
    assert (await caller.post("messages", chat_id=ALEX, from_id=ALEX, location=BOISE))[0] == 200
    [update] = await caller.ok("getUpdates")
    assert update["message"]["location"] == BOISE
    assert "text" not in update["message"] and "caption" not in update["message"]


@pytest.mark.parametrize(
    ("location", "sentence"),
    [({"latitude": 91, "longitude": 0}, "there is no such place on earth"),
     ({"latitude": "x", "longitude": 0}, "location must have latitude and longitude"),
     ([], "location must have latitude and longitude")],
)  # fmt: skip
async def test_a_place_that_is_none_is_refused(caller: Caller, location: Any, sentence: str) -> None:
    assert await caller.post("messages", chat_id=ALEX, from_id=ALEX, location=location) == (
        400, {"error": sentence}
    )  # fmt: skip


async def test_the_bot_shows_a_place_and_what_is_there(caller: Caller) -> None:
    sent = await caller.ok("sendLocation", chat_id=ALEX, **BOISE)
    assert sent["location"] == BOISE and "venue" not in sent
    venue = await caller.ok("sendVenue", chat_id=ALEX, **BOISE, title="City Hall", address="150 N Capitol")
    assert venue["venue"] == {"location": BOISE, "title": "City Hall", "address": "150 N Capitol"}


@pytest.mark.parametrize(
    ("method", "fields", "words"),
    [
        ("sendLocation", {"longitude": 1}, "latitude is empty"),
        ("sendLocation", {"latitude": 1}, "longitude is empty"),
        ("sendLocation", {"latitude": 90.5, "longitude": 1}, "wrong location specified"),
        ("sendLocation", {"latitude": "nan", "longitude": 1}, "wrong location specified"),
        ("sendVenue", {**BOISE, "title": " ", "address": "x"}, "venue title must be non-empty"),
        ("sendVenue", {**BOISE, "title": "x"}, "venue address must be non-empty"),
    ],
)
async def test_a_place_telegram_would_refuse(
    caller: Caller, method: str, fields: dict[str, Any], words: str
) -> None:
    assert await caller.refused(method, chat_id=ALEX, **fields) == f"400 Bad Request: {words}"


async def test_a_keyboard_asks_in_a_private_chat_and_is_seen_only_there(caller: Caller) -> None:
    sent = await caller.ok("sendMessage", chat_id=ALEX, text="Where are you?", reply_markup=KEYS)
    assert "reply_markup" not in sent
    assert (await last_event(caller))["reply_keyboard"] == {
        "keyboard": [[{"text": "Where am I?", "request_location": True}, {"text": "Not now"}]],
        "is_persistent": False, "resize_keyboard": True, "one_time_keyboard": True,
        "input_field_placeholder": "A place", "for": [ALEX],
    }  # fmt: skip
    await caller.ok("sendMessage", chat_id=ALEX, text="Thank you", reply_markup={"remove_keyboard": True})
    assert (await last_event(caller))["remove_keyboard"] == {"for": [ALEX]}


async def test_a_group_is_not_asked_where_it_is(caller: Caller) -> None:
    await caller.post("people", id=2002, first_name="Sam")
    chat_id = await caller.group("group")
    assert await caller.refused("sendMessage", chat_id=chat_id, text="x", reply_markup=KEYS) == (
        "400 Bad Request: location can be requested in private chats only"
    )


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ({"keyboard": "x"}, 'field "keyboard" must be of type Array'),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        ({"keyboard": [[5]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
        ({"keyboard": [[" "]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [[{"text": "x", "request_poll": {}}]]}, "this kind of key is not part of this sandbox"),
    ],
)
async def test_a_keyboard_telegram_would_refuse(caller: Caller, markup: Any, words: str) -> None:
    assert await caller.refused("sendMessage", chat_id=ALEX, text="x", reply_markup=markup) == (
        f"400 Bad Request: {words}"
    )


@pytest.mark.parametrize(
    "button",
    [{"copy_text": {"text": "555-0100"}}, {"switch_inline_query": ""}, {"switch_inline_query_current_chat": "Boise"},
     {"callback_data": "x", "style": "danger"}, {"url": "https://example.org/", "style": "primary"}],
)  # fmt: skip
async def test_other_buttons_stay_as_they_are(caller: Caller, button: dict[str, Any]) -> None:
    rows = [[{"text": "Go", **button}]]
    sent = await caller.ok("sendMessage", chat_id=ALEX, text="x", reply_markup={"inline_keyboard": rows})
    assert sent["reply_markup"]["inline_keyboard"] == rows


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"copy_text": "x"}, 'can\'t parse inline keyboard button: Field "copy_text" must be of type Object'),
        ({"copy_text": {}}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"callback_data": "x", "style": "pink"}, "BUTTON_STYLE_INVALID"),
        (
            {"style": "danger"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"pay": True}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_other_buttons_telegram_would_refuse(caller: Caller, button: Any, words: str) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", **button}]]}
    assert await caller.refused("sendMessage", chat_id=ALEX, text="x", reply_markup=markup) == (
        f"400 Bad Request: {words}"
    )

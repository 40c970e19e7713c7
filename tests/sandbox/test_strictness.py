"""Every refusal, with Telegram's status and words."""

import json
from typing import Any

import aiohttp
import pytest

from tests.sandbox.caller import ALEX, TOKEN, Caller, keyboard


def button(**fields: Any) -> str:
    return json.dumps({"inline_keyboard": [[fields]]})


def commands(*names: str, description: str = "x") -> list[dict[str, str]]:
    return [{"command": name, "description": description} for name in names]


NOT_PARSED = "400 Bad Request: can't parse inline keyboard button: "
UNCHANGED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
SEND = {"chat_id": ALEX, "text": "x"}
TABLE = [
    ("sendMessage", {"text": "x"}, "400 Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 7, "text": "x"}, "400 Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "400 Bad Request: chat not found"),
    ("sendMessage", {"chat_id": ALEX}, "400 Bad Request: message text is empty"),
    ("sendMessage", {**SEND, "text": " \n"}, "400 Bad Request: text must be non-empty"),
    ("sendMessage", {**SEND, "text": "\u200b"}, "400 Bad Request: text must be non-empty"),
    ("sendMessage", {**SEND, "text": "<b> </b>", "parse_mode": "HTML"},
     "400 Bad Request: text must be non-empty"),
    ("sendMessage", {**SEND, "text": "a" * 4097}, "400 Bad Request: message is too long"),
    ("sendMessage", {**SEND, "text": "😀" * 2049}, "400 Bad Request: message is too long"),
    ("sendMessage", {**SEND, "text": "a\ud800"}, "400 Bad Request: strings must be encoded in UTF-8"),
    ("sendMessage", {**SEND, "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"),
    ("sendMessage", {**SEND, "text": "<b>x", "parse_mode": "HTML"},
     "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ("sendMessage", {**SEND, "text": "é <br>", "parse_mode": "html"},
     "400 Bad Request: can't parse entities: Unsupported start tag \"br\" at byte offset 3"),
    ("sendMessage", {**SEND, "text": "<tg-time unix='9999999999'>x</tg-time>", "parse_mode": "HTML"},
     "400 Bad Request: ENTITY_DATE_INVALID"),
    ("sendMessage", {**SEND, "reply_parameters": {"message_id": 99}},
     "400 Bad Request: message to be replied not found"),
    ("sendMessage", {**SEND, "reply_markup": "{"},
     "400 Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {**SEND, "reply_markup": "[]"}, "400 Bad Request: object expected as reply markup"),
    ("sendMessage", {**SEND, "reply_markup": '{"inline_keyboard": [{}]}'},
     '400 Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ("sendMessage", {**SEND, "reply_markup": '{"inline_keyboard": [["x"]]}'},
     NOT_PARSED + "InlineKeyboardButton must be an Object"),
    ("sendMessage", {**SEND, "reply_markup": button(callback_data="x")},
     NOT_PARSED + 'Can\'t find field "text"'),
    ("sendMessage", {**SEND, "reply_markup": button(text="x")},
     NOT_PARSED + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", callback_data="")},
     NOT_PARSED + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", callback_data=[1])},
     NOT_PARSED + 'Field "callback_data" must be of type String'),
    ("sendMessage", {**SEND, "reply_markup": button(text=" ", callback_data="x")},
     "400 Bad Request: BUTTON_TEXT_INVALID"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", callback_data="é" * 33)},
     "400 Bad Request: BUTTON_DATA_INVALID"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", pay=True)},
     "400 Bad Request: BUTTON_TYPE_INVALID"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", url="http://localhost/")},
     "400 Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"),
    ("sendMessage", {**SEND, "reply_markup": button(text="x", url="ftp://example.org")},
     "400 Bad Request: inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol"),
    ("sendMessage", {**SEND, "reply_markup": keyboard(*map(str, range(101)))},
     "400 Bad Request: reply markup is too long"),
    ("editMessageText", {**SEND}, "400 Bad Request: message to edit not found"),
    ("editMessageText", {**SEND, "message_id": 99}, "400 Bad Request: message to edit not found"),
    ("editMessageText", {**SEND, "message_id": 1}, "400 Bad Request: message can't be edited"),
    ("editMessageText", {**SEND, "message_id": 2, "reply_markup": '{"force_reply": true}'},
     "400 Bad Request: inline keyboard expected"),
    ("editMessageText", {**SEND, "message_id": 2, "text": "<b>Hello</b>", "parse_mode": "HTML",
                         "reply_markup": keyboard("go")},
     UNCHANGED),
    ("editMessageReplyMarkup", {"chat_id": ALEX, "message_id": 2, "reply_markup": keyboard("go")},
     UNCHANGED),
    ("deleteMessage", {"chat_id": ALEX, "message_id": 99}, "400 Bad Request: message to delete not found"),
    ("deleteMessage", {"chat_id": ALEX}, "400 Bad Request: message identifier is not specified"),
    ("deleteMessage", {"message_id": 1}, "400 Bad Request: chat identifier is not specified"),
    ("answerCallbackQuery", {"callback_query_id": "5"},
     "400 Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "5", "text": "x" * 201},
     "400 Bad Request: MESSAGE_TOO_LONG"),
    ("sendChatAction", {"chat_id": ALEX, "action": "dancing"},
     "400 Bad Request: wrong parameter action in request"),
    ("getChat", {"chat_id": -5}, "400 Bad Request: chat not found"),
    ("setMyCommands", {}, "400 Bad Request: expected an Array of BotCommand"),
    ("setMyCommands", {"commands": commands("Help")}, "400 Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": commands("a" * 33)}, "400 Bad Request: command length must not exceed 32"),
    ("setMyCommands", {"commands": commands("/")}, "400 Bad Request: command must be non-empty"),
    ("setMyCommands", {"commands": commands("a", description=" ")},
     "400 Bad Request: command description must be non-empty"),
    ("setMyCommands", {"commands": commands("a", description="x" * 257)},
     "400 Bad Request: command description length must not exceed 256"),
    ("setMyCommands", {"commands": commands(*(f"c{n}" for n in range(101)))},
     "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": commands("a"), "scope": {"type": "planet"}},
     "400 Bad Request: can't parse BotCommandScope: Unsupported type specified"),
    ("setMyCommands", {"commands": commands("a"), "language_code": "eng"},
     "400 Bad Request: invalid language code specified"),
    ("setMyDescription", {"description": "x" * 513}, "400 Bad Request: DESCRIPTION_TOO_LONG"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "400 Bad Request: ABOUT_TOO_LONG"),
    ("sendRocket", {}, "404 Not Found: method not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "arguments", "words"), TABLE)
async def test_telegram_would_refuse_it_so_the_sandbox_does(
    caller: Caller, method: str, arguments: dict[str, Any], words: str
) -> None:
    await caller.say("hello")  # message 1 is Alex's, message 2 the bot's
    await caller.ok(
        "sendMessage", chat_id=ALEX, text="<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard("go")
    )
    logged = await caller.get("log")
    assert await caller.refused(method, **arguments) == words
    assert await caller.get("log") == logged


@pytest.mark.parametrize(
    ("token", "words"), [("123456:other", "401 Unauthorized"), ("nonsense", "404 Not Found")]
)
async def test_another_token_is_turned_away(caller: Caller, token: str, words: str) -> None:
    async with caller.session.get(f"{caller.address}/bot{token}/getMe") as response:
        answer = await response.json()
    assert f"{response.status} {answer['description']}" == words


async def test_arguments_come_in_every_way_telegram_accepts(caller: Caller) -> None:
    url = f"{caller.address}/bot{TOKEN}/SENDmessage"
    fields = {"chat_id": str(ALEX), "text": "x", "disable_notification": "true", "unheard_of": "1"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    for sent in (
        caller.session.get(url, params=fields),
        caller.session.post(url, params=fields),
        caller.session.post(url, data=fields),
        caller.session.post(url, data=multipart),
        caller.session.post(url, json={**fields, "chat_id": ALEX, "reply_markup": None}),
    ):
        async with sent as response:
            assert (await response.json())["result"]["text"] == "x"


async def test_the_longest_text_and_the_longest_data_are_accepted(caller: Caller) -> None:
    markup = button(text="x", callback_data="é" * 32)
    message = await caller.ok("sendMessage", chat_id=ALEX, text="😀" * 2048, reply_markup=markup)
    assert message["text"] == "😀" * 2048


async def test_an_edit_without_buttons_takes_them_away(caller: Caller) -> None:
    message = await caller.ok("sendMessage", chat_id=ALEX, text="one", reply_markup=keyboard("go"))
    edited = await caller.ok("editMessageText", chat_id=ALEX, message_id=message["message_id"], text="one")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]

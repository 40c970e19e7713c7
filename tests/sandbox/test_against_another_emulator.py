"""The sandbox beside another pretend Bot API, lo-bot-api-emulator: the same calls, and what each says to them.

Where the two differ, the row says which of them follows Telegram, and how that is known: "server" means the
source of Telegram's own server (tdlib/telegram-bot-api) and of the library it is made of (tdlib/td), "docs"
means core.telegram.org/bots/api.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from sandbox.server import Sandbox
from tests.sandbox.caller import ALEX, TOKEN, keyboard
from tests.sandbox.files import PDF, png

Uploads = dict[str, tuple[str, bytes]]

NO_MEMORY = (
    "server: what is named must exist; the emulator's README says that it remembers no chats and messages"
)
LEFT_OUT = "docs: this is part of the Bot API; the emulator leaves it out"
WORDS = "both refuse; the words here are the server's, as far as they are known, and theirs are their own"


@dataclass(frozen=True)
class Row:
    """A call, what the sandbox says to it, and, where the emulator says something else, what and why."""

    name: str
    method: str
    fields: dict[str, Any]
    uploads: Uploads
    ours: str
    theirs: str = ""
    why: str = ""


@dataclass
class Server:
    """One of the two, with a text and a document of the bot in its chat with Alex."""

    session: aiohttp.ClientSession
    address: str
    names: dict[str, str]

    async def call(self, method: str, fields: dict[str, Any], uploads: Uploads) -> dict[str, Any]:
        url = f"{self.address}/bot{TOKEN}/{method}"
        filled = json.loads(json.dumps(fields).replace("{file}", self.names.get("file", "")))
        if "inline_query_id" in filled:
            filled["inline_query_id"] = self.names["query"]
        if not uploads:
            async with self.session.post(url, json=filled) as response:
                return dict(await response.json())
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in filled.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (filename, data) in uploads.items():
            form.add_field(name, data, filename=filename)
        async with self.session.post(url, data=form) as response:
            return dict(await response.json())

    async def outcome(self, method: str, fields: dict[str, Any], uploads: Uploads) -> str:
        answer = await self.call(method, fields, uploads)
        if answer["ok"]:
            return "ok"
        return f"{answer['error_code']} {answer['description']}".replace("Bad Request: ", "")

    async def prepare(self) -> None:
        await self.call("sendMessage", {"chat_id": ALEX, "text": "x", "reply_markup": keyboard("go")}, {})
        sent = await self.call("sendDocument", {"chat_id": ALEX}, {"document": ("plan.pdf", PDF)})
        self.names["file"] = sent["result"]["document"]["file_id"]


@asynccontextmanager
async def ours(session: aiohttp.ClientSession) -> AsyncIterator[Server]:
    sandbox = Sandbox(token=TOKEN)
    server = Server(session, await sandbox.start(), {})
    body = {"from_id": ALEX, "query": "x"}
    async with session.post(f"{server.address}/_sandbox/inline", json=body) as response:
        server.names["query"] = (await response.json())["inline_query_id"]
    await server.prepare()
    yield server
    await sandbox.stop()


@asynccontextmanager
async def theirs(session: aiohttp.ClientSession) -> AsyncIterator[Server]:
    runner = web.AppRunner(LoBotApiEmulator().app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server = Server(session, f"http://127.0.0.1:{runner.addresses[0][1]}", {"query": "1"})
    await server.prepare()
    yield server
    await runner.cleanup()


TO_ALEX = {"chat_id": ALEX}
TEXT = {**TO_ALEX, "text": "x"}
FIRST = {**TO_ALEX, "message_id": 1}


def buttons(**button: Any) -> dict[str, Any]:
    return {**TEXT, "reply_markup": {"inline_keyboard": [[{"text": "Go", **button}]]}}


def parts(kind: str, *sources: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "media": source, **more} for source in sources]


def article(number: str = "1", **more: Any) -> dict[str, Any]:
    content = {"message_text": "x"}
    return {"type": "article", "id": number, "title": "x", "input_message_content": content, **more}


TWO: Uploads = {"a": ("a.pdf", PDF), "b": ("b.pdf", PDF)}
PHOTO_AND_PDF: Uploads = {"a": ("a.png", png(2, 2)), "b": ("b.pdf", PDF)}
ROWS = [
    Row("a text", "sendMessage", TEXT, {}, "ok"),
    Row("no text", "sendMessage", TO_ALEX, {}, "400 message text is empty"),
    Row("a blank text", "sendMessage", {**TO_ALEX, "text": "  "}, {},
        "400 text must be non-empty", "400 message text is empty", "server: an absent text and a blank one have different words"),
    Row("the longest text", "sendMessage", {**TO_ALEX, "text": "😀" * 2048}, {}, "ok"),
    Row("one unit more", "sendMessage", {**TO_ALEX, "text": "😀" * 2048 + "a"}, {}, "400 message is too long"),
    Row("HTML that is broken", "sendMessage", {**TEXT, "text": "<b>", "parse_mode": "HTML"}, {},
        '400 can\'t parse entities: Can\'t find end tag corresponding to start tag "b"', "ok", "docs: HTML is read; the emulator does not parse it"),
    Row("no chat", "sendMessage", {"text": "x"}, {},
        "400 chat_id is empty", "400 chat not found", "server (check_chat) has words of its own for it"),
    Row("a chat that is a word", "sendMessage", {"chat_id": "x", "text": "x"}, {}, "400 chat not found"),
    Row("a chat nobody has", "sendMessage", {"chat_id": 7, "text": "x"}, {},
        "400 chat not found", "ok", NO_MEMORY),
    Row("a protected text", "sendMessage", {**TEXT, "protect_content": True}, {},
        "ok", "400 protect_content is not supported yet", LEFT_OUT),
    Row("a reply to nothing", "sendMessage", {**TEXT, "reply_parameters": {"message_id": 99}}, {},
        "400 message to be replied not found", "ok", NO_MEMORY),
    Row("a reply to no number", "sendMessage", {**TEXT, "reply_parameters": {"message_id": 0}}, {},
        "ok", "400 message to be replied not found", "server (get_reply_parameters): a number below 1 is no reply"),
    Row("reply markup that is no JSON", "sendMessage", {**TEXT, "reply_markup": "{"}, {},
        "400 can't parse reply keyboard markup JSON object", "400 invalid reply_markup", WORDS),
    Row("64 bytes of data", "sendMessage", buttons(callback_data="é" * 32), {}, "ok"),
    Row("65 bytes of data", "sendMessage", buttons(callback_data="é" * 32 + "a"), {},
        "400 BUTTON_DATA_INVALID", "400 invalid reply_markup", WORDS),
    Row("a button without action", "sendMessage", buttons(), {},
        "400 can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", "400 invalid reply_markup", WORDS),
    Row("a copy button", "sendMessage", buttons(copy_text={"text": "x" * 256}), {}, "ok"),
    Row("a longer copy", "sendMessage", buttons(copy_text={"text": "x" * 257}), {},
        "400 BUTTON_COPY_TEXT_INVALID", "400 invalid reply_markup", WORDS),
    Row("an empty switch", "sendMessage", buttons(switch_inline_query=""), {}, "ok"),
    Row("a button in color", "sendMessage", buttons(callback_data="x", style="danger"), {},
        "ok", "400 invalid reply_markup", "docs: Bot API 9.4 has `style`; the emulator does not know it"),
    Row("a link to nowhere", "sendMessage", buttons(url="nowhere"), {},
        "400 inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL", "400 invalid reply_markup", WORDS),
    Row("nine buttons in a row", "sendMessage", {**TEXT, "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}}, {},
        "ok", "400 invalid reply_markup", "docs: no limit for a row; the emulator allows eight"),
    Row("101 buttons", "sendMessage", {**TEXT, "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}}, {},
        "400 reply markup is too long", "400 invalid reply_markup", WORDS),
    Row("a key asking where", "sendMessage", {**TEXT, "reply_markup": {"keyboard": [[{"text": "x", "request_location": True}]]}}, {}, "ok"),
    Row("keys taken away", "sendMessage", {**TEXT, "reply_markup": {"remove_keyboard": True}}, {}, "ok"),
    Row("a request for a reply", "sendMessage", {**TEXT, "reply_markup": {"force_reply": True}}, {},
        "ok", "400 invalid reply_markup", LEFT_OUT),
    Row("an edit", "editMessageText", {**FIRST, "text": "y"}, {}, "ok"),
    Row("an edit that changes nothing", "editMessageText", {**FIRST, "text": "x", "reply_markup": keyboard("go")}, {},
        "400 message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", "ok", NO_MEMORY),
    Row("an edit of nothing", "editMessageText", {**TO_ALEX, "message_id": 99, "text": "y"}, {},
        "400 message to edit not found", "ok", NO_MEMORY),
    Row("an edit without text", "editMessageText", FIRST, {}, "400 message text is empty"),
    Row("an edit of message 0", "editMessageText", {**TO_ALEX, "message_id": 0, "text": "y"}, {},
        "400 message to edit not found", "400 MESSAGE_ID_INVALID", WORDS),
    Row("a caption where there is none", "editMessageCaption", {**FIRST, "caption": "y"}, {},
        "400 there is no caption in the message to edit", "ok", NO_MEMORY),
    Row("a caption of a document", "editMessageCaption", {**TO_ALEX, "message_id": 2, "caption": "y"}, {}, "ok"),
    Row("too long a caption", "editMessageCaption", {**TO_ALEX, "message_id": 2, "caption": "y" * 1025}, {},
        "400 message caption is too long", "400 caption is too long", WORDS),
    Row("a message taken away", "deleteMessage", FIRST, {}, "ok"),
    Row("nothing taken away", "deleteMessage", {**TO_ALEX, "message_id": 99}, {},
        "400 message to delete not found", "ok", NO_MEMORY),
    Row("a document", "sendDocument", TO_ALEX, {"document": ("a.pdf", PDF)}, "ok"),
    Row("a document under another name", "sendDocument", {**TO_ALEX, "document": "attach://a"}, TWO,
        "ok", "400 b is not supported yet", "docs: what is not asked for is ignored; the emulator refuses the unused part"),
    Row("a document by its name", "sendDocument", {**TO_ALEX, "document": "{file}"}, {}, "ok"),
    Row("no document", "sendDocument", TO_ALEX, {},
        "400 there is no document in the request", "400 wrong file identifier/HTTP URL specified", "server (process_send_document_query) has words of its own for it"),
    Row("an empty document", "sendDocument", TO_ALEX, {"document": ("a.pdf", b"")},
        "400 file must be non-empty", "ok", "server: TDLib refuses an empty file; the emulator looks at no contents"),
    Row("a document from an address", "sendDocument", {**TO_ALEX, "document": "https://example.org/a.pdf"}, {},
        "400 failed to get HTTP URL content", "400 wrong file identifier/HTTP URL specified", "docs: addresses are accepted; here there is no network, and the server says this if it cannot fetch one"),
    Row("a document nobody sent", "sendDocument", {**TO_ALEX, "document": "BQACAgABC"}, {},
        "400 wrong remote file identifier specified: can't unserialize it. Wrong last symbol", "400 wrong file identifier/HTTP URL specified", WORDS),
    Row("a caption of 1024", "sendDocument", {**TO_ALEX, "document": "{file}", "caption": "x" * 1024}, {}, "ok"),
    Row("a caption of 1025", "sendDocument", {**TO_ALEX, "document": "{file}", "caption": "x" * 1025}, {},
        "400 message caption is too long", "400 caption is too long", WORDS),
    Row("a photo", "sendPhoto", TO_ALEX, {"photo": ("a.png", png(2, 2))}, "ok"),
    Row("a photo that is none", "sendPhoto", TO_ALEX, {"photo": ("a.png", PDF)},
        "400 IMAGE_PROCESS_FAILED", "ok", "server: a photo is processed; the emulator looks at no contents"),
    Row("a document as a photo", "sendPhoto", {**TO_ALEX, "photo": "{file}"}, {},
        "400 can't use file of type Document as Photo", "ok", "docs: a file sent again keeps its type; the emulator does not compare"),
    Row("an album", "sendMediaGroup", {**TO_ALEX, "media": parts("document", "attach://a", "attach://b")}, TWO, "ok"),
    Row("an album of one", "sendMediaGroup", {**TO_ALEX, "media": parts("document", "attach://a")}, TWO,
        "400 an album of this sandbox has 2-10 items, as Telegram's documentation asks", "400 media must include 2 to 10 items", "docs: 2-10 items; what the server says is not documented, the words of both are their own"),
    Row("an album of eleven", "sendMediaGroup", {**TO_ALEX, "media": parts("document", *["attach://a"] * 11)}, TWO,
        "400 too many messages to send as an album", "400 media must include 2 to 10 items", WORDS),
    Row("a mixed album", "sendMediaGroup", {**TO_ALEX, "media": [*parts("photo", "attach://a"), *parts("document", "attach://b")]}, PHOTO_AND_PDF,
        "400 document can't be mixed with other media types", "400 a media group must contain items of one type", WORDS),
    Row("an album with a part missing", "sendMediaGroup", {**TO_ALEX, "media": parts("document", "attach://a", "attach://c")}, TWO,
        "400 can't parse InputMedia: media not found", "400 b is not supported yet", WORDS),
    Row("an album with two captions", "sendMediaGroup", {**TO_ALEX, "media": parts("document", "attach://a", "attach://b", caption="x")}, TWO,
        "ok", "400 only the first item of a media group may carry a caption", "docs: every item has a caption; the emulator allows one only"),
    Row("a file to fetch", "getFile", {"file_id": "{file}"}, {}, "ok"),
    Row("a file nobody sent, to fetch", "getFile", {"file_id": "nothing"}, {},
        "400 invalid file_id", "400 wrong file_id specified", WORDS),
    Row("typing", "sendChatAction", {**TO_ALEX, "action": "upload_document"}, {}, "ok"),
    Row("dancing", "sendChatAction", {**TO_ALEX, "action": "dancing"}, {}, "400 wrong parameter action in request"),
    Row("an inline answer", "answerInlineQuery", {"inline_query_id": "", "results": [article()]}, {}, "ok"),
    Row("no results", "answerInlineQuery", {"inline_query_id": "", "results": []}, {}, "ok"),
    Row("51 results", "answerInlineQuery", {"inline_query_id": "", "results": [article(str(n)) for n in range(51)]}, {},
        "400 too many inline query results specified", "400 invalid inline answer", WORDS),
    Row("two results of one number", "answerInlineQuery", {"inline_query_id": "", "results": [article(), article()]}, {},
        "400 RESULT_ID_DUPLICATE", "400 invalid inline result ID or type", WORDS),
    Row("a result of 65 bytes", "answerInlineQuery", {"inline_query_id": "", "results": [article("é" * 32 + "a")]}, {},
        "400 RESULT_ID_INVALID", "400 invalid inline result ID or type", WORDS),
    Row("a result without content", "answerInlineQuery", {"inline_query_id": "", "results": [article(input_message_content={})]}, {},
        "400 can't parse inline query result: Input message content is not specified", "400 invalid inline message text", WORDS),
    Row("a tap nobody made", "answerCallbackQuery", {"callback_query_id": "5"}, {},
        "400 query is too old and response timeout expired or query ID is invalid", "ok", NO_MEMORY),
    Row("too long a toast", "answerCallbackQuery", {"callback_query_id": "5", "text": "x" * 201}, {},
        "400 MESSAGE_TOO_LONG", "400 invalid callback answer", WORDS),
    Row("101 commands", "setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}, {},
        "400 BOT_COMMANDS_TOO_MUCH", "400 commands must be an array", WORDS),
    Row("a command in capitals", "setMyCommands", {"commands": [{"command": "X", "description": "x"}]}, {},
        "400 BOT_COMMAND_INVALID", "ok", "docs: lower case only; the emulator looks at no names"),
    Row("an unknown method", "sendRocket", {}, {}, "404 Not Found: method not found"),
    Row("a place", "sendLocation", {**TO_ALEX, "latitude": 1, "longitude": 1}, {},
        "ok", "501 Method not implemented: sendLocation", LEFT_OUT),
]  # fmt: skip


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
async def test_both_say_what_the_table_says(row: Row) -> None:
    async with aiohttp.ClientSession() as session, ours(session) as sandbox, theirs(session) as emulator:
        outcomes = [
            await server.outcome(row.method, row.fields, row.uploads) for server in (sandbox, emulator)
        ]
    assert outcomes == [row.ours, row.theirs or row.ours]


def test_every_difference_has_a_reason() -> None:
    for row in ROWS:
        assert bool(row.why) == bool(row.theirs) == (row.theirs not in ("", row.ours)), row.name

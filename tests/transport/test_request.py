"""NotSent is raised exactly when no byte of the request was written; errors never hold the token."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from messages.markup import html
from messages.message import Message, Tap
from transport import outcome
from transport.api import Api
from transport.outcome import Kind
from transport.request import AiohttpRequest, AnswerLate, AnswerLost, File, NotSent

CANARY = "123456:canary-token-that-must-not-appear"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Wire:
    """A server that counts the bytes it was sent and then does what a test says."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.connections = 0
        self.received = b""

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        body = await reader.readexactly(length)
        self.received += head + body
        return body


@asynccontextmanager
async def wired(serve_with: Callable[[Wire], Serve]) -> AsyncIterator[tuple[Api, Wire]]:
    wire: Wire = Wire(lambda reader, writer: serve_with(wire)(reader, writer))
    server = await asyncio.start_server(wire._accept, "127.0.0.1", 0)
    request = AiohttpRequest()
    await request.initialize()
    try:
        port = server.sockets[0].getsockname()[1]
        yield Api(request, f"http://127.0.0.1:{port}", CANARY), wire
    finally:
        await request.shutdown()
        server.close()


def answer(body: dict[str, object], status: int = 200, close: bool = False) -> bytes:
    payload = json.dumps(body).encode()
    end = "Connection: close\r\n" if close else ""
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(payload)}\r\n{end}\r\n".encode() + payload


def answering(body: dict[str, object], status: int = 200) -> Callable[[Wire], Serve]:
    def serve_with(wire: Wire) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                await wire.request(reader)
                writer.write(answer(body, status))
                await writer.drain()

        return serve

    return serve_with


async def test_a_call_gives_its_result_and_reuses_the_connection() -> None:
    async with wired(answering({"ok": True, "result": {"message_id": 5}})) as (api, wire):
        assert await api.call("getMe") == {"message_id": 5}
        assert (await api.send(1, Message(html("hi")))).message_id == 5
        assert wire.connections == 1


async def test_a_message_becomes_its_arguments() -> None:
    async with wired(answering({"ok": True, "result": {"message_id": 5}})) as (api, wire):
        await api.send(7, Message(html("a<b"), ((Tap("Go", "x"),),)), thread_id=3, silent=True)
        sent = json.loads(wire.received.partition(b"\r\n\r\n")[2])
    assert sent == {
        "chat_id": 7,
        "message_thread_id": 3,
        "disable_notification": True,
        "text": "a&lt;b",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]]},
    }


async def test_the_proxy_of_the_machine_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wired(answering({"ok": True, "result": True})) as (api, wire):
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.setenv("http_proxy", api._root.partition("/bot")[0])
        away = Api(api._request, "http://telegram.invalid", CANARY)
        assert await away.call("getMe") is True
    assert wire.received.startswith(b"POST http://telegram.invalid/bot")


async def test_a_file_is_uploaded_as_it_is() -> None:
    data = bytes(range(256)) * 400
    async with wired(answering({"ok": True, "result": {"message_id": 5}})) as (api, wire):
        sent = await api.send_file(7, File("a.pdf", data, "application/pdf"), thread_id=3)
    assert (sent.kind, sent.message_id) == (Kind.SENT, 5)
    head, _, body = wire.received.partition(b"\r\n\r\n")
    assert b"multipart/form-data; boundary=" in head
    assert b'name="chat_id"\r\n\r\n7\r\n' in body
    assert b'name="document"; filename="a.pdf"' in body
    assert data in body


async def test_a_file_that_was_cut_off_may_have_arrived_and_one_refused_has_not() -> None:
    file = File("a.pdf", b"x" * 900_000, "application/pdf")

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100_000)

    async with wired(lambda _wire: cut) as (api, _wire):
        assert (await api.send_file(7, file)).kind is Kind.UNKNOWN
    request = AiohttpRequest()
    await request.initialize()
    assert (await Api(request, "http://127.0.0.1:1", CANARY).send_file(7, file)).kind is Kind.NOT_SENT
    await request.shutdown()


async def test_a_refused_connection_is_not_sent() -> None:
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(NotSent):
        await Api(request, "http://127.0.0.1:1", CANARY).call("getMe")
    await request.shutdown()


async def test_a_name_that_does_not_resolve_is_not_sent() -> None:
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(NotSent):
        await Api(request, "http://no-such-host.invalid", CANARY).call("getMe")
    await request.shutdown()


async def test_a_failed_handshake_is_not_sent() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)  # the TLS greeting; no byte of the request is in it
        writer.write(b"not TLS")

    async with wired(lambda _wire: serve) as (api, _wire):
        api._root = api._root.replace("http://", "https://")
        with pytest.raises(NotSent):
            await api.call("getMe")


async def test_a_request_made_after_the_end_is_not_sent() -> None:
    with pytest.raises(NotSent):
        await Api(AiohttpRequest(), "http://127.0.0.1:1", CANARY).call("getMe")


@pytest.mark.parametrize("when", ["at once", "after the head", "after the request", "inside the answer"])
async def test_a_cut_after_a_byte_may_have_left_is_unknown(when: str) -> None:
    def serve_with(wire: Wire) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if when == "after the head":
                await reader.readuntil(b"\r\n\r\n")
            elif when != "at once":
                await wire.request(reader)
            if when == "inside the answer":
                writer.write(answer({"ok": True, "result": {}})[:-5])
                await writer.drain()

        return serve

    async with wired(serve_with) as (api, _wire):
        with pytest.raises(AnswerLost):
            await api.call("sendMessage", text="x" * 50)
        assert (await api.send(1, Message(html("hi")))).kind is Kind.UNKNOWN


async def test_an_answer_that_does_not_come_is_unknown() -> None:
    def serve_with(wire: Wire) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await wire.request(reader)
            await reader.read()

        return serve

    async with wired(serve_with) as (api, _wire):
        with pytest.raises(AnswerLate):
            await api.call("getMe", read_timeout=0.2)


async def test_a_connection_that_the_server_closed_between_two_calls_makes_no_second_copy() -> None:
    """A client that repeats by itself on a stale connection would send twice; ours never does."""

    def serve_with(wire: Wire) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await wire.request(reader)
            if wire.connections == 1:
                writer.write(answer({"ok": True, "result": {}}))
                await writer.drain()
                await wire.request(reader)  # accepted, then cut without an answer

        return serve

    async with wired(serve_with) as (api, wire):
        await api.call("getMe")
        with pytest.raises(AnswerLost):
            await api.call("sendMessage", text="once")
        await asyncio.sleep(0.05)
        assert wire.received.count(b'"once"') == 1


async def test_an_unreadable_answer_is_unknown() -> None:
    def serve_with(wire: Wire) -> Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await wire.request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")
            await writer.drain()

        return serve

    async with wired(serve_with) as (api, _wire):
        assert (await api.send(1, Message(html("hi")))).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (
            429,
            {"description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}},
            Kind.WAIT,
        ),
        (403, {"description": "Forbidden: bot was blocked by the user"}, Kind.BLOCKED),
        (400, {"description": "Bad Request: x", "parameters": {"migrate_to_chat_id": -1009}}, Kind.MOVED),
        (400, {"description": "Bad Request: chat not found"}, Kind.NO_CHAT),
        (
            400,
            {"description": "Bad Request: not enough rights to send text messages to the chat"},
            Kind.NO_PLACE,
        ),
        (400, {"description": "Bad Request: TOPIC_CLOSED"}, Kind.NO_PLACE),
        (400, {"description": "Bad Request: message thread not found"}, Kind.NO_PLACE),
        (400, {"description": "Bad Request: can't parse entities: x"}, Kind.MALFORMED),
        (400, {"description": "Bad Request: message is too long"}, Kind.MALFORMED),
        (400, {"description": "Bad Request: message is not modified: x"}, Kind.UNCHANGED),
        (400, {"description": "Bad Request: message to edit not found"}, Kind.NO_MESSAGE),
        (400, {"description": "Bad Request: query is too old and x"}, Kind.TOO_OLD),
        (400, {"description": "Bad Request: something new"}, Kind.REFUSED),
        (401, {"description": "Unauthorized"}, Kind.NO_ACCESS),
        (404, {"description": "Not Found"}, Kind.NO_ACCESS),
        (409, {"description": "Conflict: x"}, Kind.REFUSED),
        (500, {"description": "Internal Server Error"}, Kind.UNKNOWN),
        (502, {"description": "Bad Gateway"}, Kind.UNKNOWN),
    ],
)
async def test_each_answer_of_telegram_means_one_outcome(
    status: int, body: dict[str, object], kind: Kind
) -> None:
    async with wired(answering({"ok": False, "error_code": status, **body}, status)) as (api, _wire):
        found = await api.send(1, Message(html("hi")))
    assert found.kind is kind
    assert found.retry_after == (7 if kind is Kind.WAIT else None)
    assert found.moved_to == (-1009 if kind is Kind.MOVED else None)


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("x"),
        RetryAfter(1),
        Forbidden("x"),
        ChatMigrated(1),
        Conflict("x"),
        BadRequest("x"),
        InvalidToken(),
        TelegramError("x"),
    ],
)
def test_every_error_of_the_library_has_an_outcome(error: TelegramError) -> None:
    assert outcome.of(error).kind in Kind


async def test_no_error_holds_the_token(caplog: pytest.LogCaptureFixture) -> None:
    """Neither its text nor anything it is chained to, nor a log line at DEBUG."""

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)

    caplog.set_level(logging.DEBUG)
    seen: list[BaseException] = []
    async with wired(lambda _wire: cut) as (api, _wire):
        assert CANARY not in repr(api)
        for root in (
            api._root,
            f"http://127.0.0.1:1/bot{CANARY}/",
            f"nonsense://{CANARY}/",
            f"http:///{CANARY}",
        ):
            api._root = root
            with pytest.raises(TelegramError) as caught:
                await api.call("getMe")
            error: BaseException | None = caught.value
            while error is not None:
                seen.append(error)
                error = error.__cause__ or error.__context__
    assert len(seen) == 4
    assert not any(CANARY in repr(error) + str(error) for error in seen)
    assert CANARY not in caplog.text

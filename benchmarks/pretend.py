"""A Bot API that only answers, as fast as Python can; the sandbox, which checks all, would be the limit.

In a process of its own, `python -m benchmarks.pretend SECONDS` takes so long for each answer. It writes its
address, and for each line that it then reads how many messages came since the last, with the last one.
"""

import asyncio
import re
import sys
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qsl

import orjson

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_METHOD = re.compile(rb"^[A-Z]+ [^ ?]*/bot[^/ ]+/([A-Za-z]+)")
# In JSON, and in a form.
_CHAT = re.compile(rb'chat_id"?[:=](\d+)')

_ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
_SENT = {"message_id": 1, "date": 1_500_000_000, "chat": {"id": 1001, "type": "private"}, "text": "sent"}


class BotApi:
    """Answers every method, each after `latency` seconds; `on_send` is called with the chat and the body of
    each sendMessage.
    """

    def __init__(self, on_send: Callable[[int, bytes], None], latency: float = 0.0) -> None:
        self._on_send = on_send
        self.latency = latency
        self._waiting: list[dict[str, Any]] = []
        self._webhook = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self), "127.0.0.1", 0
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()

    @property
    def address(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def let_wait(self, update: dict[str, Any]) -> None:
        """Give an update to whoever polls next; later polls are held, as long polls are."""
        self._waiting.append(update)

    def answer(self, method: str, body: bytes) -> object | None:
        """The result of a call; None for a poll that is held."""
        match method:
            case "sendMessage":
                chat = _CHAT.search(body)
                assert chat is not None
                self._on_send(int(chat[1]), body)
                return _SENT
            case "getMe":
                return _ME
            case "getUpdates":
                updates, self._waiting = self._waiting, []
                return updates or None
            case "getMyCommands":
                return []
            case "setWebhook" if body.startswith(b"{"):
                self._webhook = orjson.loads(body)["url"]
                return True
            case "getWebhookInfo":
                return {"url": self._webhook, "has_custom_certificate": False, "pending_update_count": 0}
            case _:
                return True


class _Connection(asyncio.Protocol):
    """One keep-alive connection: requests are taken off what came in, one after the other."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._data, 0, end + 2)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._data) < whole:
                return
            method, body = _METHOD.match(self._data), self._data[end + 4 : whole]
            self._data = self._data[whole:]
            assert method is not None
            result = self._api.answer(method[1].decode(), body)
            if result is None:
                continue
            if self._api.latency:
                asyncio.get_running_loop().call_later(
                    self._api.latency, self._transport.write, _response(result)
                )
            else:
                self._transport.write(_response(result))


def _response(result: object) -> bytes:
    body = orjson.dumps({"ok": True, "result": result})
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )


def read(body: bytes) -> tuple[str, Any]:
    """The text and the buttons of a sendMessage, whichever client wrote it."""
    if body.startswith(b"{"):
        sent = orjson.loads(body)
        return sent["text"], sent["reply_markup"]["inline_keyboard"]
    form = dict(parse_qsl(body.decode()))
    return form["text"], orjson.loads(form["reply_markup"])["inline_keyboard"]


async def main(latency: float) -> None:
    bodies: list[bytes] = []
    async with BotApi(lambda _chat, body: bodies.append(body), latency) as api:
        print(api.address, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(orjson.dumps({"sent": len(bodies), "last": bodies[-1].decode()}).decode(), flush=True)
            bodies.clear()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))

"""People who write over a webhook: so many at once, each with a connection that is kept open."""

import asyncio
import itertools
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.pretend import BotApi

PATH = "/telegram/webhook"
SECRET = "s" * 32
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_ANSWER_S = 60.0
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person writes in a private chat."""

    person: int
    text: str


def update(asked: Asked) -> dict[str, Any]:
    number = next(_numbers)
    person = {"id": asked.person, "first_name": "Ada", "last_name": "Byron", "username": "ada"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": {**person, "is_bot": False, "language_code": "en"},
            "chat": {**person, "type": "private"},
            "date": int(time.time()),
            "text": asked.text,
            "entities": [{"offset": 0, "length": len(asked.text.split()[0]), "type": "bot_command"}],
        },
    }


class Crowd:
    """Posts updates to one bot, and waits for the reply to each before the connection asks again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._replies: dict[int, asyncio.Future[bytes]] = {}
        self.sent: list[int] = []  # the chat of each message of the bot
        self.sent_at: list[float] = []  # and when it came
        self.api = BotApi(self._on_send)

    def _on_send(self, chat: int, body: bytes) -> None:
        self.sent.append(chat)
        self.sent_at.append(time.perf_counter())
        reply = self._replies.get(chat)
        if reply is not None and not reply.done():
            reply.set_result(body)

    async def ask(self, questions: Sequence[Asked], connections: int) -> dict[int, bytes]:
        """The body of the reply to each person; nobody asks twice in one call."""
        left = iter(questions)
        replies: dict[int, bytes] = {}

        async def one() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            for asked in left:
                reply = self._replies[asked.person] = asyncio.get_running_loop().create_future()
                writer.write(_request(asked))
                await _accepted(reader)
                replies[asked.person] = await asyncio.wait_for(reply, _ANSWER_S)
                del self._replies[asked.person]
            writer.close()
            await writer.wait_closed()

        await asyncio.gather(*(one() for _ in range(connections)))
        return replies

    async def post(self, asked: Asked) -> None:
        """Write without waiting for a reply, on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(_request(asked))
        await _accepted(reader)
        writer.close()
        await writer.wait_closed()


def _request(asked: Asked) -> bytes:
    body = orjson.dumps(update(asked))
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def _accepted(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length and int(length[1]):
        await reader.readexactly(int(length[1]))
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"the bot answered a webhook with {head.splitlines()[0].decode()}")

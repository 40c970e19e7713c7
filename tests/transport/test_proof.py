"""NotSent exactly when no byte was written: the bytes are counted at the socket, whatever the server does."""

import asyncio
import json
import random
import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest
from telegram.error import NetworkError

from tests.sizes import size
from transport.api import Api
from transport.request import AiohttpRequest, AnswerLate, AnswerLost, NotSent

CALLS = size(150, 5_000)
ANSWER = b'{"ok":true,"result":{}}'
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER)


class CountingSocket(socket.socket):
    """A socket that counts what the system took from it."""

    written = 0

    def send(self, *arguments: Any) -> int:
        taken = super().send(*arguments)
        CountingSocket.written += taken
        return taken

    def sendmsg(self, *arguments: Any) -> int:
        taken = super().sendmsg(*arguments)
        CountingSocket.written += taken
        return taken


class Fickle:
    """A server that answers, cuts, resets and falls silent at moments drawn by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.copies: dict[str, int] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections; those that are open stay."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Treat one request; no when the connection ends."""
        match self._random.randrange(10):
            case 0:  # before a byte is read
                return self._reset(writer)
            case 1:  # inside the request
                await reader.readexactly(self._random.randrange(1, 120))
                return self._reset(writer)
            case 2:  # accepted, and cut
                await self._read(reader)
                return False
            case 3:  # accepted, and silent
                await self._read(reader)
                await reader.read()
                return False
            case 4:  # silent from the start
                await asyncio.sleep(0.2)
                return False
            case 5:  # cut inside the answer
                await self._read(reader)
                writer.write(REPLY[: self._random.randrange(1, len(REPLY))])
                return False
            case 6:  # answered, then closed while the client keeps the connection for the next call
                await self._read(reader)
                writer.write(REPLY)
                return self._random.random() < 0.5 and self._reset(writer)
            case _:
                await self._read(reader)
                writer.write(REPLY)
                return True

    async def _read(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        text = json.loads(await reader.readexactly(length))["text"]
        self.copies[text] = self.copies.get(text, 0) + 1

    @staticmethod
    def _reset(writer: asyncio.StreamWriter) -> bool:
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False


def _counted(info: tuple[Any, ...]) -> socket.socket:
    made = CountingSocket(info[0], info[1], info[2])
    made.setblocking(False)
    return made


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_the_server_does_nothing_was_sent_exactly_if_no_byte_was_written(seed: int) -> None:
    chance, server = random.Random(seed), Fickle(seed)
    await server.listen()
    request = AiohttpRequest(socket_factory=_counted)
    await request.initialize()
    api = Api(request, f"http://127.0.0.1:{server.port}", "1:x")
    ends: dict[str, int] = {}
    for number in range(CALLS):
        if chance.random() < 0.1:
            await server.close()
        elif server._server is None:
            await server.listen()
        before = CountingSocket.written
        end = await _end_of(lambda n=number: api.call("sendMessage", read_timeout=0.05, text=str(n)))
        ends[end] = ends.get(end, 0) + 1
        written = CountingSocket.written - before
        assert (end == "not sent") is (written == 0), (number, end, written)
        if end == "not sent":
            assert str(number) not in server.copies
    await request.shutdown()
    await server.close()
    assert set(ends) == {"answered", "not sent", "lost", "late"}, ends
    assert max(server.copies.values()) == 1, "a call was repeated behind our back"


async def _end_of(call: Callable[[], Any]) -> str:
    try:
        await call()
    except NotSent:
        return "not sent"
    except AnswerLost:
        return "lost"
    except AnswerLate:
        return "late"
    except NetworkError as error:
        return repr(error)
    return "answered"


async def test_a_connection_that_is_never_accepted_is_not_sent() -> None:
    """A full backlog: the connection hangs before it is made, and no byte can leave."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        request = AiohttpRequest(connect_timeout=0.3, socket_factory=_counted)
        await request.initialize()
        before = CountingSocket.written
        with pytest.raises(NotSent):
            await Api(request, f"http://127.0.0.1:{full.getsockname()[1]}", "1:x").call("getMe")
        assert CountingSocket.written == before
        await request.shutdown()

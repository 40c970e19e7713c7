"""No bot at all: answers each webhook with a ready message. Shows that the harness is not the bottleneck."""

import asyncio
import os
import re
from contextlib import suppress
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_CHAT = re.compile(rb'"chat":\{"id":(\d+)')
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
api = urlsplit(os.environ["BENCH_API"])
idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError):  # the connection was closed
        while body := await message(reader):
            writer.write(_OK)
            await send(body)
    writer.close()


async def send(update: bytes) -> None:
    connection = idle.pop() if idle else await asyncio.open_connection(api.hostname, api.port)
    reader, writer = connection
    body = b'{"chat_id":%s,"text":"%s"}' % (_CHAT.search(update)[1], b"x" * 3000)
    writer.write(b"POST /bot1:x/sendMessage HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await message(reader)
    idle.append(connection)


async def message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return await reader.readexactly(int(length[1])) if length else b""


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["BENCH_PORT"]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

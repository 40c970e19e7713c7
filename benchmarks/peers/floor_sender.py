"""No bot at all: sends ready bytes, 64 in flight. Shows that the pretend Bot API is not the bottleneck."""

import asyncio
import os
import re
import sys
from urllib.parse import urlsplit

IN_FLIGHT = 64
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


async def main(count: int) -> None:
    api = urlsplit(os.environ["BENCH_API"])
    connections = [await asyncio.open_connection(api.hostname, api.port) for _ in range(IN_FLIGHT)]
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        body = line.strip().encode()
        request = b"POST /bot1:x/sendMessage HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        left = iter(range(count))

        async def one_after_the_other(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request=request, left=left
        ) -> None:
            for _ in left:
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(_LENGTH.search(head)[1]))

        await asyncio.gather(*(one_after_the_other(*connection) for connection in connections))
        print(count, flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

"""What a fault does to the connection of a call, and to the process at its other end."""

import asyncio
import os
import signal
import socket
import struct
from contextlib import suppress

from aiohttp import web

from sandbox.bench import Bench
from sandbox.faults import Fault, Kind, When

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: closing sends a reset
_GATEWAY = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>\r\n"


async def strike(
    fault: Fault, request: web.Request, answer: web.Response | None, bench: Bench
) -> web.StreamResponse:
    """Do what the fault says; gives the answer only if one is to be written."""
    match fault.kind:
        case Kind.SLOW if answer is not None:
            await asyncio.sleep(fault.seconds or 0)
            return answer
        case Kind.HANG:
            with suppress(TimeoutError):
                await asyncio.wait_for(_end_of_connection(), fault.seconds)
        case Kind.KILL if answer is not None and fault.when is When.ANSWERED:
            await answer.prepare(request)
            await answer.write_eof()
            _kill(fault, request, bench)
            return answer
        case Kind.KILL:
            _kill(fault, request, bench)
        case Kind.HALF_OPEN:
            # Unread, the connection does not even tell that the client has gone.
            if request.transport is not None and isinstance(request.transport, asyncio.ReadTransport):
                request.transport.pause_reading()
            return await _end_of_connection()
    _cut(request)
    return await _end_of_connection()


def gateway_page(fault: Fault) -> web.Response:
    """What a gateway in front of Telegram says when Telegram does not: a page, which is no JSON."""
    title = f"{fault.code} {fault.refusal().description}"
    return web.Response(status=fault.code, text=_GATEWAY.format(title), content_type="text/html")


def _cut(request: web.Request) -> None:
    if request.transport is None:
        return
    connection: socket.socket | None = request.transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    request.transport.abort()


def _kill(fault: Fault, request: web.Request, bench: Bench) -> None:
    """Kill the caller. If it died before its call was read, the fault waits for one that lives."""
    client = bench.client()
    if callable(client):
        client = client(request.transport.get_extra_info("peername")[1]) if request.transport else None
    with suppress(ProcessLookupError):
        if client is not None:
            os.kill(client, signal.SIGKILL)
            return
    bench.faults.give_back(fault)


async def _end_of_connection() -> web.StreamResponse:
    """Wait without answering: the server ends whatever handles a connection together with it."""
    never: asyncio.Future[web.StreamResponse] = asyncio.get_running_loop().create_future()
    return await never

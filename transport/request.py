"""One HTTP client for everything that goes to the Bot API, python-telegram-bot's own calls included."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import StreamWriter
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from transport.payload import read

# Asks python-telegram-bot for durations in its coming form (timedelta); the old one warns at each use.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Telegram keeps idle connections open for more than a minute; a new TLS handshake costs a reply 2.5 times.
_KEEP_ALIVE_S = 60
_CONNECT_S = 10.0
_READ_S = 20.0


class NotSent(NetworkError):
    """No byte of the request was written: repeating it cannot make a second copy."""

    def __init__(self) -> None:
        super().__init__("the Bot API could not be reached; nothing was sent")


class KeptBack(NotSent):
    """It might not leave any more when it was about to: it came too late, or in a pause."""


class AnswerLost(NetworkError):
    """The request was written, at least in part, but its answer was not read: it may be carried out."""

    def __init__(self) -> None:
        super().__init__("the connection broke before the Bot API's answer was read")


class AnswerLate(TimedOut):
    """As AnswerLost, by a time-out."""

    def __init__(self) -> None:
        super().__init__("the Bot API did not answer in time")


class _Body(aiohttp.BytesPayload):
    """A request body that knows whether any of the request may have left.

    aiohttp keeps the headers back until the body is written, and the event loop tries to send both at once.
    On a connection that is closing nothing is tried; if the system refuses the first byte, the connection is
    closing right after. In every other case something may have left. The proof is asyncio's own loop's: one
    that sends later, as uvloop does, would have to prove it in another way.

    It is also the last that is asked whether it may leave: making a connection can take longer than a permit
    holds.
    """

    may_have_left = was_kept_back = False

    def __init__(self, value: bytes, may_leave: Callable[[], bool]) -> None:
        super().__init__(value)
        self._may_leave = may_leave

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        assert isinstance(writer, StreamWriter)
        if not self._may_leave():
            self.was_kept_back = True
            raise KeptBack
        was_open = not _is_closing(writer)
        # Without draining nothing else runs between the two looks at the connection.
        await writer.write(self._value, drain=False)
        self.may_have_left |= was_open and not _is_closing(writer)


def _is_closing(writer: StreamWriter) -> bool:
    return writer.transport is None or writer.transport.is_closing()


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along with a call. `kind` is its media type."""

    name: str
    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class EncodedCall:
    """The arguments of one call as they travel; stands in for RequestData without encoding them twice."""

    json_payload: bytes
    content_type: str = "application/json"
    contains_files: bool = False
    may_leave: Callable[[], bool] = _always


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's extension point on aiohttp and orjson.

    Errors are raised without the client's own text or cause: both hold the address, and so the token.
    """

    def __init__(
        self,
        connections: int = 64,
        connect_timeout: float = _CONNECT_S,
        socket_factory: aiohttp.SocketFactoryType | None = None,
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._socket_factory = socket_factory
        self._session: aiohttp.ClientSession | None = None
        self._proxy_for = cache(_proxy_for)

    @property
    def read_timeout(self) -> float | None:
        return _READ_S

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections,
                    keepalive_timeout=_KEEP_ALIVE_S,
                    socket_factory=self._socket_factory,
                ),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            return read(payload)
        except ValueError:
            pass  # raised below, outside, so that the payload does not travel along as context
        raise AnswerLost

    async def call(
        self,
        url: str,
        arguments: dict[str, Any],
        *,
        read_timeout: float = _READ_S,
        may_leave: Callable[[], bool] = _always,
    ) -> Any:
        """Call a method and give its `result`; a TelegramError says what went wrong.

        A File among the arguments is uploaded. `may_leave` is asked right before the first byte is written;
        if it says no, none is, and the call ends with KeptBack.
        """
        has_file = any(isinstance(value, File) for value in arguments.values())
        call = await _as_form(arguments) if has_file else EncodedCall(orjson.dumps(arguments))
        call = replace(call, may_leave=may_leave)
        return await self.post(url, call, read_timeout=read_timeout)  # type: ignore[arg-type]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | EncodedCall | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent
        if isinstance(request_data, EncodedCall):
            call = request_data
        else:  # one of python-telegram-bot's own
            call = EncodedCall(request_data.json_payload if request_data is not None else b"{}")
        body = _Body(call.json_payload, call.may_leave)
        read = _READ_S if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(total=None, connect=self._connect_timeout, sock_read=read)
        late = False
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers={"Content-Type": call.content_type},
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy_for(*urlsplit(url)[:2]),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            late = True
        except (aiohttp.ClientError, OSError, ValueError):
            pass
        # Raised here, where no exception is being handled: `raise … from None` would keep the context.
        if body.was_kept_back:
            raise KeptBack
        if not body.may_have_left:
            raise NotSent
        raise AnswerLate if late else AnswerLost


async def _as_form(arguments: dict[str, Any]) -> EncodedCall:
    form = aiohttp.FormData()
    for name, value in arguments.items():
        if isinstance(value, File):
            form.add_field(name, value.data, filename=value.name, content_type=value.kind)
        else:
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    payload = form()
    return EncodedCall(await payload.as_bytes(), payload.content_type)


def _proxy_for(scheme: str, host: str) -> str | None:
    """The proxy that the machine's settings name; aiohttp would ask again at each call, in a thread."""
    return None if proxy_bypass(host) else getproxies().get(scheme)

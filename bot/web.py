"""What is listened to: the webhook, health and metrics."""

import asyncio
import contextlib
import hmac
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.health import Health, is_well
from bot.intake.reading import Arrival, arrival
from bot.intake.webhook import PATH
from bot.intake.writer import InboxWriter
from bot.metrics import Metrics
from bot.refusal import Refusal
from bot.timings import Timings
from config.settings import Listen
from storage.database import DatabaseError
from transport.payload import read

LARGEST = 1024 * 1024
_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
# Longer than Telegram keeps a connection without using it.
_KEEP_ALIVE_S = 75
_END_S = 5


class _Refused(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class WebhookEndpoint:
    """Takes updates from Telegram: checked, cheapest first, and in the inbox before they are acknowledged."""

    def __init__(
        self, secret: str, writer: InboxWriter, health: Health, metrics: Metrics, timings: Timings
    ) -> None:
        self._secret = secret.encode()
        self._writer = writer
        self._health = health
        self._metrics = metrics
        self._timings = timings

    async def __call__(self, request: Request) -> Response:
        try:
            self._require_secret(request)
            if self._health.is_draining:
                raise _Refused(503, "draining")
            async with asyncio.timeout(self._timings.body):
                update = await _update(request)
            await self._writer.store([update])
        except _Refused as refused:
            return self._refuse(refused.status, refused.reason)
        except (TimeoutError, ClientDisconnect):
            return self._refuse(408, "late")
        except DatabaseError:
            # Telegram repeats what was not acknowledged.
            return self._refuse(503, "database")
        return Response()

    def _require_secret(self, request: Request) -> None:
        """Before anything else: who does not know the secret learns nothing more."""
        given = [value for name, value in request.headers.raw if name == _SECRET_HEADER]
        if len(given) != 1 or not hmac.compare_digest(given[0], self._secret):
            raise _Refused(401, "secret")

    def _refuse(self, status: int, reason: str) -> Response:
        self._metrics.refuse(reason)
        # Closed, so that nothing of a body that was not read is taken for a request.
        return Response(status_code=status, headers={"connection": "close"})


async def _update(request: Request) -> Arrival:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _Refused(415, "type")
    declared = request.headers.get("content-length", "0")
    if len(declared) > 9 or not declared.isdecimal() or int(declared) > LARGEST:
        raise _Refused(413, "size")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise _Refused(413, "size")
    try:
        content = read(body)
        update = arrival(content, orjson.dumps(content).decode())
    except ValueError:
        update = None
    if update is None:
        raise _Refused(400, "content")
    return update


def application(health: Health, metrics: Metrics, webhook: WebhookEndpoint | None) -> Starlette:
    """The routes; without a webhook (polling) there is none."""

    async def livez(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        checks = await health.checks()
        status = "draining" if health.is_draining else "ready" if is_well(checks) else "unready"
        body = orjson.dumps({"status": status, "checks": checks}, option=orjson.OPT_APPEND_NEWLINE)
        return Response(body, 200 if status == "ready" else 503, media_type="application/json")

    async def metricz(_request: Request) -> Response:
        return Response(await metrics.page(), media_type=metrics.media_type)

    routes = [Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metricz)]
    if webhook is not None:
        routes.append(Route(PATH, webhook.__call__, methods=["POST"]))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return app


def listener(listen: Listen) -> socket.socket:
    """A socket that listens there; a Refusal says why it cannot."""
    try:
        family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
        return socket.create_server((listen.host, listen.port), family=family, backlog=1024)
    except OSError as error:
        raise Refusal(
            f"cannot listen on {listen}: {error.strerror}; "
            "set another PROVISO_LISTEN (port 0 is any free one)"
        ) from None


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: replies under way finish before the server ends."""
        yield


@asynccontextmanager
async def serving(routes: Starlette, listening: socket.socket) -> AsyncIterator[None]:
    """Answer requests for the length of the block; those in flight at its end are answered too."""
    server = _Server(
        uvicorn.Config(
            routes,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_END_S,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task

"""The server: the Bot API, the people's API and the page on one port."""

import re
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.api import TOKEN, BotApi
from sandbox.bench import Bench, Client
from sandbox.chats import Person
from sandbox.clock import PRESETS, Clock, SetClock
from sandbox.control import ControlApi
from sandbox.downloads import DownloadApi
from sandbox.groups import GroupsApi
from sandbox.membership import MembershipApi
from sandbox.migration import MigrationApi
from sandbox.people import PeopleApi
from sandbox.querying import InlineApi
from sandbox.world import World
from sandbox.writing import WritingApi

_LARGEST_REQUEST = 80 * 1024 * 1024  # bytes: more than any upload that is answered in words
_ALEX = Person(1001, "Alex", language_code="en")
_PAGE = (
    "index.html", "icon.svg", "page.css", "talk.css", "panel.css", "look.js", "page.js", "state.js",
    "chats.js", "found.js", "links.js", "about.js", "messages.js", "bubble.js", "media.js", "render.js",
    "composer.js", "menu.js", "keyboard.js", "attach.js", "inline.js", "send.js", "clock.js", "panel.js",
    "faults.js", "calls.js",
)  # fmt: skip
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Sandbox:
    """A pretend Telegram with one bot, named `name`, and one person to begin with."""

    def __init__(
        self,
        *,
        token: str,
        name: str = "Proviso",
        set_clock: SetClock | None = None,
        presets: Sequence[tuple[str, str]] = PRESETS,
        shown: datetime | None = None,
    ) -> None:
        self.token = token
        self.name = name
        self.client: Client | None = None  # the bot's process: only then can a fault kill it
        self._set_clock = set_clock
        self._presets = presets
        self._shown = shown
        self.address = ""
        self._world: World | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, and return the address. OSError if the port is taken; port 0 means any free one."""
        world = World(_bot(self.token, self.name))
        world.add_person(_ALEX)
        app = web.Application(middlewares=[_guard(_is_loopback(host))], client_max_size=_LARGEST_REQUEST)
        bench = Bench(lambda: self.client)
        clock = Clock(self._set_clock, self._presets, self._shown) if self._set_clock else None
        control = ControlApi(world, bench, clock)
        app.add_routes(BotApi(world, self.token, bench).routes())
        app.add_routes(DownloadApi(world, self.token).routes())
        for api in (control, PeopleApi(world, control.show), WritingApi(world), GroupsApi(world),
                    MembershipApi(world), InlineApi(world), MigrationApi(world)):  # fmt: skip
            app.add_routes(api.routes())
        app.add_routes([web.get("/{name:[a-z.]*}", _show_page)])
        # No access log: its lines would hold the token. A poll ends when its caller goes away.
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        bound = runner.addresses[0][1]
        self.address = f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"
        self._world, self._runner = world, runner
        return self.address

    async def stop(self) -> None:
        """Stop listening; whoever waits is answered at once."""
        if self._world and self._runner:
            self._world.bell.close()
            await self._world.updates.delete_webhook()
            await self._runner.cleanup()
            self._world = self._runner = None


async def _show_page(request: web.Request) -> web.Response:
    name = request.match_info["name"] or "index.html"
    if name not in _PAGE:
        raise web.HTTPNotFound()
    content = (files("sandbox") / "page" / name).read_bytes()
    return web.Response(
        body=content, content_type=_TYPES[name.rpartition(".")[2]], charset="utf-8", headers=_HEADERS
    )


def _guard(only_loopback: bool) -> Middleware:
    """Keep other web pages from using the chats of whoever has them open."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(("/bot", "/file/bot")):
            return await handler(request)
        # A name that is made to point here must not pass for us.
        if only_loopback and not _is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            return web.json_response({"error": "unknown host"}, status=403)
        origin = request.headers.get("Origin")
        if request.method != "GET" and origin is not None and urlsplit(origin).netloc != request.host:
            return web.json_response({"error": "another web page may not do this"}, status=403)
        return await handler(request)

    return check


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bot(token: str, name: str) -> Person:
    """The bot: Telegram's tokens begin with its number."""
    if not TOKEN.fullmatch(token):
        raise ValueError("a token looks like 123456:letters")
    username = re.sub(r"[^A-Za-z0-9]", "", name) + "_sandbox_bot"
    return Person(int(token.partition(":")[0]), name, username=username, is_bot=True)

"""This process's side: settings that do nothing or are unsafe, and the port it will listen on."""

import errno
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import orjson

from bot.doctor.database import others_may_read
from bot.doctor.finding import Finding, failed, ok, or_ok, warning
from config import settings as config
from config.settings import Listen, Settings

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 what to ask where it listens everywhere
_LARGEST = 16_384


async def check_settings(settings: Settings) -> list[Finding]:
    """Look for settings that do nothing, or that give the token away."""
    return or_ok(_settings(settings), "all understood, none without effect")


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.mode == "polling":
        for name in ("webhook_url", "webhook_secret"):
            if getattr(settings, name) is not None:
                yield warning(f"{config.PREFIX}{name.upper()} has no effect while PROVISO_MODE is polling")
    base = urlsplit(settings.api_base_url)
    if base.scheme == "http" and not _is_own(base.hostname or ""):
        yield warning(f"the token travels in the open to {base.hostname}: use https in PROVISO_API_BASE_URL")
    env_file = Path(".env")
    if env_file.is_file() and others_may_read(env_file):
        yield warning("every user of this machine may read .env, the token too: chmod 600 it")


async def check_port(settings: Settings) -> list[Finding]:
    """Is the port free, or does a running Proviso answer there."""
    listen = settings.listen
    if listen.port == 0:
        return [ok("any free port")]
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        socket.create_server(listen, family=family).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return [failed(f"{listen} cannot be listened on ({error.strerror}): change PROVISO_LISTEN")]
        return [await _who_listens(listen)]
    return [ok(f"{listen} is free")]


async def _who_listens(listen: Listen) -> Finding:
    asked = Listen(_ANY.get(listen.host, listen.host), listen.port)
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{asked}/readyz", allow_redirects=False) as answer,
        ):
            body = orjson.loads(await answer.content.read(_LARGEST))
            status, checks = body["status"], body["checks"].items()
    except (aiohttp.ClientError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return failed(f"something else listens on {listen}: stop it, or change PROVISO_LISTEN")
    said = ", ".join(f"{name} {verdict}" for name, verdict in checks)
    if answer.status == 200:
        return ok(f"a running Proviso answers on {listen}: {status} ({said})")
    return failed(f"a running Proviso answers on {listen}: {status} ({said}); see its log")


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

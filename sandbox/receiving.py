"""Bot API methods about how the bot gets its updates: by asking for them, or at its own address."""

import json
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from sandbox.answers import Told
from sandbox.arguments import Arguments, Json, Refused
from sandbox.webhook import Settings
from sandbox.world import World

_LONGEST_POLL = 50  # seconds
_LONGEST_SECRET = 256
_PORTS = (443, 80, 88, 8443)
_CONNECTIONS, _MOST_CONNECTIONS = 40, 100


async def get_updates(world: World, arguments: Arguments) -> object:
    _remember_allowed(world, arguments)
    return await world.updates.poll(
        arguments.number("offset"),
        arguments.number("limit", 100, 1, 100),
        arguments.number("timeout", 0, 0, _LONGEST_POLL),
    )


async def set_webhook(world: World, arguments: Arguments) -> object:
    url = arguments.text("url")
    if not url:
        return await delete_webhook(world, arguments)
    settings = _settings(url, arguments)
    is_same = world.updates.webhook is not None and world.updates.webhook.settings == settings
    allowed = world.updates.allowed
    _remember_allowed(world, arguments)
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    elif is_same and world.updates.allowed == allowed:
        return Told(True, "Webhook is already set")
    await world.updates.set_webhook(settings)
    return Told(True, "Webhook was set")


async def delete_webhook(world: World, arguments: Arguments) -> object:
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    if world.updates.webhook is None:
        return Told(True, "Webhook is already deleted")
    await world.updates.delete_webhook()
    return Told(True, "Webhook was deleted")


async def get_webhook_info(world: World, arguments: Arguments) -> object:
    webhook = world.updates.webhook
    info: Json = {
        "url": webhook.settings.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook:
        info["max_connections"] = webhook.settings.max_connections
        if webhook.last_error:
            info |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


def _settings(url: str, arguments: Arguments) -> Settings:
    address = _address(url)
    secret = arguments.text("secret_token")
    if len(secret.encode()) > _LONGEST_SECRET:
        raise Refused("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise Refused("secret token contains unallowed characters")
    if problem := _problem(address):
        raise Refused(f"bad webhook: {problem}")
    connections = arguments.number("max_connections", _CONNECTIONS, 1, _MOST_CONNECTIONS)
    return Settings(address, secret, connections)


def _address(url: str) -> str:
    """The address, by https unless it says otherwise."""
    address = url if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url) else f"https://{url}"
    try:
        parts = urlsplit(address)
        is_readable = parts.port != 0 and parts.scheme in ("http", "https")
    except ValueError:
        is_readable = False
    if not is_readable or not parts.hostname or re.search(r"\s", address):
        raise Refused("invalid webhook URL specified")
    return address


def _problem(address: str) -> str:
    """Why Telegram would not go there. To this machine any way is fine, as for a Bot API server beside it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        number = None
    if host == "localhost" or (number and number.is_loopback):
        return ""
    if parts.scheme != "https":
        return "An HTTPS URL must be provided for webhook"
    if (parts.port or 443) not in _PORTS:
        return "Webhook can be set up only on ports 80, 88, 443 or 8443"
    if number and number.version == 6:
        return "IPv6-only addresses are not allowed"
    if number and not number.is_global:
        return f"IP address {host} is reserved"
    return ""


def _remember_allowed(world: World, arguments: Arguments) -> None:
    """Keep which kinds of updates the bot wants; Telegram ignores a list it cannot read."""
    if not arguments.has("allowed_updates"):
        return
    try:
        kinds = json.loads(arguments.text("allowed_updates"))
    except ValueError:
        return
    if isinstance(kinds, list):
        world.updates.allowed = tuple(kind for kind in kinds if isinstance(kind, str))

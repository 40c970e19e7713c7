"""Telegram's side: does the token work, and does the webhook fit the way updates come in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from telegram.error import TelegramError

from bot.doctor.finding import Finding, failed, ok, or_ok, warning
from bot.intake.webhook import address
from bot.refusal import Refusal
from bot.time import host_now
from bot.wire import connect
from config.settings import Settings, SettingsError

# What Telegram's own server sends to; a Bot API server of one's own takes any.
_PORTS = (443, 80, 88, 8443)
_MANY = 100
_RECENT_S = 600.0


async def check_token(settings: Settings) -> list[Finding]:
    """Ask the Bot API who the token belongs to."""
    try:
        async with connect(settings) as wire:
            return [ok(f"the token is @{wire.bot.username}'s")]
    except (Refusal, SettingsError) as error:
        return [failed(str(error))]


async def check_webhook(settings: Settings) -> list[Finding]:
    """Compare the webhook Telegram knows with the settings."""
    try:
        async with connect(settings) as wire:
            info = await wire.api.call("getWebhookInfo")
    except (Refusal, SettingsError) as error:
        return [failed(f"not looked at: {error}")]
    except TelegramError as error:
        return [failed(f"Telegram does not tell it: {error.message}")]
    waiting = f"{info.get('pending_update_count', 0)} updates wait at Telegram"
    if settings.mode == "polling":
        if info.get("url"):
            text = f"a webhook at {_host(info['url'])} is set, but PROVISO_MODE is polling: `run` removes it"
            return [warning(text)]
        return [ok(f"none, as polling wants it; {waiting}")]
    return or_ok(_compare(settings, info), f"set to {_host(info.get('url', ''))}; {waiting}")


def _compare(settings: Settings, info: dict[str, Any]) -> Iterator[Finding]:
    wanted, found = settings.webhook_url or "", info.get("url", "")
    parts = urlsplit(wanted)
    if settings.api_base_url == Settings.model_fields["api_base_url"].default and (
        parts.scheme != "https" or (parts.port or 443) not in _PORTS
    ):
        ports = ", ".join(map(str, _PORTS))
        yield failed(f"Telegram sends only to https and to the ports {ports}: change PROVISO_WEBHOOK_URL")
    if not found:
        yield warning("none is set yet: `run` sets it at its start; a bot that runs now hears nothing")
    elif found != address(wanted):
        yield failed(
            f"it goes to {_host(found)}, not to PROVISO_WEBHOOK_URL: `run` sets it; "
            "if it changes back, another program uses this token"
        )
    if "last_error_message" in info:
        at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
        text = (
            f"Telegram could not deliver at {at:%Y-%m-%d %H:%M:%S} UTC: {info['last_error_message']}; "
            "see that the proxy passes the webhook on to PROVISO_LISTEN"
        )
        recent = (host_now() - at).total_seconds() < _RECENT_S
        yield failed(text) if recent else warning(f"{text} (it may be over: Telegram keeps the last one)")
    if (count := info.get("pending_update_count", 0)) > _MANY:
        yield warning(f"{count} updates wait at Telegram: the bot is behind, or not reached")


def _host(url: str) -> str:
    """Only the host: in another program's address the path may be its secret."""
    return urlsplit(url).netloc

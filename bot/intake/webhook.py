"""The webhook at Telegram: set, looked after, and set again when something else has taken its place."""

import asyncio
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.intake.reading import ALLOWED
from bot.refusal import Refusal
from bot.timings import Timings
from transport import outcome
from transport.api import Api

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
# Telegram delivers over so many connections at once; what comes together is stored together.
_CONNECTIONS = 64
_PAUSE_S = 5.0


class Webhook:
    """Keeps Telegram delivering to our address."""

    def __init__(self, api: Api, url: str, secret: str, timings: Timings) -> None:
        self._api = api
        self._url = address(url)
        self._secret = secret
        self._timings = timings
        self._heard_at: float | None = None
        self._info: dict[str, Any] = {}
        self._is_stuck = False

    def age(self) -> float | None:
        """Seconds since Telegram last confirmed the webhook; None while another process looks after it."""
        return None if self._heard_at is None else monotonic() - self._heard_at

    def problem(self) -> str | None:
        age = self.age()
        if age is not None and age >= 2 * self._timings.webhook_check + 30:
            return f"Telegram has not confirmed the webhook for {age:.0f} s"
        return "Telegram cannot deliver, and more and more waits there" if self._is_stuck else None

    async def run(self) -> None:
        """Look after the webhook until cancelled; a Refusal when Telegram does not take the address."""
        self._heard_at = monotonic()
        try:
            while True:
                try:
                    await self._check()
                    pause = self._timings.webhook_check
                except RetryAfter as error:
                    pause = outcome.seconds(error)
                except TelegramError as error:
                    log.warning("the webhook could not be checked; trying again", reason=error.message)
                    pause = min(_PAUSE_S, self._timings.webhook_check)
                await asyncio.sleep(pause)
        finally:
            self._heard_at, self._info, self._is_stuck = None, {}, False

    async def _check(self) -> None:
        before, is_first = self._info, not self._info
        self._info = await self._api.call("getWebhookInfo")
        if is_first or self._info["url"] != self._url:
            if not is_first:
                log.warning("the webhook was taken by another address; setting it again")
            await self._set()
        else:
            self._notice_backlog(before)
        self._heard_at = monotonic()

    async def _set(self) -> None:
        """Set it at each start: the secret, which Telegram does not tell, may be another one."""
        try:
            await self._api.call(
                "setWebhook",
                url=self._url,
                secret_token=self._secret,
                allowed_updates=ALLOWED,
                max_connections=_CONNECTIONS,
                drop_pending_updates=False,
            )
        except BadRequest as error:
            raise Refusal(f"Telegram does not take PROVISO_WEBHOOK_URL: {error.message}") from None
        log.info("webhook set")

    def _notice_backlog(self, before: dict[str, Any]) -> None:
        grows = self._info["pending_update_count"] > before["pending_update_count"]
        fails = self._info.get("last_error_date", 0) > before.get("last_error_date", 0)
        if grows and fails:
            log.warning(
                "Telegram cannot deliver",
                waiting=self._info["pending_update_count"],
                reason=self._info.get("last_error_message"),
            )
        # Once stuck it stays so until nothing more goes wrong.
        self._is_stuck = fails and (grows or self._is_stuck)


def address(url: str) -> str:
    """The address Telegram delivers to; one without a path gets ours."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH

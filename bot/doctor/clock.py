"""The clocks: is the host's right, by the Bot API's and the database's, and is the calendar the real one."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.doctor.database import looking
from bot.doctor.finding import Finding, failed, ok, warning
from bot.time import calendar, host_now
from config.settings import Settings
from storage import examination
from storage.database import DatabaseError

_TOLERATED = timedelta(seconds=5)
# An HTTP date has no parts of a second.
_SECOND = timedelta(seconds=1)
_NONE = timedelta()


async def check_clock(settings: Settings) -> list[Finding]:
    """Compare the host's clock with each other one that can be asked."""
    return [finding async for finding in _compare(settings)]


async def _compare(settings: Settings) -> AsyncIterator[Finding]:
    if settings.clock is not None:
        shown = calendar(settings).now().astimezone(settings.zone)
        yield warning(
            f"PROVISO_CLOCK is set: the calendar shows {shown:%Y-%m-%d %H:%M}, and answers are for that day; "
            "unset it for a real service"
        )
    try:
        yield _judge("the Bot API's", await _by_bot_api(settings.api_base_url))
    except (aiohttp.ClientError, OSError, ValueError):
        yield warning("not compared with the Bot API's: it gives no date")
    try:
        if (difference := await _by_database(settings)) is not None:
            yield _judge("the database's", difference)
    except DatabaseError as error:
        yield warning(f"not compared with the database's: {error}")


def _judge(whose: str, difference: timedelta) -> Finding:
    seconds = abs(difference).total_seconds()
    if seconds <= _TOLERATED.total_seconds():
        return ok(f"agrees with {whose} to {_TOLERATED.seconds} seconds")
    order = "behind" if difference > _NONE else "ahead of"
    return failed(
        f"the host's clock is {seconds:,.0f} seconds {order} {whose}: "
        "set it, and keep it right with NTP (timedatectl set-ntp true)"
    )


async def _by_bot_api(base: str) -> timedelta:
    """By the date of an HTTP answer to a request that needs no token."""
    sent = host_now()
    async with (
        aiohttp.ClientSession(trust_env=True) as session,
        session.head(base, allow_redirects=False) as answer,
    ):
        shown = parsedate_to_datetime(answer.headers.get("Date", ""))
    return apart(sent, host_now(), shown, shown + _SECOND)


async def _by_database(settings: Settings) -> timedelta | None:
    """By PostgreSQL's own clock; None on SQLite, which has none."""
    async with looking(settings) as database:
        if database.is_sqlite:
            return None
        async with database.read() as connection:
            sent = host_now()
            shown = await examination.clock(connection)
            return apart(sent, host_now(), shown, shown)


def apart(sent: datetime, received: datetime, earliest: datetime, latest: datetime) -> timedelta:
    """How far another clock is ahead of ours, at least.

    It was read between `sent` and `received` of ours, and showed a time from `earliest` to `latest`.
    """
    if earliest > received:
        return earliest - received
    return min(latest - sent, _NONE)

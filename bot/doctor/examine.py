"""Making every check, beside each other, and showing what they found."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

import orjson
import structlog
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.doctor.clock import check_clock
from bot.doctor.database import check_database, check_schema
from bot.doctor.finding import Finding, State, failed
from bot.doctor.host import check_port, check_settings
from bot.doctor.programs import check_programs
from bot.doctor.wire import check_token, check_webhook
from bot.logs import redact
from config.settings import Settings, secrets

log = structlog.get_logger(__name__)

Check = Callable[[Settings], Awaitable[Sequence[Finding]]]
CHECKS: Mapping[str, Check] = {
    "settings": check_settings,
    "token": check_token,
    "webhook": check_webhook,
    "database": check_database,
    "schema": check_schema,
    "programs": check_programs,
    "clock": check_clock,
    "port": check_port,
}
LIMIT_S = 10.0
_STYLES = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "bold red"}


async def examine(settings: Settings, as_json: bool) -> bool:
    """Make every check and print what it found; gives whether none failed."""
    found = await asyncio.gather(*(_make(check, settings) for check in CHECKS.values()))
    kept = secrets(settings)
    rows = [
        (name, finding.state, redact(finding.text, kept))
        for name, findings in zip(CHECKS, found, strict=True)
        for finding in findings
    ]
    if as_json:
        print(
            orjson.dumps([dict(zip(("check", "state", "text"), row, strict=True)) for row in rows]).decode()
        )
    elif sys.stdout.isatty():
        _draw(rows)
    else:
        for name, state, text in rows:
            print(f"{name:<8}  {state:<7}  {text}")
    return all(state is not State.FAILED for _name, state, _text in rows)


async def _make(check: Check, settings: Settings) -> Sequence[Finding]:
    """One check; whatever happens to it, the others are made."""
    try:
        async with asyncio.timeout(LIMIT_S):
            return await check(settings)
    except TimeoutError:
        return [failed(f"no answer within {LIMIT_S:.0f} seconds: see the network between here and there")]
    except Exception as error:
        log.exception("check broken")
        return [failed(f"the check itself broke ({type(error).__name__}): please report it")]


def _draw(rows: Sequence[tuple[str, State, str]]) -> None:
    table = Table("check", "state", "found, and what to do")
    for name, state, text in rows:
        table.add_row(name, Text(state, _STYLES[state]), Text(text))
    Console(highlight=False).print(table)

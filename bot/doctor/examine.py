"""Every check, made beside the others, and what they found, shown."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Line:
    """One line for the reader; `text` holds no secret."""

    check: str
    state: State
    text: str


async def examine(settings: Settings) -> list[Line]:
    """Make every check, beside each other; gives what they found, in a fixed order."""
    found = await asyncio.gather(*(_make(check, settings) for check in CHECKS.values()))
    kept = secrets(settings)
    return [
        Line(name, finding.state, redact(finding.text, kept))
        for name, findings in zip(CHECKS, found, strict=True)
        for finding in findings
    ]


def show(lines: Sequence[Line], as_json: bool) -> None:
    """Print the lines: as a table on a terminal, else plain."""
    if as_json:
        print(orjson.dumps(lines).decode())
    elif sys.stdout.isatty():
        _draw(lines)
    else:
        for line in lines:
            print(f"{line.check:<8}  {line.state:<7}  {line.text}")


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


def _draw(lines: Sequence[Line]) -> None:
    table = Table("check", "state", "found, and what to do")
    for line in lines:
        table.add_row(line.check, Text(line.state, _STYLES[line.state]), Text(line.text))
    Console(highlight=False).print(table)

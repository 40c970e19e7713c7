"""Whether this process is fit to work, for /readyz."""

import asyncio
from dataclasses import dataclass, field

from bot.alerts.sender import Sender
from bot.intake.receiver import Receiver
from bot.rounds import Rounds
from storage import schema
from storage.database import Database, DatabaseError

_OK = "ok"
_DATABASE_S = 3.0


@dataclass(slots=True)
class Health:
    """What readiness is made of. `is_draining` is set when the process is to end."""

    database: Database
    receiver: Receiver
    rounds: Rounds
    sender: Sender
    is_draining: bool = field(default=False, init=False)

    async def checks(self) -> dict[str, str]:
        """Each check by its name: "ok", or what is wrong in a few words."""
        database, version = await self._database()
        return {
            "database": database,
            "schema": version,
            "receiver": self.receiver.problem() or _OK,
            "ticks": self.rounds.problem() or _OK,
            "alerts": self.sender.problem() or _OK,
        }

    async def _database(self) -> tuple[str, str]:
        try:
            async with asyncio.timeout(_DATABASE_S):
                found = await schema.version(self.database)
        except (DatabaseError, TimeoutError):
            # The driver's own words may name hosts and users; they stand in the log where they matter.
            return "does not answer", "unknown"
        return _OK, _OK if found == schema.HEAD else f"is {found or 'empty'}, not {schema.HEAD}"


def is_well(checks: dict[str, str]) -> bool:
    return all(verdict == _OK for verdict in checks.values())

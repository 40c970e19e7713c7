"""Machine time in the database: leases and pauses, by one clock that all replicas share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Interval, func, literal
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Instant


def after(connection: AsyncConnection, seconds: float = 0.0) -> Any:
    """So many seconds from now: by PostgreSQL's clock, or by that of SQLite's one machine."""
    length = timedelta(seconds=seconds)
    if connection.dialect.name == "sqlite":
        return literal(datetime.now(UTC) + length, Instant)
    return func.clock_timestamp() + literal(length, Interval)

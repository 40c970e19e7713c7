"""Machine time in the database: leases and pauses, by one clock that all replicas share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, Dialect, Interval, TypeDecorator, bindparam, func, literal
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Instant


class _FromNow(TypeDecorator[float]):
    """Seconds as the instant that lies so far ahead when the statement is run."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> Any:
        return None if value is None else datetime.now(UTC) + timedelta(seconds=value)


class _Length(TypeDecorator[float]):
    impl = Interval
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> Any:
        return None if value is None else timedelta(seconds=value)


def after(connection: AsyncConnection, seconds: float = 0.0) -> Any:
    """So many seconds from now: by PostgreSQL's clock, or by that of SQLite's one machine."""
    length = timedelta(seconds=seconds)
    if connection.dialect.name == "sqlite":
        return literal(datetime.now(UTC) + length, Instant)
    return func.clock_timestamp() + literal(length, Interval)


def given(dialect: str, name: str) -> Any:
    """The same of a statement that is made once: the seconds are its parameter, None for no time at all."""
    if dialect == "sqlite":
        return bindparam(name, type_=_FromNow())
    return func.clock_timestamp() + bindparam(name, type_=_Length())

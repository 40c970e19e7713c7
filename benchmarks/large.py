"""P8, how long a claim takes with ten million subscriptions and ten million deliveries, beside ten thousand.

Run by `make bench-large`, on PostgreSQL. Both databases are filled alike, by the server itself: a million
chats, ten places each; nine in ten deliveries are settled, some wait for the days to come, and some are due.
Claims of 64 on both take turns. What was claimed is put back, unmeasured, so that each finds the same.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import datetime
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import text

from benchmarks.postgresql import postgresql
from storage import schema
from storage.alerts import claiming
from storage.database import Database

SMALL, LARGE = 10_000, 10_000_000
EACH = 10  # subscriptions, and deliveries, of a chat
DUE = 5_000
CLAIMS = 500
AT_ONCE = 64
GOAL_MS = 50
NOW = datetime.fromisoformat("2017-08-04T09:00:00-04:00")

# Foreign keys are not looked at, and the larger indexes are made afterwards: that is several times faster.
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename IN ('subscription', 'delivery') AND indexname NOT LIKE 'pk%'
"""
_FILL = (
    "SET LOCAL session_replication_role = replica",
    """
    INSERT INTO chat (telegram_id, kind, first_seen_at, silent, state, strikes)
    SELECT n, 'private', :now, false, 'active', 0 FROM generate_series(1, :chats) AS n
    """,
    """
    INSERT INTO occurrence (about, kind, program_id, subject, value, lead, fire_at, ends_at, state, cursor)
    SELECT 'deadline:psp:reply-' || n, 'deadline', 'psp', 'reply-' || n, '2017-08-18',
           14, :now, :now, 'done', 0
    FROM generate_series(1, :each) AS n
    """,
    """
    INSERT INTO audience (occurrence_id, topic)
    SELECT id, 'jurisdiction:psp:place-' || id FROM occurrence WHERE subject LIKE 'reply-%'
    """,
    """
    INSERT INTO subscription (chat_id, thread_id, topic, mode, leads, caught_up, created_at)
    SELECT chat, 0, 'jurisdiction:psp:place-' || place, 'immediate', ',14,7,3,1,0,', true, :now
    FROM generate_series(1, :chats) AS chat, generate_series(1, :each) AS place
    """,
    # Of each chat's ten, one is still to come: its last. The first chats' are due, the others' lie ahead.
    """
    INSERT INTO delivery (chat_id, thread_id, about, occurrence_id, kind, not_before, expires_at, silent,
                          priority, state, token, tries, unknowns, message_id, made_at, settled_at)
    SELECT chat, 0, 'deadline:psp:reply-' || n, n, 'deadline',
           CASE WHEN n < :each OR chat <= :due THEN :now - interval '1 hour'
                ELSE :now + chat % 30 * interval '1 day' + interval '1 day' END,
           CAST(:now AS timestamptz) + interval '60 days', false, 1,
           CASE WHEN n < :each THEN 'sent' ELSE 'ready' END, 1, 1, 0, n, :now,
           CASE WHEN n < :each THEN :now END
    FROM generate_series(1, :chats) AS chat, generate_series(1, :each) AS n
    """,
)
_PUT_BACK = """
UPDATE delivery SET state = 'ready', lease_until = NULL WHERE state = 'claimed'
"""


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as folder, postgresql(folder) as url:
        databases = {size: await _filled(url, size) for size in (SMALL, LARGE)}
        for database in databases.values():
            await _claim(database, 20)  # not counted: plans and pages are looked for the first time
        took: dict[int, list[float]] = {size: [] for size in databases}
        for _ in range(CLAIMS // 10):
            for size, database in databases.items():
                took[size] += await _claim(database, 10)
        for database in databases.values():
            await database.close()
    _report(took)


async def _filled(url: str, size: int) -> Database:
    """A database of its own, with so many subscriptions and as many deliveries."""
    admin = Database(url)
    async with admin.engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"CREATE DATABASE proviso_{size}"))
    await admin.close()
    database = Database(str(admin.url.set(database=f"proviso_{size}").render_as_string(hide_password=False)))
    await schema.migrate(database)
    began = perf_counter()
    given = {"now": NOW, "chats": size // EACH, "each": EACH, "due": min(DUE, size // EACH)}
    async with database.write() as connection:
        indexes = (await connection.execute(text(_INDEXES))).all()
        await connection.execute(text("ALTER TABLE delivery DROP CONSTRAINT uq_delivery_chat_id"))
        for name, _ in indexes:
            await connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        for statement in _FILL:
            names = {name: value for name, value in given.items() if f":{name}" in statement}
            await connection.execute(text(statement), names)
        for _, definition in indexes:
            await connection.execute(text(definition))
    async with database.engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE"))
    print(f"{size:,} subscriptions and deliveries: filled in {perf_counter() - began:.0f} s", flush=True)
    return database


async def _claim(database: Database, times: int) -> list[float]:
    """The seconds of some claims, each a transaction as the sender's."""
    took = []
    for _ in range(times):
        started = perf_counter()
        async with database.write() as connection:
            claimed = await claiming.claim(connection, NOW, AT_ONCE)
        took.append(perf_counter() - started)
        assert len(claimed) == AT_ONCE, f"only {len(claimed)} were claimed"
        assert all(one.items for one in claimed), "a claim says nothing"
        async with database.write() as connection:
            await connection.execute(text(_PUT_BACK))
    return took


def _report(took: dict[int, list[float]]) -> None:
    print(f"P8  claims of {AT_ONCE} on PostgreSQL, {CLAIMS} each")
    for size, seconds in took.items():
        print(f"    among {size:,}: p50 {median(seconds) * 1e3:.1f} ms, p99 {_p99(seconds) * 1e3:.1f} ms")
    large, small = took[LARGE], took[SMALL]
    print(f"    p99 {_p99(large) * 1e3:.1f} ms (goal {GOAL_MS})")
    p50, p99 = median(large) / median(small), _p99(large) / _p99(small)
    print(f"    growth from {SMALL:,}: p50 × {p50:.2f}, p99 × {p99:.2f} (goal: flat)")


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[98]


if __name__ == "__main__":
    asyncio.run(main())

"""P6, what it takes to plan a million alerts, beside one raw INSERT … SELECT into the same table and indexes.

Run by `make bench`. The plan is Proviso's own expansion, transaction by transaction, of one occurrence to a
million subscriptions; so is planning again, when all is there already. The raw statement does no more than
copy: it knows no zones, no hours, no muted deadlines. There are few rounds, because each is a million.
"""

import asyncio
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text, update

from benchmarks.postgresql import postgresql
from benchmarks.sender import fill
from storage.alerts import expand
from storage.database import Database
from storage.tables import delivery, occurrence

ALERTS = 1_000_000
ROUNDS = 3
EASTERN = ZoneInfo("America/New_York")
NOW = datetime.fromisoformat("2017-08-04T09:00:00-04:00")
LEAD = 14
GOAL, GOAL_LONGEST, GOAL_AGAIN = 1.5, 1 / 20, 0.6
_RAW = """
INSERT INTO delivery (chat_id, thread_id, about, occurrence_id, kind, not_before, expires_at, silent,
                      priority, state, token, tries, unknowns, made_at)
SELECT chat_id, thread_id, :about, :occurrence, 'deadline', :now, :now, false, 1, 'ready', 0, 0, 0, :now
FROM subscription
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one round: the raw statement, the plan, its longest transaction, and planning again."""

    raw: float
    plan: float
    longest: float
    again: float


async def main() -> None:
    with ExitStack() as folders:
        folder = folders.enter_context(tempfile.TemporaryDirectory(prefix="proviso-bench-"))
        address = folders.enter_context(postgresql(f"{folder}/server"))
        for name, url in (("SQLite", f"sqlite+aiosqlite:///{folder}/plan.sqlite3"), ("PostgreSQL", address)):
            database = Database(url)
            await fill(database, ALERTS, f",{LEAD},")
            _report(name, [await _round(database) for _ in range(ROUNDS)])
            await database.close()


async def _round(database: Database) -> Times:
    await _empty(database)
    started = perf_counter()
    await _copy(database)
    raw = perf_counter() - started
    await _empty(database)
    first = await _plan(database)
    again = await _plan(database)
    return Times(raw, sum(first), max(first), sum(again))


async def _empty(database: Database) -> None:
    async with database.write() as connection:
        if database.is_sqlite:
            await connection.execute(text("DELETE FROM delivery"))
        else:
            await connection.execute(text("TRUNCATE delivery CASCADE"))


async def _copy(database: Database) -> None:
    async with database.write() as connection:
        id, about = (await connection.execute(_reminder())).one()
        now = NOW.isoformat(" ") if database.is_sqlite else NOW
        await connection.execute(text(_RAW), {"about": about, "occurrence": id, "now": now})


def _reminder() -> Any:
    return select(occurrence.c.id, occurrence.c.about).where(
        occurrence.c.about.like(f"deadline:psp:psp-reply-2017:%:{LEAD}")
    )


async def _plan(database: Database) -> list[float]:
    """The seconds of each transaction, from the first subscription to the last."""
    async with database.write() as connection:
        id = (await connection.execute(_reminder())).one().id
        await connection.execute(update(occurrence).values(state="done"))
        again = update(occurrence).where(occurrence.c.id == id).values(state="planned", cursor=0)
        await connection.execute(again)
    took: list[float] = []
    found: int | None = 0
    while found is not None:
        started = perf_counter()
        async with database.write() as connection:
            found = await expand.expand(connection, NOW, EASTERN)
        took.append(perf_counter() - started)
    async with database.read() as connection:
        planned = (await connection.execute(select(func.count()).select_from(delivery))).scalar_one()
    assert planned == ALERTS, f"{planned} alerts were planned"
    return took


def _report(name: str, rounds: list[Times]) -> None:
    raw, plan = median(r.raw for r in rounds), median(r.plan for r in rounds)
    print(f"P6  {ALERTS:,} alerts planned on {name}, {ROUNDS} rounds")
    print(f"    one raw INSERT … SELECT: {raw:.1f} s ({ALERTS / raw:,.0f}/s); planned: {plan:.1f} s "
          f"({ALERTS / plan:,.0f}/s)")  # fmt: skip
    print(f"    time × {median(r.plan / r.raw for r in rounds):.2f} (goal {GOAL})")
    longest = median(r.longest / r.plan for r in rounds)
    print(f"    the longest transaction is 1/{1 / longest:.0f} of it (goal 1/{1 / GOAL_LONGEST:.0f})")
    again, to_raw = median(r.again / r.plan for r in rounds), median(r.again / r.raw for r in rounds)
    print(f"    planning again: × {again:.2f} (goal {GOAL_AGAIN}); to the raw statement × {to_raw:.2f}")


if __name__ == "__main__":
    asyncio.run(main())

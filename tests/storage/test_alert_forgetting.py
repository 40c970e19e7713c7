"""Tries of long ago are forgotten a little at a time; what is not settled, and what the brake counts, is not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from storage.alerts import forget, held
from storage.database import Database
from storage.tables import attempt, delivery
from tests.storage.ledger import apply, ask, at, due, look

NOW = "2017-12-24 12:00"


@pytest.fixture
async def tried(database: Database) -> Database:
    """Two alerts with 900 tries each: of half a year ago, and of last week."""
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in (5, 6):
        await ask(database, "2017-07-20 12:00", id)
    await look(database, "2017-08-04 12:00")
    async with database.write() as connection:
        ids = (await connection.scalars(select(delivery.c.id).order_by(delivery.c.id))).all()
        await connection.execute(update(delivery).values(state="sent"))
        for age in (timedelta(days=140), timedelta(days=7)):
            tries = [{"delivery_id": id, "at": at(NOW) - age, "outcome": "wait", "detail": ""} for id in ids]
            await connection.execute(insert(attempt), tries * 450)
    return database


async def left(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(attempt)) or 0)


async def forgotten(database: Database, when: str = NOW) -> int:
    async with database.write() as connection:
        return await forget.attempts(connection, at(when))


async def test_tries_of_long_ago_are_forgotten_and_the_young_are_not(tried: Database) -> None:
    assert await forgotten(tried) == 900
    assert await forgotten(tried) == 0
    assert await left(tried) == 900


async def test_those_that_the_brake_counts_stay_however_old(tried: Database) -> None:
    while await forgotten(tried, "2027-12-24 12:00"):
        pass
    assert await left(tried) == held.WINDOW


async def test_those_of_an_alert_that_is_not_settled_stay(tried: Database) -> None:
    async with tried.write() as connection:
        first = select(func.min(delivery.c.id)).scalar_subquery()
        await connection.execute(update(delivery).where(delivery.c.id == first).values(state="held"))
    assert await forgotten(tried) == 450


async def test_a_few_at_a_time(tried: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forget, "CHUNK", 100)
    assert [await forgotten(tried) for _ in range(10)] == [100] * 9 + [0]

"""Down for an hour, a day, a week; a calendar that steps: what is told then, once, and what came too late."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select

from domain.alerts.subscription import Mode, Wish
from storage.database import Database
from storage.tables import audience, delivery, digest_item, occurrence
from tests.sizes import size
from tests.storage.ledger import apply, ask, due, event, look
from tests.storage.passing import Told, between, mornings, pass_by

pytestmark = pytest.mark.one_engine

AT_ONCE, DAILY = 5, 6
# A letter due on 18 August, and news on the 14th: told on these mornings when nothing goes wrong.
LEADS = {"04": "14", "11": "7", "15": "3", "17": "1", "18": "0"}


async def two_weeks(database: Database) -> None:
    """One who is told of each thing at once, and one who is told daily, from 20 July on."""
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), event("2017-08-14"))
    await ask(database, "2017-07-20 12:00", AT_ONCE)
    await ask(database, "2017-07-20 12:00", DAILY, wish=Wish(mode=Mode.DAILY))


def at_once(*told: str) -> list[tuple[str, str]]:
    """ "11 09:30 7" is what was told on 11 August: a lead, or the event."""
    found = [one.split() for one in told]
    return [
        (f"2017-08-{day} {hour}", what if what == "named" else f"reply:2017-08-18:{what}")
        for day, hour, what in found
    ]


def daily(*told: str) -> list[tuple[str, str]]:
    """ "11 09:30 digest:11 7" is the digest of 11 August with its items; without the digest it came by itself."""
    found = [one.split(maxsplit=2) for one in told]
    return [
        (f"2017-08-{day} {hour}", _digest(what) if what.startswith("digest") else f"reply:2017-08-18:{what}")
        for day, hour, what in found
    ]


def _digest(said: str) -> str:
    name, items = said.split()
    return f"digest:daily:2017-08-{name.removeprefix('digest:')} ({items})"


DOWN = [
    pytest.param(
        "2017-08-11 08:30", "2017-08-11 09:30",
        at_once("11 09:30 7"), daily("11 09:30 digest:11 7"), 0, id="an hour, over a reminder's",
    ),
    pytest.param(
        "2017-08-14 20:30", "2017-08-15 22:30",
        at_once("15 22:30 3"), daily("15 22:30 digest:15 3"), 0, id="26 hours, over one reminder",
    ),
    pytest.param(
        "2017-08-17 08:00", "2017-08-18 10:00",
        at_once("18 10:00 0"), daily("18 10:00 digest:18 0"), 1, id="26 hours, over two",
    ),
    pytest.param(
        "2017-08-10 12:00", "2017-08-18 12:00",
        at_once("18 12:00 named", "18 12:00 0"), daily("18 12:00 0", "19 09:00 digest:19 named"), 6,
        id="8 days, over three reminders and news, up on the last day",
    ),
    pytest.param(
        "2017-08-12 12:00", "2017-08-20 12:00",
        at_once("20 12:00 named"), daily("21 09:00 digest:21 named"), 6,
        id="8 days, over the deadline itself",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("down", "up", "to_one", "to_the_other", "too_late"), DOWN)
async def test_what_was_missed_comes_as_the_most_urgent_and_the_rest_is_counted(
    database: Database,
    down: str,
    up: str,
    to_one: list[tuple[str, str]],
    to_the_other: list[tuple[str, str]],
    too_late: int,
) -> None:
    await two_weeks(database)
    told = await through(database, down, up)
    assert (since(told, AT_ONCE, down), since(told, DAILY, down)) == (
        with_the_rest(to_one, up), with_the_rest(to_the_other, up, is_daily=True),
    )  # fmt: skip
    assert told.expired == too_late
    assert len(told.messages) == len({(id, about) for _, id, about in told.messages})


@pytest.mark.parametrize(("down", "up", "to_one", "to_the_other", "too_late"), [DOWN[0], DOWN[1], DOWN[3]])
async def test_the_same_comes_where_what_was_planned_is_lost(
    database: Database,
    down: str,
    up: str,
    to_one: list[tuple[str, str]],
    to_the_other: list[tuple[str, str]],
    too_late: int,
) -> None:
    await two_weeks(database)
    told = await through(database, down, up, is_lost=True)
    assert since(told, AT_ONCE, down) == with_the_rest(to_one, up)
    assert since(told, DAILY, down) == with_the_rest(to_the_other, up, is_daily=True)
    assert told.expired == too_late


async def through(database: Database, down: str, up: str, *, is_lost: bool = False) -> Told:
    """From 4 to 22 August, but for the time in which nothing runs."""
    moments = mornings("2017-08-04", "2017-08-22")
    before = await pass_by(database, [*(one for one in moments if one < down), down])
    if is_lost:
        await lose_what_is_planned(database)
    after = await pass_by(database, [up, *(one for one in moments if one > up)])
    return Told(before.messages + after.messages, before.expired + after.expired)


async def lose_what_is_planned(database: Database) -> None:
    """Whatever has no delivery yet is gone."""
    made = select(delivery.c.occurrence_id).where(delivery.c.occurrence_id.is_not(None))
    held = select(digest_item.c.occurrence_id)
    async with database.write() as connection:
        lost = occurrence.c.id.not_in(made.union(held))
        ids = (await connection.scalars(select(occurrence.c.id).where(lost))).all()
        assert ids
        await connection.execute(delete(audience).where(audience.c.occurrence_id.in_(ids)))
        await connection.execute(delete(occurrence).where(occurrence.c.id.in_(ids)))


def since(told: Told, id: int, down: str) -> list[tuple[str, str]]:
    return sorted(one for one in told.to(id) if one[0] > down)


def with_the_rest(told: list[tuple[str, str]], up: str, *, is_daily: bool = False) -> list[tuple[str, str]]:
    """And what comes as ever once it is up again."""
    rest = [*LEADS.items(), ("14", "named")]
    later = [
        (f"{day} 09:00 digest:{day} {what}" if is_daily else f"{day} 09:00 {what}")
        for day, what in rest
        if f"2017-08-{day} 09:00" > up
    ]
    return sorted(told + (daily if is_daily else at_once)(*later))


async def test_a_calendar_that_steps_a_day_at_a_time_tells_each_on_its_day(database: Database) -> None:
    await two_weeks(database)
    moments = [between("2017-08-01 20:00", timedelta(days=n)) for n in range(21)]
    told = await pass_by(database, moments)
    assert [(when[8:10], about.rpartition(":")[2]) for when, about in told.to(AT_ONCE)] == [
        ("04", "14"), ("11", "7"), ("14", "named"), ("15", "3"), ("17", "1"), ("18", "0"),
    ]  # fmt: skip
    assert told.expired == 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(size(1, 10)))
async def test_a_calendar_that_steps_a_day_on_and_two_hours_back_tells_nothing_early_and_nothing_twice(
    database: Database, seed: int
) -> None:
    chance = Random(seed)
    await two_weeks(database)
    moments = ["2017-08-03 08:30"]
    while moments[-1] < "2017-08-19 12:00":
        step = chance.choice(
            [timedelta(days=1), timedelta(hours=-2), timedelta(hours=5), timedelta(minutes=30)]
        )
        moments.append(between(moments[-1], step))
    told = await pass_by(database, moments)
    assert len(told.messages) == len({(id, about) for _, id, about in told.messages})
    for when, about in told.to(AT_ONCE):
        days = 4 if about == "named" else int(about.rpartition(":")[2])
        assert when >= between("2017-08-18 09:00", -timedelta(days=days)), (when, about)
    # The last one is not missed, whichever moments there were.
    assert told.to(AT_ONCE)[-1][1].endswith((":0", ":1"))


async def test_digests_that_wait_together_go_out_as_one(database: Database) -> None:
    await apply(
        database, "2017-07-20 12:00", due("2017-08-18"), event("2017-08-14"), event("2017-08-15", "more")
    )
    await ask(database, "2017-07-20 12:00", DAILY, wish=Wish(mode=Mode.DAILY))
    for day in ("14", "15"):  # the digest of each day is made, and nothing is sent
        await look(database, f"2017-08-{day} 08:00")
    told = await pass_by(database, ["2017-08-15 12:00", "2017-08-16 12:00"])
    assert told.to(DAILY) == [("2017-08-15 12:00", "digest:daily:2017-08-15 (3+more+named)")]


async def test_what_ended_before_it_was_looked_at_is_on_record_as_too_late(database: Database) -> None:
    await two_weeks(database)
    told = await pass_by(database, ["2017-09-30 12:00"])
    assert told.messages == []
    async with database.read() as connection:
        query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
        assert (await connection.execute(query)).all() == [("expired", 12)]
    assert told.expired == 12

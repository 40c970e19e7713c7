"""Planning and expansion: once, for everybody who asked, at each chat's own hour, whatever is edited."""

import asyncio
from datetime import time
from zoneinfo import ZoneInfo

from domain.alerts.subscription import About, ChatSettings, Mode, Target, Wish
from storage import subscriptions
from storage.alerts import claiming, expand, plan
from storage.database import Database
from tests.storage.ledger import (
    CITY,
    EASTERN,
    TOWN,
    WHOLE,
    apply,
    ask,
    at,
    due,
    event,
    hours_of,
    look,
    program,
    put_away,
    rows,
)  # fmt: skip


async def test_a_deadline_is_told_at_each_lead_at_the_alert_hour(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    await look(database, "2017-08-04 00:00")
    assert await rows(database) == [(5, "reply:2017-08-18:14", "ready")]
    assert await hours_of(database) == ["2017-08-04 09:00"]


async def test_day_by_day_each_lead_comes_once(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    for day in range(1, 19):
        await look(database, f"2017-08-{day:02} 00:00")
        await look(database, f"2017-08-{day:02} 12:00")
    assert await hours_of(database) == [f"2017-08-{day} 09:00" for day in ("04", "11", "15", "17", "18")]


async def test_planning_and_expanding_again_changes_nothing(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), event("2017-08-10"))
    await ask(database, "2017-07-20 12:00")
    await look(database, "2017-08-11 12:00")
    before = await rows(database)
    async with database.write() as connection:
        await plan.plan(
            connection, program(due("2017-08-18"), event("2017-08-10")), at("2017-08-11 12:00"), 1
        )
    await look(database, "2017-08-11 12:00")
    assert await rows(database) == before


async def test_a_late_subscriber_gets_the_newest_lead_at_once_and_only_that(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await look(database, "2017-08-12 12:00")
    await ask(database, "2017-08-12 12:00")
    await look(database, "2017-08-12 12:00")
    assert await rows(database) == [(5, "reply:2017-08-18:7", "ready")]
    assert await hours_of(database) == ["2017-08-12 12:00"]


async def test_subscribing_again_tells_nothing_twice(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await look(database, "2017-08-12 12:00")
    for _ in range(3):
        id = await ask(database, "2017-08-12 12:00")
        await look(database, "2017-08-12 12:00")
        async with database.write() as connection:
            await subscriptions.end(connection, id, at("2017-08-12 12:00"), "unsubscribed")
    assert await rows(database) == [(5, "reply:2017-08-18:7", "ready")]


async def test_one_who_asked_for_several_targets_is_told_once(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18", places=("city", "town")))
    for target in (CITY, TOWN, WHOLE, Target("p", About.DEADLINE, "reply")):
        await ask(database, "2017-07-20 12:00", target=target)
    await look(database, "2017-08-04 12:00")
    assert await rows(database) == [(5, "reply:2017-08-18:14", "ready")]


async def test_those_who_asked_for_something_else_are_not_told(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00", 5, TOWN)
    await ask(database, "2017-07-20 12:00", 6, wish=Wish(leads=(1,)))
    await look(database, "2017-08-04 12:00")
    assert await rows(database) == []


async def test_a_lead_of_ones_own_is_planned_too(database: Database) -> None:
    await apply(database, "2017-07-01 12:00", due("2017-08-18"))
    await ask(database, "2017-07-01 12:00", wish=Wish(leads=(30,)))
    async with database.write() as connection:
        await plan.plan(connection, program(due("2017-08-18")), at("2017-07-01 12:00"), 1)
    await look(database, "2017-07-19 00:00")
    assert await rows(database) == [(5, "reply:2017-08-18:30", "ready")]


async def test_each_chat_is_told_at_its_own_hour(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    likes = {
        1: ChatSettings(EASTERN),
        2: ChatSettings(ZoneInfo("Pacific/Kiritimati"), time(0, 30)),
        3: ChatSettings(ZoneInfo("America/Los_Angeles"), time(7), time(22), time(8), silent=True),
    }
    for id, settings in likes.items():
        await ask(database, "2017-07-20 12:00", id)
        async with database.write() as connection:
            await subscriptions.set_settings(connection, id, settings, at("2017-07-20 12:00"))
    await look(database, "2017-08-03 06:00")
    found = {id: await hours_of(database, id) for id in likes}
    # Kiritimati is 18 hours ahead: its 4 August begins on the morning of the 3rd.
    assert found == {1: ["2017-08-04 09:00"], 2: ["2017-08-03 06:30"], 3: ["2017-08-04 11:00"]}


async def test_many_are_told_in_chunks_each_once_also_by_several_at_a_time(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in range(1, 24):
        await ask(database, "2017-07-20 12:00", id)
        if id % 3 == 0:
            await ask(database, "2017-07-20 12:00", id, WHOLE)
    await look(database, "2017-07-20 12:00")
    await asyncio.gather(*(look(database, "2017-08-04 00:00", chunk=4) for _ in range(3)))
    assert [id for id, _, _ in await rows(database)] == list(range(1, 24))


async def test_a_chunk_that_was_rolled_back_is_told_again(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id in range(1, 8):
        await ask(database, "2017-07-20 12:00", id)
    try:
        async with database.write() as connection:
            await expand.expand(connection, at("2017-08-04 00:00"), EASTERN, 4)
            raise RuntimeError
    except RuntimeError:
        pass
    await look(database, "2017-08-04 00:00", chunk=4)
    assert [id for id, _, _ in await rows(database)] == list(range(1, 8))


async def test_an_event_is_told_on_its_day(database: Database) -> None:
    await apply(database, "2017-08-01 12:00", event("2017-08-14"))
    await ask(database, "2017-08-01 12:00")
    await look(database, "2017-08-13 23:00")
    assert await hours_of(database) == ["2017-08-14 09:00"]


async def test_a_first_apply_tells_nobody_of_the_past(database: Database) -> None:
    await ask(database, "2017-08-01 12:00")
    await apply(database, "2017-08-16 12:00", due("2017-08-10"), event("2017-08-14"))
    await look(database, "2017-08-16 12:00")
    assert await rows(database) == []


async def test_what_a_later_revision_brings_is_news_unless_it_is_old(database: Database) -> None:
    await apply(database, "2017-08-01 12:00", event("2017-07-30"))
    await ask(database, "2017-08-01 12:00")
    await apply(
        database, "2017-08-16 12:00",
        event("2017-07-30"), event("2017-08-14", "replied"), event("2017-07-01", "old"), due("2017-08-26"),
    )  # fmt: skip
    await look(database, "2017-08-16 12:00")
    assert await rows(database) == []  # it might be taken back within the minute
    await look(database, "2017-08-16 12:01")
    assert sorted(await rows(database)) == [
        (5, "event:p:replied", "ready"), (5, "reply:2017-08-26:14", "ready"),
    ]  # fmt: skip
    assert await hours_of(database) == ["2017-08-16 12:01", "2017-08-16 12:01"]


async def test_leads_missed_in_a_long_pause_come_to_the_most_urgent(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    await look(database, "2017-07-20 12:00")
    await look(database, "2017-08-16 12:00")
    assert await put_away(database, "2017-08-16 12:00") == 2
    assert sorted(await rows(database)) == [
        (5, "reply:2017-08-18:1", "ready"),
        (5, "reply:2017-08-18:14", "expired"),
        (5, "reply:2017-08-18:3", "ready"),
        (5, "reply:2017-08-18:7", "expired"),
    ]


async def test_a_digest_holds_what_its_day_brings(database: Database) -> None:
    await apply(
        database, "2017-07-20 12:00", due("2017-08-18"), due("2017-08-18", "form"), event("2017-08-04")
    )
    await ask(database, "2017-07-20 12:00", wish=Wish(mode=Mode.DAILY))
    await ask(database, "2017-07-20 12:00", 6, wish=Wish(mode=Mode.WEEKLY))
    await look(database, "2017-08-04 00:00")
    assert await rows(database) == [
        (5, "digest:daily:2017-08-04", "ready"), (6, "digest:weekly:2017-08-07", "ready"),
    ]  # fmt: skip
    assert await hours_of(database, 6) == ["2017-08-07 09:00"]


async def test_what_a_weekly_digest_would_tell_too_late_comes_by_itself(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00", wish=Wish(mode=Mode.WEEKLY))
    await look(database, "2017-08-15 12:00")
    await put_away(database, "2017-08-15 12:00")
    assert await rows(database, "ready") == [(5, "reply:2017-08-18:3", "ready")]


async def test_what_is_done_is_told_no_more(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    async with database.write() as connection:
        await subscriptions.mute(connection, 5, 0, "p", "reply", at("2017-07-20 12:00"))
    await look(database, "2017-08-04 12:00")
    assert await rows(database) == []


async def test_a_chat_that_changes_its_hours_moves_what_waits_for_it(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"), event("2017-08-05"))
    await ask(database, "2017-07-20 12:00")
    await ask(database, "2017-07-20 12:00", 6, wish=Wish(mode=Mode.DAILY))
    await look(database, "2017-08-04 07:00")
    own = ChatSettings(EASTERN, time(19), silent=True)
    for id in (5, 6):
        async with database.write() as connection:
            await subscriptions.set_settings(connection, id, own, at("2017-08-04 07:00"))
    await look(database, "2017-08-04 07:00")
    assert await hours_of(database) == ["2017-08-04 19:00", "2017-08-05 19:00"]
    assert await hours_of(database, 6) == ["2017-08-04 19:00", "2017-08-05 19:00"]


async def test_hours_and_what_waits_for_them_change_together_or_not_at_all(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    await look(database, "2017-08-04 07:00")
    try:
        async with database.write() as connection:
            own = ChatSettings(ZoneInfo("Pacific/Honolulu"), time(19))
            await subscriptions.set_settings(connection, 5, own, at("2017-08-04 07:00"))
            raise RuntimeError
    except RuntimeError:
        pass
    assert await hours_of(database) == ["2017-08-04 09:00"]
    async with database.read() as connection:
        assert await subscriptions.settings(connection, 5, EASTERN) == ChatSettings(EASTERN)


async def test_a_date_ends_with_the_readers_own_day(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    for id, zone in ((5, "America/New_York"), (6, "Pacific/Honolulu")):
        await ask(database, "2017-07-20 12:00", id, TOWN)
        async with database.write() as connection:
            await subscriptions.set_settings(
                connection, id, ChatSettings(ZoneInfo(zone)), at("2017-07-20 12:00")
            )
    for when, told in (("2017-08-19 05:59", [6]), ("2017-08-19 06:00", [])):
        for id in (5, 6):
            made = await ask(database, when, id)
            await look(database, when)
            async with database.write() as connection:
                await subscriptions.end(connection, made, at(when), "a test")
        await put_away(database, when)
        assert [id for id, _, _ in await rows(database, "ready")] == told, when


async def test_quiet_hours_that_would_make_it_late_take_only_its_sound(database: Database) -> None:
    await apply(database, "2017-07-20 12:00", due("2017-08-18"))
    await ask(database, "2017-07-20 12:00")
    late_and_quiet = ChatSettings(EASTERN, time(23), time(22), time(8))
    async with database.write() as connection:
        await subscriptions.set_settings(connection, 5, late_and_quiet, at("2017-07-20 12:00"))
    await look(database, "2017-08-04 00:00")
    async with database.write() as connection:
        (one,) = await claiming.claim(connection, at("2017-08-04 23:00"), 1)
    assert one.silent

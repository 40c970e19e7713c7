"""Subscriptions: idempotent, ended and taken up again, per topic, never deleted."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from domain.alerts.subscription import LEADS, About, ChatSettings, Mode, Target, Wish
from storage import chats, subscriptions, tables
from storage.database import Database

NOW = datetime(2017, 8, 4, 12, tzinfo=UTC)
BALTIMORE = Target("psp", About.JURISDICTION, "baltimore-md")
EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
async def known(database: Database) -> Database:
    async with database.write() as connection:
        await chats.remember(connection, 5, "private", NOW)
        await chats.remember(connection, -7, "supergroup", NOW)
    return database


async def subscribe(database: Database, chat: int = 5, thread: int = 0, target: Target = BALTIMORE, **wish):  # type: ignore[no-untyped-def]
    async with database.write() as connection:
        return await subscriptions.subscribe(connection, chat, thread, target, NOW, Wish(**wish))


async def of(database: Database, chat: int = 5, thread: int | None = None):  # type: ignore[no-untyped-def]
    async with database.read() as connection:
        return await subscriptions.of_chat(connection, chat, thread)


async def test_a_subscription_is_read_back_as_it_was_made(known: Database) -> None:
    made, is_new = await subscribe(known)
    assert is_new
    assert (made.chat, made.thread, made.target, made.wish) == (5, 0, BALTIMORE, Wish(Mode.IMMEDIATE, LEADS))
    assert await of(known) == [made]


async def test_subscribing_twice_is_one_subscription_with_the_later_wish(known: Database) -> None:
    first, _ = await subscribe(known)
    second, is_new = await subscribe(known, mode=Mode.WEEKLY, leads=(7,))
    assert not is_new
    assert second.id == first.id
    assert [s.wish for s in await of(known)] == [Wish(Mode.WEEKLY, (7,))]


async def test_of_many_that_subscribe_at_once_one_is_new(known: Database) -> None:
    done = await asyncio.gather(*(subscribe(known) for _ in range(8)))
    assert sorted(is_new for _, is_new in done) == [False] * 7 + [True]
    assert len(await of(known)) == 1


async def test_each_topic_of_a_group_has_its_own(known: Database) -> None:
    await subscribe(known, -7, 0)
    await subscribe(known, -7, 31)
    assert [s.thread for s in await of(known, -7)] == [0, 31]
    assert [s.thread for s in await of(known, -7, 31)] == [31]


async def test_one_that_ended_is_kept_and_can_be_taken_up_again(known: Database) -> None:
    made, _ = await subscribe(known)
    async with known.write() as connection:
        assert await subscriptions.end(connection, made.id, NOW, "unsubscribed")
        assert not await subscriptions.end(connection, made.id, NOW, "unsubscribed")
    assert await of(known) == []
    async with known.write() as connection:
        assert await subscriptions.undo(connection, made.id, NOW + timedelta(days=28))
    assert [s.id for s in await of(known)] == [made.id]


async def test_after_four_weeks_nothing_can_be_taken_up_again(known: Database) -> None:
    made, _ = await subscribe(known)
    async with known.write() as connection:
        await subscriptions.end(connection, made.id, NOW, "unsubscribed")
        late = NOW + timedelta(days=28, seconds=1)
        assert not await subscriptions.undo(connection, made.id, late)


async def test_undoing_beside_a_newer_one_makes_no_second(known: Database) -> None:
    first, _ = await subscribe(known)
    async with known.write() as connection:
        await subscriptions.end(connection, first.id, NOW, "unsubscribed")
    second, is_new = await subscribe(known)
    assert is_new
    assert second.id != first.id
    async with known.write() as connection:
        assert not await subscriptions.undo(connection, first.id, NOW)
    assert [s.id for s in await of(known)] == [second.id]
    async with known.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.subscription)) == 2


async def test_chats_are_counted_once_however_many_of_the_topics_they_asked_for(known: Database) -> None:
    topics = [BALTIMORE.topic, Target("psp").topic]
    await subscribe(known)
    await subscribe(known, target=Target("psp"))
    await subscribe(known, -7, 31)
    async with known.read() as connection:
        assert await subscriptions.count(connection, topics) == 2


async def test_settings_are_the_operators_until_a_chat_has_its_own(known: Database) -> None:
    own = ChatSettings(ZoneInfo("Asia/Tokyo"), time(7, 30), time(22), time(7), silent=True)
    async with known.write() as connection:
        assert await subscriptions.settings(connection, 5, EASTERN) == ChatSettings(EASTERN)
        await subscriptions.set_settings(connection, 5, own, NOW)
        assert await subscriptions.settings(connection, 5, EASTERN) == own
        assert await subscriptions.settings(connection, -7, EASTERN) == ChatSettings(EASTERN)


async def test_what_is_done_stays_done_until_it_is_taken_back(known: Database) -> None:
    async with known.write() as connection:
        for _ in range(2):
            await subscriptions.mute(connection, 5, 0, "psp", "psp-reply-2017", NOW)
        assert await subscriptions.muted_in(connection, 5, 0) == {("psp", "psp-reply-2017")}
        assert await subscriptions.unmute(connection, 5, 0, "psp", "psp-reply-2017")
        assert not await subscriptions.unmute(connection, 5, 0, "psp", "psp-reply-2017")


@pytest.mark.parametrize(
    "target", [Target("psp"), BALTIMORE, Target("psp", About.DEADLINE, "psp-reply-2017")]
)
def test_a_topic_says_its_target(target: Target) -> None:
    assert Target.of(target.topic) == target

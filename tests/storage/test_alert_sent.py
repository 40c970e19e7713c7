"""What the buttons under an alert find: the chat's own delivery, who asked for it, and sending it once more."""

from datetime import timedelta

from sqlalchemy import select

from domain.alerts.alert import Kind
from domain.alerts.times import Timing
from storage import subscriptions
from storage.alerts import sent
from storage.database import Database
from storage.tables import chat, delivery
from tests.storage.ledger import CITY, WHOLE, apply, ask, at, due, look

NINE = at("2017-08-04 09:00")


async def delivered(database: Database) -> int:
    """One alert on the reply of 18 August, for chat 5, which asked twice; gives its number."""
    await apply(database, "2017-08-03 08:00", due("2017-08-18"))
    await ask(database, "2017-08-03 09:00")
    await ask(database, "2017-08-03 09:00", target=WHOLE)
    await ask(database, "2017-08-03 09:00", 6)
    await look(database, "2017-08-04 08:00")
    async with database.read() as connection:
        query = select(delivery.c.id).join(chat, chat.c.id == delivery.c.chat_id)
        return int((await connection.execute(query.where(chat.c.telegram_id == 5))).scalar_one())


async def test_an_alert_is_found_with_everything_that_asked_for_it(database: Database) -> None:
    number = await delivered(database)
    async with database.read() as connection:
        found = await sent.find(connection, number, 5)
    assert found is not None
    assert (found.kind, found.thread, found.is_repeat) == (Kind.DEADLINE, 0, False)
    [item] = found.items
    assert (item.program, item.subject, item.value, item.lead) == ("p", "reply", "2017-08-18", 14)
    assert set(item.topics) == {CITY.topic, WHOLE.topic}
    assert {s.target for s in found.subscriptions} == {CITY, WHOLE}


async def test_what_was_stopped_is_found_as_stopped(database: Database) -> None:
    number = await delivered(database)
    async with database.write() as connection:
        for one in await subscriptions.of_chat(connection, 5):
            await subscriptions.end(connection, one.id, NINE, "asked")
    async with database.read() as connection:
        found = await sent.find(connection, number, 5)
    assert found is not None
    assert [s.ended_at for s in found.subscriptions] == [NINE, NINE]


async def test_no_chat_finds_the_alert_of_another(database: Database) -> None:
    number = await delivered(database)
    async with database.read() as connection:
        assert await sent.find(connection, number, 6) is None
        assert await sent.find(connection, 10**6, 5) is None


async def test_sending_again_comes_once_for_a_day(database: Database) -> None:
    number = await delivered(database)
    timing = Timing(NINE + timedelta(days=1), NINE + timedelta(days=14))
    for day in ("2017-08-05", "2017-08-05", "2017-08-06"):
        async with database.write() as connection:
            await sent.send_again(connection, number, timing, day, NINE, silent=False, subjects=())
    async with database.read() as connection:
        abouts = (
            await connection.scalars(select(delivery.c.about).where(delivery.c.about.like("%@%")))
        ).all()
    assert [about.partition("@")[2] for about in abouts] == ["2017-08-05", "2017-08-06"]

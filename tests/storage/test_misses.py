"""The miss queue in the store: what is one question, who is told, what is learned, and what is forgotten."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from domain.misses import Kind, State
from domain.questions.answer import Previous
from storage import chats, misses
from storage.chats import Asker
from storage.database import Database

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EDITOR = 1001
EASTERN = ZoneInfo("America/New_York")


async def keep(
    database: Database, words: str, person: int = 2, *, kind: Kind = Kind.QUESTION, about: str = ""
) -> int:
    """Keep what somebody wrote in their private chat; gives its number."""
    async with database.write() as connection:
        await chats.remember(connection, person, "private", NOW)
        asker = Asker(person, 0, person)
        return await misses.keep(connection, kind, asker, f"hash{person}", "psp", words, 1, NOW, about)


async def answer(database: Database, id: int, **how: str) -> int | None:
    async with database.write() as connection:
        return await misses.answer(connection, id, EDITOR, NOW, EASTERN, **how)


async def taught(database: Database) -> dict[tuple[str, str], str]:
    async with database.read() as connection:
        return await misses.taught(connection)


async def test_the_same_words_of_several_people_are_one_question_and_stand_first(database: Database) -> None:
    await keep(database, "Who guards the lighthouse?")
    for person in (3, 4):
        await keep(database, "who lights the lamp", person)
        await keep(database, "WHO lights the lamp??", person)
    async with database.read() as connection:
        waiting = await misses.waiting(connection, 10)
        assert [(one.text, one.count) for one in waiting] == [
            ("who lights the lamp", 2),
            ("Who guards the lighthouse?", 1),
        ]
        assert await misses.count(connection) == 2


async def test_all_who_asked_the_same_are_told_each_once(database: Database) -> None:
    first = await keep(database, "who lights the lamp")
    await keep(database, "Who lights the lamp?")
    await keep(database, "who lights the lamp!", 3)
    assert await answer(database, first, said="A keeper.") == 2
    assert await answer(database, first, said="Nobody.") is None
    async with database.read() as connection:
        assert await misses.count_told(connection, first) == 2
        told = await connection.execute(text("SELECT kind, about, state FROM delivery"))
        assert {tuple(row) for row in told} == {("answer", f"answer:{first}", "ready")}


async def test_what_a_question_means_is_learned_by_its_words(database: Database) -> None:
    first = await keep(database, "Who lights the lamp?")
    await answer(database, first, means="Baltimore")
    assert await taught(database) == {("psp", "who lights the lamp"): "Baltimore"}


async def test_an_answered_question_can_be_taught_a_meaning_later(database: Database) -> None:
    first = await keep(database, "Who lights the lamp?")
    async with database.write() as connection:
        assert not await misses.teach(connection, first, EDITOR, NOW, "Baltimore")
    await answer(database, first, said="A keeper.")
    async with database.write() as connection:
        assert await misses.teach(connection, first, EDITOR, NOW, "Baltimore")
    assert await taught(database) == {("psp", "who lights the lamp"): "Baltimore"}
    async with database.read() as connection:
        assert await misses.count_told(connection, first) == 1


async def test_what_was_learned_can_be_forgotten(database: Database) -> None:
    first = await keep(database, "Who lights the lamp?")
    await answer(database, first, means="Baltimore")
    async with database.write() as connection:
        assert await misses.unlearn(connection, first)
    async with database.write() as connection:
        assert not await misses.unlearn(connection, first)
    assert await taught(database) == {}


async def test_a_report_and_signs_without_words_teach_nothing(database: Database) -> None:
    report = await keep(database, "Who lights the lamp?", kind=Kind.REPORT, about="1s:psp:baltimore-md::")
    signs = await keep(database, "?!")
    for id in (report, signs):
        await answer(database, id, means="Baltimore")
    assert await taught(database) == {}


async def test_a_report_and_a_question_of_the_same_words_are_two(database: Database) -> None:
    report = await keep(database, "wrong day", kind=Kind.REPORT, about="1s:psp:baltimore-md::")
    question = await keep(database, "wrong day")
    await answer(database, report, said="It was checked.")
    async with database.read() as connection:
        found = await misses.one(connection, question)
    assert found is not None
    assert found.state is State.OPEN


async def test_where_it_came_from_is_kept_until_the_answer_is_sent(database: Database) -> None:
    first = await keep(database, "Who lights the lamp?")
    for done, kept in (("", 1), ("answered", 1), ("sent", 0)):
        if done == "answered":
            await answer(database, first, said="A keeper.")
        async with database.write() as connection:
            if done == "sent":
                await connection.execute(text("UPDATE delivery SET state = 'sent'"))
            await misses.forget_askers(connection)
            count = await connection.scalar(text("SELECT count(*) FROM miss WHERE chat_id IS NOT NULL"))
        assert count == kept, done


async def test_what_was_asked_is_gone_on_from_for_ten_minutes_and_then_forgotten(database: Database) -> None:
    asker, asked = Asker(2, 0, 2), Previous("psp", "replies", ("baltimore-md",))
    async with database.write() as connection:
        await chats.remember(connection, 2, "private", NOW)
        await chats.remember_asked(connection, asker, asked, NOW)
        for minutes, found, rows in ((9, asked, 1), (11, None, 0)):
            now = NOW + timedelta(minutes=minutes)
            chat, _awaited = await chats.look_up(connection, asker, 1, now)
            assert chat is not None
            assert chat.previous == found
            await chats.forget_asked(connection, now)
            assert await connection.scalar(text("SELECT count(*) FROM asked")) == rows

"""The summaries that are to be posted: asked for once, in one process's hands, never forgotten."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.programs import Catalogue
from domain.selfcheck.sessions import Check, Group
from storage import chats, checks, forms, postings
from storage.alerts import reach
from storage.database import Database
from storage.postings import Posting, State
from tests.storage.test_checks import ALEX, NOW, a_check, form_of

DESK, NEW, CARD = -1002001, -1002002, 77


@pytest.fixture
async def asked(database: Database, catalogue: Catalogue) -> AsyncIterator[Check]:
    """A check from a group, whose starter agreed to the summary; the card is given as well."""
    form = form_of(catalogue)
    async with database.write() as connection:
        await chats.remember(connection, ALEX, "private", NOW)
        await chats.remember(connection, NEW, "supergroup", NOW)  # what becomes of the desk spoke first
        await chats.remember(connection, DESK, "group", NOW)
        await forms.keep(connection, form, NOW)
        begun = replace(a_check(form), group=Group(DESK, 0, "Grants desk"))
        check = await checks.begin(connection, begun)
        assert await postings.ask(connection, check, 0)
        await postings.note_card(connection, check, CARD)
    yield check


async def take(database: Database) -> list[Posting]:
    async with database.write() as connection:
        return await postings.take(connection)


async def settle(database: Database, one: Posting, state: State) -> Posting:
    async with database.write() as connection:
        await postings.settle(connection, one, state, NOW if state is State.POSTED else None)
        return await postings.read(connection, a_check_of(one))


def a_check_of(one: Posting) -> Check:
    return Check(one.sid, ALEX, 0, ALEX, "Alex", "", "", "", NOW, NOW)


async def let_a_minute_pass(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE check_group SET lease_until = NULL"))


async def test_it_is_asked_for_once(database: Database, asked: Check) -> None:
    async with database.write() as connection:
        assert not await postings.ask(connection, asked, 0)
        assert not await postings.ask(connection, asked, 1)
    [one] = await take(database)
    assert (await settle(database, one, State.POSTED)).posted_at == NOW
    async with database.write() as connection:
        assert not await postings.ask(connection, asked, 1)


async def test_one_process_has_it_in_hand(database: Database, asked: Check) -> None:
    found = await asyncio.gather(*(take(database) for _ in range(5)))
    assert [one.sid for taken in found for one in taken] == [asked.sid]


async def test_what_was_sent_and_never_settled_may_have_arrived(database: Database, asked: Check) -> None:
    [one] = await take(database)
    async with database.write() as connection:
        assert await postings.intend(connection, one)
        assert not await postings.intend(connection, one)
    assert await take(database) == []
    await let_a_minute_pass(database)
    [left] = await take(database)
    assert (left.state, left.attempts, left.card) == (State.DOUBTFUL, 1, CARD)
    async with database.write() as connection:
        assert not await postings.intend(connection, one)  # of the process that was given up
    # It was alive after all: that it arrived is better than a guess.
    assert (await settle(database, one, State.POSTED)).state is State.POSTED


async def test_a_late_answer_is_about_its_own_attempt(database: Database, asked: Check) -> None:
    [one] = await take(database)
    async with database.write() as connection:
        await postings.intend(connection, one)
    await let_a_minute_pass(database)
    await take(database)
    async with database.write() as connection:
        assert await postings.ask(connection, asked, 1)
    assert (await settle(database, one, State.REFUSED)).state is State.ASKED


@pytest.mark.parametrize("state", [State.REFUSED, State.NO_MEMBER])
async def test_what_was_refused_is_as_if_it_had_not_been_tried(
    database: Database, asked: Check, state: State
) -> None:
    [one] = await take(database)
    assert (await settle(database, one, state)).attempts == 0
    async with database.write() as connection:
        assert await postings.ask(connection, asked, 0)


async def test_a_card_is_told_until_it_says_so(database: Database, asked: Check) -> None:
    [one] = await take(database)
    await settle(database, one, State.DOUBTFUL)
    [telling] = await take(database)
    await let_a_minute_pass(database)
    assert await take(database) == [telling]
    async with database.write() as connection:
        # While this process has its answer on the way, the starter asks once more.
        assert await postings.ask(connection, asked, 1)
        await postings.note_card(connection, asked, CARD)
        await postings.told(connection, telling)
        assert (await postings.read(connection, asked)).card == CARD


async def test_it_goes_to_a_group_that_became_another(database: Database, asked: Check) -> None:
    async with database.write() as connection:
        assert await reach.migrate(connection, DESK, NEW)
        found = await checks.find(connection, asked.sid)
    assert found is not None and found.group is not None
    assert found.group.chat == NEW

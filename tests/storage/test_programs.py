"""Applying programs: one transaction, one revision, idempotent, with its history."""

import asyncio
from dataclasses import asdict, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text, update

from bot import ticks
from domain.gazetteer import Gazetteer
from domain.programs import Catalogue, Program
from handlers.context import Services
from storage import programs
from storage.database import Database
from storage.tables import program_revision, revision
from transport.api import Api
from transport.budget import Budget, Rates
from transport.request import AiohttpRequest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def apply(database: Database, *given: Program) -> programs.Applied:
    async with database.write(lock="apply") as connection:
        return await programs.apply(connection, [(program, "0" * 64) for program in given], NOW)


async def load(database: Database, known: Catalogue | None = None) -> Catalogue:
    async with database.read() as connection:
        return await programs.load(connection, known)


async def test_what_is_applied_is_read_back_the_same(database: Database, psp: Program) -> None:
    applied = await apply(database, psp)
    assert (applied.revision, applied.changed) == (1, ("psp",))
    catalogue = await load(database)
    assert catalogue.revision == 1
    assert asdict(catalogue.programs[0]) == asdict(psp)


async def test_applying_the_same_again_makes_no_revision(database: Database, psp: Program) -> None:
    await apply(database, psp)
    assert await apply(database, psp) == programs.Applied(1)
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(revision)) == 1


async def test_several_programs_are_one_revision_and_history_is_kept(
    database: Database, psp: Program
) -> None:
    other = replace(psp, id="other", order=0)
    await apply(database, psp, other)
    await apply(database, replace(psp, name="Changed"), other)
    catalogue = await load(database)
    assert catalogue.revision == 2
    assert [(p.id, p.name) for p in catalogue.programs] == [("other", psp.name), ("psp", "Changed")]
    async with database.read() as connection:
        kept = await connection.execute(
            select(program_revision.c.program_id, program_revision.c.revision_id).order_by(
                program_revision.c.program_id, program_revision.c.revision_id
            )
        )
        assert kept.all() == [("other", 1), ("psp", 1), ("psp", 2)]


async def test_a_program_that_an_editor_changed_is_kept_and_reported(
    database: Database, psp: Program
) -> None:
    await apply(database, psp)
    async with database.write() as connection:
        await connection.execute(update(program_revision).values(origin="editor"))
    applied = await apply(database, replace(psp, name="From a file"))
    assert applied == programs.Applied(1, (), ("psp",))
    assert (await load(database)).programs[0].name == psp.name


async def test_a_failure_while_applying_changes_nothing(database: Database, psp: Program) -> None:
    with pytest.raises(RuntimeError):
        async with database.write(lock="apply") as connection:
            await programs.apply(connection, [(psp, "0" * 64)], NOW)
            raise RuntimeError
    assert (await load(database)).revision == 0


async def test_a_known_revision_is_not_read_again(database: Database, psp: Program) -> None:
    await apply(database, psp)
    known = await load(database)
    assert await load(database, known) is known


async def test_processes_that_apply_at_once_make_one_revision(
    database_url: str, database: Database, psp: Program
) -> None:
    others = [Database(database_url) for _ in range(4)]
    try:
        applied = await asyncio.gather(*(apply(other, psp) for other in others))
    finally:
        for other in others:
            await other.close()
    assert sorted(len(a.changed) for a in applied) == [0, 0, 0, 1]
    assert (await load(database)).revision == 1


async def test_a_tick_of_less_than_a_second_notices_a_revision_of_another_process(
    database_url: str, database: Database, psp: Program
) -> None:
    reader = Database(database_url)
    services = Services(
        reader,
        Api(AiohttpRequest(), "http://x", "1:x"),
        lambda: NOW,
        budget=Budget(reader, Rates()),
        zone=ZoneInfo("UTC"),
        language="en",
        gazetteer=Gazetteer({}),
    )
    [tick] = [tick for tick in ticks.EVERY if tick.run is ticks.renew_catalogue]
    assert tick.seconds < 1
    await tick.run(services)
    assert services.catalogue.revision == 0
    await apply(database, psp)
    await tick.run(services)
    await reader.close()
    assert services.catalogue.revision == 1


async def test_stored_programs_are_plain_canonical_json(database: Database, psp: Program) -> None:
    await apply(database, psp)
    async with database.read() as connection:
        body = str(await connection.scalar(text("SELECT body FROM program_revision")))
    assert body == programs.encode(programs.decode(body))
    assert body.startswith('{"agencies":')

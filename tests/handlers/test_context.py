"""What all handlers share."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import enumerate as enumerate_threads
from zoneinfo import ZoneInfo

import pytest

from domain.programs import Catalogue
from handlers.context import Services
from storage.database import Database
from tests.conftest import gazetteer
from transport.api import Api
from transport.budget import Budget, Rates
from transport.request import AiohttpRequest


@pytest.fixture
async def services(catalogue: Catalogue) -> AsyncIterator[Services]:
    database = Database("sqlite+aiosqlite://")
    made = Services(
        database,
        Api(AiohttpRequest(), "http://x", "1:x"),
        lambda: datetime(2026, 11, 21, tzinfo=UTC),
        budget=Budget(database, Rates()),
        zone=ZoneInfo("UTC"),
        language="en",
        gazetteer=gazetteer(),
    )
    made.use(catalogue)
    yield made
    await database.close()


async def turns_during(making: asyncio.Task[None]) -> int:
    """How often others had their turn meanwhile."""
    turns = 0
    while not making.done():
        turns += 1
        await asyncio.sleep(0)
    return turns


async def test_others_have_their_turn_while_questions_are_made_ready(services: Services) -> None:
    assert await turns_during(asyncio.create_task(services.ready())) > 10
    assert await turns_during(asyncio.create_task(services.ready())) <= 2, "it is made once"


async def test_questions_asked_at_once_are_made_ready_once(services: Services) -> None:
    await asyncio.gather(*(services.ready() for _ in range(8)))
    assert sum(thread.name.startswith("asyncio") for thread in enumerate_threads()) == 1


async def test_a_revision_stored_meanwhile_is_made_ready_too(
    services: Services, catalogue: Catalogue
) -> None:
    making = asyncio.create_task(services.ready())
    await asyncio.sleep(0)
    services.use(replace(catalogue, revision=2))
    assert not services.is_ready
    await making
    assert services.is_ready

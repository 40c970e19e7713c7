"""Many processes start at once on one empty PostgreSQL."""

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.journeys.conftest import TOKEN
from tests.journeys.forking import Process
from tests.journeys.processes import answers, post, process, until
from tests.sizes import size

PROCESSES = size(4, 10)


@pytest.mark.soak
async def test_of_many_that_start_on_an_empty_postgresql_one_migrates_and_one_answers(
    sandbox: Sandbox, empty_postgres: str, tmp_path: Path
) -> None:
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": empty_postgres,
        "PROVISO_LISTEN": "127.0.0.1:0",
        "PROVISO_LOG_FORMAT": "json",
    }
    done: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(process(settings, tmp_path)) for _ in range(PROCESSES)]
        await asyncio.gather(*(_until_started(one, done) for one in running))
        assert done == {
            "schema migrated": 1,
            "programs applied": 1,
            "catalogue renewed": PROCESSES,
        }
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        assert [one.returncode for one in running] == [None] * PROCESSES
        await asyncio.sleep(1)  # a second answer would come from a second poller
        assert await answers(sandbox) == [(1001, "What I can do")]


async def _until_started(one: Process, done: Counter[str]) -> None:
    """Read its log up to the line after which it can answer."""
    async with asyncio.timeout(120):
        while True:
            line = await one.stdout.readline()
            assert line.startswith(b"{"), line
            event = json.loads(line)["event"]
            if event in {"schema migrated", "programs applied", "catalogue renewed"}:
                done[event] += 1
            if event == "catalogue renewed":
                return

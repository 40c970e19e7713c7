"""A bot that no longer hears Telegram says so, connects anew, and ends when that does not help."""

import asyncio
import json
import socket
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pytest

from bot.timings import Timings
from sandbox.server import Sandbox
from tests.journeys.conftest import TOKEN
from tests.journeys.processes import answers, post, started, until
from tests.sizes import IS_SOAK, size

# What operators run takes minutes to be sure; the short form is as quick as a test may be.
TIMINGS = Timings() if IS_SOAK else Timings(long_poll=1, grace=0.5, longest_pause=1.0, stale=5.0)
SLACK_S = 20.0
_PROGRAM = """
import json, sys
from functools import partial
from bot import app, cli
from bot.timings import Timings
app.run = partial(app.run, timings=Timings(**json.loads(sys.argv.pop(1))))
cli.main()
"""


@pytest.mark.soak
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "half_open"}, id="half-open"),
        pytest.param({"kind": "cut"}, id="cut off"),
        pytest.param({"kind": "hang", "seconds": 600}, id="too slow"),
    ][: size(1, 3)],
)
async def test_deaf_polling_is_unready_then_heals_and_ends_with_1_if_it_does_not(
    sandbox: Sandbox, tmp_path: Path, fault: dict[str, Any]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "PROVISO_BOT_TOKEN": TOKEN,
        "PROVISO_API_BASE_URL": sandbox.address,
        "PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'p.sqlite3'}",
        "PROVISO_LISTEN": listen,
        "PROVISO_LOG_FORMAT": "json",
    }
    async with (
        aiohttp.ClientSession() as http,
        started(settings, tmp_path, "-c", _PROGRAM, json.dumps(asdict(TIMINGS)), "run") as running,
    ):

        async def is_ready() -> bool:
            async with http.get(f"http://{listen}/readyz") as answer:
                return answer.status == 200

        async def until_ready(wanted: bool, seconds: float) -> None:
            began = monotonic()
            while await is_ready() is not wanted:
                assert monotonic() - began < seconds
                await asyncio.sleep(0.1)

        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) == 1, sandbox)
        assert await is_ready()
        await post(sandbox, "faults", method="getUpdates", times=None, **fault)
        # A poll that waits already still hears one more update.
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until_ready(False, TIMINGS.stale + TIMINGS.long_poll + SLACK_S)

        async with http.delete(f"{sandbox.address}/_sandbox/faults") as answer:
            assert answer.status == 200
        await until_ready(True, TIMINGS.stale + TIMINGS.longest_pause + SLACK_S)
        heard = len(await answers(sandbox))
        await post(sandbox, "messages", chat_id=1001, from_id=1001, text="/help")
        await until(lambda found: len(found) > heard, sandbox)

        await post(sandbox, "faults", method="getUpdates", times=None, **fault)
        printed, _ = await asyncio.wait_for(
            running.communicate(), 2 * TIMINGS.stale + TIMINGS.long_poll + TIMINGS.grace + 3 * SLACK_S
        )
    lines = [line for line in printed.decode().splitlines() if line.startswith("proviso: ")]
    assert running.returncode == 1, printed.decode()[-2_000:]
    assert len(lines) == 1
    assert "Traceback" not in printed.decode()

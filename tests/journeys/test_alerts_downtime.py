"""The bot is down, or the machine's clock steps: what people read then. tests/storage has the whole table."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

import pytest

from bot.alerts import ticking
from bot.alerts.skew import Skew
from bot.time import host_now
from tests.journeys.alerting import MORNING, ask, at, told
from tests.journeys.conftest import ALEX, Start, World


@pytest.mark.parametrize(
    ("down", "up", "said", "too_late"),
    [
        pytest.param("2017-08-11 08:30", "2017-08-11 09:30", ["7 days left"], 0, id="1 hour"),
        pytest.param("2017-08-17 08:00", "2017-08-18 10:00", ["Today"], 1, id="26 hours"),
        pytest.param("2017-08-10 12:00", "2017-08-18 12:00", ["New", "Today"], 3, id="8 days"),
    ],
)
async def test_after_a_time_down_people_read_the_most_urgent_and_the_rest_is_counted(
    start: Start, down: str, up: str, said: list[str], too_late: int
) -> None:
    world = await start(clock=MORNING)
    await ask(world, ALEX)
    await world.set_clock(at(down))
    before = len(await told(world))
    await world.bot.aclose()
    world = await start(clock=at(up).isoformat())
    await settled(world, at(up) + timedelta(minutes=1))
    assert sorted(line.split(" — ")[0] for line in (await told(world))[before:]) == said
    async with world.http.get(f"{world.address}/metrics") as answer:
        assert f'proviso_alerts_total{{outcome="expired"}} {too_late}.0' in await answer.text()


async def settled(world: World, when: datetime) -> None:
    """Everything that is due by then has been done."""
    await world.set_clock(when)
    await world.set_clock(when + timedelta(minutes=1))


async def test_a_stepped_machine_clock_holds_new_alerts_back_for_a_moment_and_the_owner_is_told(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = timedelta(0)
    skew = Skew(lambda: host_now() + step, monotonic)
    monkeypatch.setattr(ticking, "Skew", lambda: skew)
    world = await start(clock=MORNING, owners=(ALEX,))
    await ask(world, ALEX)
    step = timedelta(hours=-2)
    async with asyncio.timeout(15):
        while not skew.troubles:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await settled(world, at("2017-08-04 09:00"))
    page, alert = sorted(await told(world), reverse=True)
    # PostgreSQL shows the right time all along, so that the two do not come to agree.
    machine, database = "The machine's clock was stepped by -7200", "The database's clock is 7200"
    assert page.startswith(machine if world.database.is_sqlite else database)
    assert alert.startswith("14 days left")

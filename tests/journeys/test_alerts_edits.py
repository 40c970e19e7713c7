"""A deadline that moves, goes and comes back: what people read who were told of it, one by one or in a digest."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.alerts.subscription import Mode, Wish
from domain.programs import Program
from storage import programs
from tests.journeys.alerting import MORNING, ask, at, told
from tests.journeys.conftest import ALEX, Start, World

REPLY = "psp-reply-2017"


def moved_to(program: Program, due: date) -> Program:
    deadlines = (replace(d, due=due) if d.id == REPLY else d for d in program.deadlines)
    return replace(program, deadlines=tuple(deadlines))


def cancelled(program: Program) -> Program:
    """Without the deadline, and without what points at it."""
    return replace(
        program,
        deadlines=tuple(d for d in program.deadlines if d.id != REPLY),
        events=tuple(replace(e, deadline=None) if e.deadline == REPLY else e for e in program.events),
        rules=tuple(replace(r, deadline=None) if r.deadline == REPLY else r for r in program.rules),
    )


async def apply(world: World, program: Program, now: datetime) -> None:
    """An editor stores it, and some minutes pass."""
    async with world.database.write(lock="apply") as connection:
        await programs.apply(connection, [(program, "0" * 64)], now, programs.Origin.HAND)
    await world.set_clock(now)
    await world.set_clock(now + timedelta(minutes=5))
    await world.set_clock(now + timedelta(minutes=6))


async def test_people_read_from_which_day_to_which_and_that_it_stands_again(
    start: Start, psp: Program
) -> None:
    world = await start(clock=MORNING)
    sam = await world.newcomer(2002, "Sam")
    await ask(world, ALEX)
    await ask(world, sam.id, wish=Wish(mode=Mode.DAILY))
    await world.set_clock(at("2017-08-04 09:30"))
    later = date(2017, 9, 18)
    for hour, program in ((10, moved_to(psp, later)), (11, cancelled(psp)), (12, moved_to(psp, later))):
        await apply(world, program, at(f"2017-08-04 {hour}:00"))
    for id in (ALEX, sam.id):
        first, moved, gone, again = await told(world, id)
        assert "14 days left" in first or "digest" in first.lower(), first
        assert moved.startswith("Moved — Baltimore, Maryland: ")
        assert "It was 18 August 2017; it is now" in moved
        assert "18 September 2017" in moved
        assert (
            gone == "Cancelled — Baltimore, Maryland: the deadline of 18 September 2017 is on record no more."
        )
        assert again.startswith("It stands again — Baltimore, Maryland: ")

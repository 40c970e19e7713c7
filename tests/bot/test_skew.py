"""Nothing new is told while the machine's clocks disagree, and it goes on when they agree again."""

from datetime import timedelta

from bot.alerts.skew import Skew
from bot.time import host_now
from storage.database import Database


class Clocks:
    """A wall clock that may be stepped or run ahead, and a steady one."""

    def __init__(self) -> None:
        self.step = timedelta(0)
        self.steady = 1000.0
        self.started = host_now()

    def wall(self):  # type: ignore[no-untyped-def]
        return self.started + self.step

    def pass_by(self, seconds: float) -> None:
        self.step += timedelta(seconds=seconds)
        self.steady += seconds


async def test_a_stepped_clock_is_believed_from_the_next_look_on(tmp_path) -> None:  # type: ignore[no-untyped-def]
    database, clocks = Database(f"sqlite+aiosqlite:///{tmp_path / 'p.sqlite3'}"), Clocks()
    skew = Skew(clocks.wall, lambda: clocks.steady)
    assert await skew.agree(database)
    clocks.pass_by(3600)
    assert await skew.agree(database)
    for step in (timedelta(hours=-2), timedelta(hours=2)):
        clocks.step += step
        assert not await skew.agree(database)
        assert await skew.agree(database)
    await database.close()


async def test_a_database_with_another_time_stops_the_telling(empty_postgres: str) -> None:
    database, clocks = Database(empty_postgres), Clocks()
    clocks.started = host_now() + timedelta(seconds=20)
    assert not await Skew(clocks.wall, lambda: clocks.steady).agree(database)
    clocks.started = host_now()
    assert await Skew(clocks.wall, lambda: clocks.steady).agree(database)
    await database.close()

"""What `proviso alerts simulate` prints: the reminders of twelve months, by the rules of the sending."""

from pathlib import Path

import pytest

from tests.journeys.processes import outcome


def settings(folder: Path) -> dict[str, str]:
    return {"PROVISO_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'proviso.sqlite3'}"}


async def test_it_prints_each_reminder_with_its_day_and_hour(tmp_path: Path) -> None:
    asked = ("alerts", "simulate", "Baltimore 30 7 0", "--from", "2017-07-01", "--zone", "Boise")
    code, text = await outcome(settings(tmp_path), tmp_path, *asked)
    assert code == 0, text
    assert "Mountain Time (America/Boise)" in text
    for line in ("Wednesday 19 Jul 2017, 09:00 – 30 days before", "Friday 18 Aug 2017, 09:00 – on the day"):
        assert line in text


async def test_it_says_plainly_that_nothing_comes(tmp_path: Path) -> None:
    code, text = await outcome(settings(tmp_path), tmp_path, "alerts", "simulate", "Houston")
    assert (code, "No open deadlines" in text) == (0, True), text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("qwertyuiop",), "no place called"),
        (("Baltimore", "--zone", "Springfield"), "may be several"),
        (("Baltimore", "--from", "8/10/2017"), "is not a day"),
    ],
)
async def test_what_it_cannot_use_is_one_line_and_exit_code_2(
    tmp_path: Path, asked: tuple[str, ...], says: str
) -> None:
    code, text = await outcome(settings(tmp_path), tmp_path, "alerts", "simulate", *asked)
    assert code == 2
    assert says in text
    assert len(text.splitlines()) == 1

"""What the doctor works out from what it was told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.clock import apart
from bot.doctor.database import file_system

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOUNTS = """\
overlay / overlay rw 0 0
/dev/sda1 /srv ext4 rw 0 0
server:/export /srv/shared nfs4 rw 0 0
"""


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("sent", "received", "earliest", "latest", "seconds"),
    [
        pytest.param(0, 1, 0.5, 0.5, 0, id="read in between"),
        pytest.param(0, 0.1, -0.5, 0.5, 0, id="the same second"),
        pytest.param(0, 8, 3, 4, 0, id="a slow answer proves nothing"),
        pytest.param(0, 1, 61, 62, 60, id="ahead, at least"),
        pytest.param(0, 1, -62, -61, -61, id="behind, at least"),
    ],
)
def test_another_clock_is_apart_only_by_what_is_proved(
    sent: float, received: float, earliest: float, latest: float, seconds: float
) -> None:
    assert apart(at(sent), at(received), at(earliest), at(latest)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/shared/p.sqlite3", "nfs4"),
        ("/srv/p.sqlite3", "ext4"),
        ("/srv/sharedly/p", "ext4"),
        ("/p", "overlay"),
    ],
)
def test_a_file_lies_on_the_innermost_mount(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_without_a_list_of_mounts_nothing_is_claimed() -> None:
    assert file_system(Path("/p"), "") == ""

"""What was learnt is kept in a file, and what cannot be read there is learnt anew."""

import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from config.kept import keeping
from domain.questions import ranking
from domain.questions.ranking import NOTHING, Learnt, Ways

WAYS: Ways = (("when", ("when", "is", "it")), ("who", ("who", "said", "so")), (NOTHING, ("weather",)))


class Learning:
    """Learns little and quickly, and counts how often. What is really learnt: tests/domain/test_questions.py."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, ways: Ways) -> Learnt:
        self.times += 1
        weights = np.full((3, 2), len(repr(ways)), np.float32)
        return Learnt(weights, np.arange(4), np.arange(3, dtype=np.int32), np.ones(3, np.float32))


def same(one: Learnt, other: Learnt) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Learnt))


@pytest.fixture
def learning() -> Learning:
    return Learning()


def test_it_is_learnt_once_for_all_processes(tmp_path: Path, learning: Learning) -> None:
    first = keeping(tmp_path / "new" / "folder", learning)(WAYS)
    second = keeping(tmp_path / "new" / "folder", learning)(WAYS)
    assert learning.times == 1
    assert same(first, second)
    assert [path.name[:7] for path in (tmp_path / "new" / "folder").iterdir()] == ["learnt-"]


def test_other_ways_to_ask_are_learnt_apart(tmp_path: Path, learning: Learning) -> None:
    learn = keeping(tmp_path, learning)
    assert not same(learn(WAYS), learn((*WAYS, ("who", ("whose", "words")))))
    assert learning.times == 2


def test_what_other_code_learnt_is_not_read(
    tmp_path: Path, learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping(tmp_path / "kept", learning)(WAYS)
    other = tmp_path / "ranking.py"
    other.write_text("learns otherwise")
    monkeypatch.setattr(ranking, "__file__", str(other))
    keeping(tmp_path / "kept", learning)(WAYS)
    assert learning.times == 2


@pytest.mark.parametrize("spoilt", [b"", b"PK\x03\x04 and no more", b"not a file of arrays"])
def test_a_spoilt_file_is_made_anew(tmp_path: Path, learning: Learning, spoilt: bytes) -> None:
    right = keeping(tmp_path, learning)(WAYS)
    next(tmp_path.iterdir()).write_bytes(spoilt)
    assert same(keeping(tmp_path, learning)(WAYS), right)
    assert learning.times == 2
    keeping(tmp_path, learning)(WAYS)
    assert learning.times == 2


def test_half_a_file_is_made_anew(tmp_path: Path, learning: Learning) -> None:
    right = keeping(tmp_path, learning)(WAYS)
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert same(keeping(tmp_path, learning)(WAYS), right)
    assert learning.times == 2


def test_where_nothing_can_be_written_it_is_learnt_all_the_same(tmp_path: Path, learning: Learning) -> None:
    taken = tmp_path / "file"
    taken.write_text("in the way")
    right = keeping(tmp_path / "elsewhere", learning)(WAYS)
    assert same(keeping(taken, learning)(WAYS), right)
    assert taken.read_text() == "in the way"


def test_a_file_that_nobody_went_on_writing_is_taken_away(tmp_path: Path, learning: Learning) -> None:
    begun, given_up = tmp_path / "learning-1", tmp_path / "learning-2"
    begun.touch()
    given_up.touch()
    os.utime(given_up, (0, 0))
    keeping(tmp_path, learning)(WAYS)
    assert begun.exists()
    assert not given_up.exists()


def test_old_files_are_taken_away(tmp_path: Path, learning: Learning) -> None:
    learn = keeping(tmp_path, learning)
    for n in range(6):
        learn((*WAYS, ("who", (f"word{n}",))))
    assert len(list(tmp_path.iterdir())) == 3
    learn((*WAYS, ("who", ("word5",))))
    assert learning.times == 6, "the newest stays"

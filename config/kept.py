"""What was learnt from the ways to ask, kept in a file: learning takes seconds, reading some milliseconds."""

import contextlib
import tempfile
import zipfile
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from time import time

from domain.questions import least_squares, ranking, wording
from domain.questions.ranking import Learn, Learnt, Ways

_NEWEST = 3
# A file that was begun so long ago is one that nobody writes any more.
_GIVEN_UP_S = 3600
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def keeping(folder: Path, learn: Learn = ranking.learn) -> Learn:
    """Learn once for all processes that share a folder; where it cannot be written, once for each."""

    def kept(ways: Ways) -> Learnt:
        path = folder / f"learnt-{_digest(ways)}.npz"
        learnt = _read(path)
        if learnt is None:
            learnt = learn(ways)
            with contextlib.suppress(OSError):
                _write(path, learnt)
        return learnt

    return kept


def _digest(ways: Ways) -> str:
    """What is learnt differs with the ways to ask and with how it is learnt."""
    how = b"".join(Path(str(module.__file__)).read_bytes() for module in (ranking, least_squares, wording))
    return sha256(how + repr(ways).encode()).hexdigest()[:32]


def _read(path: Path) -> Learnt | None:
    import numpy as np

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            learnt = Learnt(**{field.name: held[field.name] for field in fields(Learnt)})
    except _UNREADABLE:
        return None
    with contextlib.suppress(OSError):  # a folder may be for reading only
        path.touch()
    return learnt


def _write(path: Path, learnt: Learnt) -> None:
    """Put the file there at once, and take away what nobody has used lately."""
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="learning-", delete=False) as file:
        written = Path(file.name)
        try:
            np.savez(file, **{field.name: getattr(learnt, field.name) for field in fields(Learnt)})
            file.close()
            written.replace(path)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
    kept = sorted(path.parent.glob("learnt-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
    given_up = [one for one in path.parent.glob("learning-*") if one.stat().st_mtime < time() - _GIVEN_UP_S]
    for old in (*kept[_NEWEST:], *given_up):
        old.unlink(missing_ok=True)

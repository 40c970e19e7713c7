"""Words in the form that they are compared in."""

import os
import subprocess
import sys

_MENDED = """
from domain.questions.wording import Lexicon
stems = "defend counsel command question support demand attend report".split()
lexicon = Lexicon([f"{stem}ed {stem}er" for stem in stems], [], [])
print(lexicon.mend([f"{stem}et" for stem in stems]))
"""


def mended(seed: int) -> str:
    environment = os.environ | {"PYTHONHASHSEED": str(seed)}
    return subprocess.run(
        [sys.executable, "-c", _MENDED], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_every_process_mends_a_slip_alike() -> None:
    """What is learnt from mended words is shared between processes, which hash words each in its own way."""
    assert len({mended(seed) for seed in range(3)}) == 1

"""How much the long tests do: a short form in `make check`, the whole of it in `make soak`."""

import os

IS_SOAK = bool(os.environ.get("PROVISO_TEST_SOAK"))


def size(short: int, long: int) -> int:
    """The number to take now; the test that takes it is marked `soak`."""
    return long if IS_SOAK else short


# Where the engine of the database is not what a long test is about, one of them does in `make check`.
ENGINES = ["sqlite", "postgresql"] if IS_SOAK else ["sqlite"]

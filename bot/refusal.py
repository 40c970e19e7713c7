"""What cannot be done, said in one line."""

import sys


class Refusal(Exception):
    """What was asked for cannot be done; one line says why and what to do. Nothing was changed."""


class GaveUp(Exception):
    """The bot ran and cannot go on; one line says why. Started again it may well work."""


def complain(text: str) -> None:
    """One clear line on standard error."""
    print(f"proviso: {text}", file=sys.stderr)

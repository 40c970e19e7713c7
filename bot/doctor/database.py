"""The database: can it be reached and written, can nobody else read it, is its schema the right one."""

import os
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.doctor.finding import Finding, failed, ok, or_ok, warning
from config.settings import Settings
from storage import examination, schema
from storage.database import Database, DatabaseError

_NETWORK = {
    "9p",
    "afs",
    "ceph",
    "cifs",
    "fuse.glusterfs",
    "fuse.sshfs",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
}


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[Database]:
    """The database to look at and not to change; see `missing` before."""
    database = Database(settings.database_url.get_secret_value(), read_only=True)
    try:
        yield database
    finally:
        await database.close()


def missing(database: Database) -> Path | None:
    """The SQLite file that is not there yet."""
    return None if database.file is None or database.file.exists() else database.file


async def check_database(settings: Settings) -> list[Finding]:
    """Look at the file or the server."""
    try:
        async with looking(settings) as database:
            if file := missing(database):
                return or_ok(_without_file(file), f"there is no {file} yet: `run` makes it")
            async with database.read() as connection:
                what = await examination.kind(connection)
            refusals = await examination.refusals(database)
    except DatabaseError as error:
        return [failed(f"{error}; see PROVISO_DATABASE_URL")]
    found = [failed(refusal) for refusal in refusals]
    if database.file is not None:
        found.extend(_file(database.file))
    return or_ok(iter(found), f"{what} can be read and written")


async def check_schema(settings: Settings) -> list[Finding]:
    """Compare the schema's version with the one this program knows."""
    try:
        async with looking(settings) as database:
            is_there = not missing(database)
            version = await schema.version(database) if is_there else None
            state = await schema.state(database) if is_there else schema.State.EMPTY
    except DatabaseError as error:
        return [failed(f"not looked at: {error}")]
    match state:
        case schema.State.CURRENT:
            return [ok(f"{version}, the one this Proviso knows")]
        case schema.State.EMPTY:
            text = "the database is empty: `run` fills it; if it should not be, see PROVISO_DATABASE_URL"
            return [warning(text)]
        case schema.State.BEHIND:
            text = f"{version}, older than this Proviso's {schema.HEAD}: make a backup; `run` migrates it"
            return [warning(text)]
        case schema.State.NEWER:
            return [
                failed(
                    f"{version}, newer than this Proviso's {schema.HEAD}: "
                    "run the newer version, or restore a backup made with this one"
                )
            ]


def _without_file(file: Path) -> Iterator[Finding]:
    above = next(folder for folder in file.absolute().parents if folder.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        yield failed(f"{file} cannot be made: set PROVISO_DATABASE_URL to a file you may write")


def _file(file: Path) -> Iterator[Finding]:
    for path in (file, file.absolute().parent):
        if not os.access(path, os.W_OK):
            yield failed(f"{path} cannot be written: give it to the user who runs Proviso")
    if others_may_read(file):
        yield warning(f"every user of this machine may read {file}, chats and all: chmod 600 it")
    mounts = Path("/proc/self/mounts")
    kind = file_system(file.resolve(), mounts.read_text(errors="replace") if mounts.exists() else "")
    if kind in _NETWORK:
        yield warning(
            f"{file} lies on a network folder ({kind}), where SQLite's locks fail: use a local disk"
        )


def others_may_read(path: Path) -> bool:
    """Whether any user of the machine may read a file, by its mode and those of the folders above."""
    return (
        os.name == "posix"
        and bool(path.stat().st_mode & stat.S_IROTH)
        and all(folder.stat().st_mode & stat.S_IXOTH for folder in path.absolute().parents)
    )


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system a path lies on, by the text of /proc/self/mounts; empty if it is not there."""
    mounted = (line.split() for line in mounts.splitlines())
    over = [(fields[1], fields[2]) for fields in mounted if path.is_relative_to(fields[1])]
    return max(over, key=lambda entry: len(entry[0]), default=("", ""))[1]

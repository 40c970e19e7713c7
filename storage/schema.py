"""The schema's version: is it the one this program knows, and bringing it there."""

from enum import StrEnum
from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.database import Database, DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration. Reading the folder needs alembic, which is slow to import; a test compares.
HEAD = "0007"


class State(StrEnum):
    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


async def version(database: Database) -> str | None:
    """The schema's version in the database, None when it is empty."""
    async with database.read() as connection:
        if not await connection.run_sync(lambda c: inspect(c).has_table("alembic_version")):
            return None
        return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()


async def state(database: Database) -> State:
    """How the database's schema stands to this program's."""
    found = await version(database)
    if found == HEAD:
        return State.CURRENT
    if found is None:
        return State.EMPTY
    return State.BEHIND if found in _known_versions() else State.NEWER


async def migrate(database: Database) -> bool:
    """Bring the schema to HEAD in one transaction; gives whether there was anything to do.

    Several processes may call it at once: one migrates, the others wait and find nothing to do.
    """
    await require_not_newer(database)
    await database.prepare()
    if await state(database) is State.CURRENT:
        return False
    async with database.write(lock="migrate") as connection:
        return await connection.run_sync(_upgrade)


async def require_not_newer(database: Database) -> None:
    if await state(database) is State.NEWER:
        raise DatabaseError(
            f"the database's schema ({await version(database)}) is newer than this Proviso knows ({HEAD}): "
            "run the newer version, or restore a backup made with this one"
        )


def _upgrade(connection: Connection) -> bool:
    from alembic import command
    from alembic.migration import MigrationContext

    if MigrationContext.configure(connection).get_current_revision() == HEAD:
        return False
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def alembic_config() -> "Config":
    """Alembic's configuration of the packaged migrations, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.files("storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _known_versions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}

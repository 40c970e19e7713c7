"""The program files: are they good, and what would the next start make of them."""

import asyncio
from collections.abc import Sequence

from bot.doctor.database import looking, missing
from bot.doctor.finding import Finding, failed, ok, warning
from bot.store import program_paths
from config import files
from config.settings import Settings
from storage import programs, schema
from storage.database import DatabaseError


async def check_programs(settings: Settings) -> list[Finding]:
    """Read the program files and compare them with what is stored."""
    try:
        loaded = await asyncio.to_thread(lambda: files.load_all(program_paths(settings)))
    except files.ProgramFileError as error:
        return [failed(str(problem)) for problem in error.problems]
    good = f"{len(loaded)} program files are good"
    try:
        foreseen = await _foresee(settings, loaded)
    except DatabaseError as error:
        return [ok(good), warning(f"not compared with the store: {error}")]
    if foreseen is None:
        return [ok(f"{good}; nothing to compare them with yet")]
    found = [ok(f"{good}; stored is revision {foreseen.revision}")]
    if foreseen.changed:
        found.append(
            warning(f"{', '.join(foreseen.changed)}: not stored as the file has it; the next `run` stores it")
        )
    if foreseen.kept:
        found.append(
            warning(
                f"{', '.join(foreseen.kept)}: changed by hand since; `run` keeps that. "
                "`proviso programs diff FILE` says how the file differs, `programs apply FILE` stores it"
            )
        )
    return found


async def _foresee(settings: Settings, loaded: Sequence[files.LoadedFile]) -> programs.Applied | None:
    async with looking(settings) as database:
        if missing(database) or await schema.state(database) is not schema.State.CURRENT:
            return None
        async with database.read() as connection:
            return await programs.foresee(connection, [(file.program, file.sha256) for file in loaded])

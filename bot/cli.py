"""The command line: proviso."""

import asyncio
import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from config.settings import Settings, SettingsError

app = typer.Typer(
    name="proviso",
    help="A Telegram bot that gives sourced answers about conditional public programs.",
    no_args_is_help=True,
    add_completion=False,
    # Local variables hold the token; a traceback must not.
    pretty_exceptions_enable=False,
)
programs_app = typer.Typer(help="Program files: check, compare, store and print them.", no_args_is_help=True)
app.add_typer(programs_app, name="programs")
alerts_app = typer.Typer(help="Alerts: what will be told, and when.", no_args_is_help=True)
app.add_typer(alerts_app, name="alerts")


def main() -> None:
    """Run the command line; a known problem is one line on standard error and exit code 2 (1 if it ran)."""
    from bot.refusal import GaveUp, Refusal, complain
    from config.files import ProgramFileError
    from storage.database import DatabaseError

    try:
        app()
    except (SettingsError, DatabaseError, ProgramFileError, Refusal) as error:
        complain(str(error))
        sys.exit(2)
    except GaveUp as error:
        complain(str(error))
        sys.exit(1)


@app.command()
def run() -> None:
    """Run the bot against Telegram. Settings come from the environment and .env; see .env.example."""
    # Nothing made while it starts is garbage; looking for some takes a fifth of the time.
    gc.disable()
    from bot import app as application
    from config import settings as config

    settings = config.load()
    _set_up_logs(settings)
    config.require_token(settings)
    sys.exit(asyncio.run(application.run(settings)))


@app.command()
def demo(
    port: Annotated[
        int, typer.Option(help="Port of the chat page; the next free one if it is taken.")
    ] = 8080,
    folder: Annotated[
        Path, typer.Option(help="Where the demo keeps its data; emptied at each start.")
    ] = Path(".demo"),
) -> None:
    """Try the bot on a chat page in the browser, without a Telegram account."""
    from bot import demo as demonstration

    sys.exit(asyncio.run(demonstration.run(port, folder)))


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date; `run` does it by itself."""
    from config import settings as config
    from storage import schema
    from storage.database import Database

    settings = config.load()
    _set_up_logs(settings)

    async def bring_up_to_date() -> bool:
        database = Database(settings.database_url.get_secret_value())
        try:
            return await schema.migrate(database)
        finally:
            await database.close()

    changed = asyncio.run(bring_up_to_date())
    print(f"Schema {schema.HEAD}: " + ("migrated." if changed else "already up to date."))


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help='What to ask, as in the chat: "Baltimore", "/requirements 2".')],
    as_of: Annotated[str, typer.Option(help="The day to answer for, such as 2017-08-10.")] = "",
    lang: Annotated[str, typer.Option(help="The language of the answer.")] = "",
) -> None:
    """Ask what a chat would ask; prints exactly what it would read."""
    from bot import commands

    asyncio.run(commands.ask(_settings(), text, as_of, lang))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check all that `run` needs, also beside a running bot; changes nothing. Exit code 1: a check failed."""
    from bot.doctor.examine import examine, show
    from bot.doctor.finding import State

    lines = asyncio.run(examine(_settings()))
    show(lines, as_json)
    sys.exit(1 if any(line.state is State.FAILED for line in lines) else 0)


@programs_app.command("check")
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Program files; the bundled ones without any.")
    ] = None,
) -> None:
    """Check program files; every problem is named with its file, its line and what to do."""
    from config import files

    for loaded in files.load_all(paths or files.bundled()):
        program = loaded.program
        print(
            f"{loaded.name}: good. {program.name}. Jurisdictions: {len(program.jurisdictions)}, "
            f"events: {len(program.events)}, requirements: {len(program.requirements)}, "
            f"deadlines: {len(program.deadlines)}, sources: {len(program.sources)}, "
            f"self-check questions: {len(program.questions)}."
        )


@programs_app.command("draw")
def draw(
    path: Annotated[Path, typer.Argument(help="A program file.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The picture's file; without it, NAME.svg here."),
    ] = None,
) -> None:
    """Draw a file's self-check as an SVG: its questions, what opens them, and the rules that read them."""
    from bot.refusal import Refusal
    from config import drawing, files
    from domain.selfcheck import forms

    form = forms.of(files.load(path).program)
    if form is None:
        raise Refusal(f"{path.name} has no `self_check` to draw")
    target = output or Path(path.stem + ".svg")
    target.write_text(drawing.draw(form), encoding="utf-8")
    print(f"{target}: {len(form.questions)} questions, {len(form.rules)} rules.")


@programs_app.command("apply")
def apply(paths: Annotated[list[Path], typer.Argument(help="Program files.")]) -> None:
    """Store program files as one new revision; a running bot answers from it within a second."""
    from bot import commands

    asyncio.run(commands.apply(_settings(), paths))


@programs_app.command("diff")
def diff(paths: Annotated[list[Path], typer.Argument(help="Program files.")]) -> None:
    """Say what applying program files would change; exit code 1 when there is something."""
    from bot import commands

    sys.exit(1 if asyncio.run(commands.diff(_settings(), paths)) else 0)


@programs_app.command("export")
def export(
    program: Annotated[str, typer.Argument(help="The id of a stored program, such as psp.")],
) -> None:
    """Print a stored program as a program file."""
    from bot import commands

    asyncio.run(commands.export(_settings(), program))


@alerts_app.command("next")
def next_alerts(
    count: Annotated[int, typer.Option(help="How many lines.", min=1, max=1000)] = 20,
) -> None:
    """Print what will go out next, to how many chats, and how long that takes."""
    from bot.alerts import operating

    asyncio.run(operating.show_next(_settings(), count))


@alerts_app.command("held")
def held() -> None:
    """Print the alerts that wait for you, and whether all sending stands still. Exit code 1: some do."""
    from bot.alerts import operating

    sys.exit(1 if asyncio.run(operating.show_held(_settings())) else 0)


@alerts_app.command("release")
def release(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="The numbers that `held` prints; all without any.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Give them up instead of sending them.")] = False,
    brake: Annotated[bool, typer.Option("--brake", help="Only let sending go on that was stopped.")] = False,
) -> None:
    """Let held alerts go out, marked as repeats where a first copy may have arrived."""
    from bot.alerts import operating

    asyncio.run(operating.release(_settings(), numbers or None, drop=drop, brake=brake))


@alerts_app.command("simulate")
def simulate(
    what: Annotated[
        str,
        typer.Argument(help='As after /subscribe: "Baltimore 30 7 1 weekly", "psp"; else the first program.'),
    ] = "",
    day: Annotated[str, typer.Option("--from", help="The day to begin with, such as 2017-08-04.")] = "",
    zone: Annotated[
        str, typer.Option(help="The zone of the chat, or a place: America/Denver, Phoenix.")
    ] = "",
) -> None:
    """Print the reminders that a subscription would bring in twelve months; nothing is sent or stored."""
    from bot import commands

    asyncio.run(commands.simulate(_settings(), what, day, zone))


def _settings() -> Settings:
    from config import settings as config

    settings = config.load()
    # A command prints its answer; only what goes wrong belongs beside it.
    _set_up_logs(settings, "WARNING")
    return settings


def _set_up_logs(settings: Settings, level: str = "") -> None:
    from bot import logs
    from config.settings import secrets

    logs.set_up(level or settings.log_level, settings.log_format, secrets(settings))

"""What the command line does with the store: asking, and applying, comparing and printing programs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.refusal import Refusal
from bot.store import open_prepared
from bot.time import calendar
from config import files, kept
from config.export import export as written
from config.gazetteer import table as gazetteer
from config.settings import Settings
from domain import days, differences, places
from domain.alerts import forecast, times
from domain.alerts.subscription import STANDARD, ChatSettings, Subscription, Target
from domain.programs import Catalogue
from domain.questions.index import Indexes
from handlers import answers
from handlers.alerts import meant
from handlers.alerts.meant import Meant
from handlers.alerts.settings import zone_of
from handlers.context import Viewer
from handlers.question import Question
from handlers.reply import messages
from messages import differences as difference_texts
from messages.alerts.told import Told, simulated
from messages.language import available, speak
from messages.message import Message
from messages.plaintext import read
from storage import programs


async def ask(settings: Settings, text: str, as_of: str, language: str) -> None:
    """Print what a private chat would read."""
    today = calendar(settings).now().astimezone(settings.zone).date()
    day = days.split_day(as_of)
    if as_of and (not isinstance(day, days.OnDay) or day.day is None or day.rest):
        raise Refusal(f"--as-of {as_of} is not a day: write it like 2017-08-10")
    if language and language not in available():
        raise Refusal(f"there is no translation {language!r}: use {' or '.join(available())}")
    asked_for = day.day if isinstance(day, days.OnDay) else None
    if asked_for is not None and asked_for > today:
        raise Refusal(f"--as-of {as_of} is still to come")
    catalogue = await _catalogue(settings)
    viewer = Viewer(settings.zone, language or settings.language, today)
    question = replace(_question(settings, catalogue, viewer, text), day=asked_for)
    with speak(question.viewer.language):
        print("\n\n".join(read(message) for message in messages(answers.to_text(question))))


async def simulate(settings: Settings, what: str, begins: str, place: str) -> None:
    """Print what a subscription would bring in the twelve months from a day on, or from now."""
    catalogue = await _catalogue(settings)
    now = calendar(settings).now()
    viewer = Viewer(settings.zone, settings.language, now.astimezone(settings.zone).date())
    question = _question(settings, catalogue, viewer, what)
    zone = zone_of(question, place) if place else settings.zone
    if not isinstance(zone, ZoneInfo):
        raise Refusal(f"--zone {place} is no time zone, or may be several: write it like America/Denver")
    day = days.split_day(begins)
    if begins and (not isinstance(day, days.OnDay) or day.day is None or day.rest):
        raise Refusal(f"--from {begins} is not a day: write it like 2017-08-10")
    if isinstance(day, days.OnDay) and day.day is not None:
        now = times.starts(day.day, zone)
    with speak(settings.language):
        found = meant.subscribing(question)
        if isinstance(found, Message):
            raise Refusal(read(found).splitlines()[0])
        wanted = found or Meant(catalogue.first, Target(catalogue.first.id))
        subscription = Subscription(0, 0, 0, wanted.target, wanted.wish(STANDARD), now)
        hours, until = ChatSettings(zone), now + timedelta(days=365)
        coming = forecast.coming(catalogue, [subscription], hours, now, until)
        told = Told(catalogue, [subscription], hours, now, coming)
        print(read(simulated(told, until)))


async def apply(settings: Settings, paths: Sequence[Path]) -> None:
    """Store program files as one revision."""
    loaded = files.load_all(paths)
    async with open_prepared(settings) as database, database.write(lock="apply") as connection:
        given = [(file.program, file.sha256) for file in loaded]
        now = calendar(settings).now()
        applied = await programs.apply(connection, given, now, programs.Origin.HAND)
    for id in applied.kept:
        print(f"{id}: an editor changed the stored program; the file was not applied.")
    if applied.changed:
        print(f"Revision {applied.revision}: {', '.join(applied.changed)}.")
    elif not applied.kept:
        print(f"Nothing to change; revision {applied.revision} stands.")


async def diff(settings: Settings, paths: Sequence[Path]) -> bool:
    """Print what applying the files would change; gives whether there is anything."""
    loaded = files.load_all(paths)
    catalogue = await _catalogue(settings)
    found = False
    for file in loaded:
        stored = catalogue.program_by_id.get(file.program.id)
        for difference in differences.between(stored, file.program):
            found = True
            print(f"{file.program.id}: {difference_texts.line(difference)}")
    if not found:
        print("No difference.")
    return found


async def export(settings: Settings, id: str) -> None:
    """Print a stored program as a program file."""
    catalogue = await _catalogue(settings)
    program = catalogue.program_by_id.get(id)
    if program is None:
        raise Refusal(f"there is no program {id!r}; stored are: {', '.join(catalogue.program_by_id)}")
    print(written(program), end="")


def _question(settings: Settings, catalogue: Catalogue, viewer: Viewer, text: str) -> Question:
    known = gazetteer.packaged()
    names = {program.id: places.index(program, known) for program in catalogue.programs}
    return Question(
        catalogue=catalogue,
        program=catalogue.first,
        names=names,
        viewer=viewer,
        text=text.strip(),
        indexes=Indexes(catalogue, names, kept.keeping(settings.cache)),
    )


async def _catalogue(settings: Settings) -> Catalogue:
    async with open_prepared(settings) as database, database.read() as connection:
        return await programs.load(connection)

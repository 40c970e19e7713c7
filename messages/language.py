"""The language of the moment: phrases, plurals and dates in the reader's own."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from domain.dates import PartialDate

SOURCE = "en"
_DOMAIN = "proviso"
_current: ContextVar[tuple[str, gettext.NullTranslations]] = ContextVar(
    "language", default=(SOURCE, gettext.NullTranslations())
)


def available() -> tuple[str, ...]:
    """The languages there is a catalogue for; English is the source and needs none."""
    folder = resources.files("messages") / "locales"
    translated = sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name != "__pycache__"
    )
    return (SOURCE, *(code for code in translated if code != SOURCE))


@contextmanager
def speak(code: str) -> Iterator[None]:
    """Use a language for everything inside the block; one without a catalogue falls back to English."""
    with speak_with(code, _translations(code)):
        yield


@contextmanager
def speak_with(code: str, translations: gettext.NullTranslations) -> Iterator[None]:
    """As `speak`, with the phrases handed in."""
    token = _current.set((code, translations))
    try:
        yield
    finally:
        _current.reset(token)


@lru_cache
def _translations(code: str) -> gettext.NullTranslations:
    folder = str(resources.files("messages") / "locales")
    return gettext.translation(_DOMAIN, folder, languages=[code], fallback=True)


def code() -> str:
    """The language of the moment."""
    return _current.get()[0]


def _(phrase: str) -> str:
    return _current.get()[1].gettext(phrase)


def n_(one: str, many: str, count: int) -> str:
    """The phrase for a count, with the number put in where the phrase says {count}."""
    return _current.get()[1].ngettext(one, many, count).replace("{count}", str(count))


def long_day(day: date) -> str:
    """3 August 2017."""
    return _written(day, "d MMMM y", _current.get()[0])


def weekday(day: date) -> str:
    return _written(day, "EEEE", _current.get()[0])


def short_day(day: date) -> str:
    """3 Aug 2017."""
    return _written(day, "d MMM y", _current.get()[0])


def clock_time(local: datetime, zone: str) -> str:
    """23:59 Eastern Daylight Time."""
    aware = local.replace(tzinfo=ZoneInfo(zone))
    locale = _current.get()[0]
    return f"{format_time(aware, 'HH:mm', locale=locale)} {get_timezone_name(aware, locale=locale)}"


def hour(at: time) -> str:
    """09:00."""
    return str(format_time(at, "HH:mm", locale=_current.get()[0]))


def zone_name(zone: ZoneInfo) -> str:
    """Eastern Time (America/New_York); the second alone where the zone has no name of its own."""
    name = str(get_timezone_name(zone, locale=_current.get()[0]))
    return f"{name} ({zone.key})" if "(" not in name else zone.key


def partial(when: PartialDate, *, short: bool = False) -> str:
    """The date as precise as it is known: 3 August 2017, August 2017, 2017."""
    if when.exact is not None:
        return short_day(when.exact) if short else long_day(when.exact)
    if when.month is not None:
        form = "MMM y" if short else "MMMM y"
        return _written(when.counts_from, form, _current.get()[0])
    return str(when.year)


# A program has some hundred dates, and every answer names a dozen of them.
@lru_cache(maxsize=4096)
def _written(day: date, form: str, language: str) -> str:
    return format_date(day, form, locale=language)

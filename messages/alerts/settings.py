"""When a chat is told: its zone, its alert hour, its quiet hours, and whether with a sound."""

from datetime import datetime, time

from domain.alerts.subscription import ChatSettings
from domain.words import printable
from messages.alerts.taps import Act, AlertTap, encode
from messages.language import _, hour, long_day, weekday, zone_name
from messages.markup import bold, fill, join
from messages.message import Message, Row, Tap, plain
from messages.taps import Target, View
from messages.taps import encode as encode_view

HOURS = (time(7), time(8), time(9), time(12), time(17))
NIGHTS = ((time(21), time(7)), (time(22), time(8)))
# What the next words are for, in the button that asks.
ZONE = "zone"


def screen(settings: ChatSettings, now: datetime, program: str, notice: str = "") -> Message:
    """The settings as they are, with buttons for the usual changes and the words for any."""
    local = now.astimezone(settings.zone)
    quiet = _("not set")
    if settings.quiet_from is not None and settings.quiet_until is not None:
        quiet = _between(settings.quiet_from, settings.quiet_until)
    lines = [
        bold(notice or _("When this chat is told")),
        fill(_("Time zone: {zone}"), zone=bold(zone_name(settings.zone))),
        fill(
            _("There it is {weekday} {date}, {hour}."),
            weekday=weekday(local.date()),
            date=long_day(local.date()),
            hour=hour(local.time()),
        ),
        fill(_("Alert hour: {hour}"), hour=bold(hour(settings.hour))),
        fill(_("Quiet hours: {quiet}"), quiet=bold(quiet)),
        fill(_("Sound: {sound}"), sound=bold(_("off") if settings.silent else _("on"))),
    ]
    typed = fill(
        _(
            "To type it: /settings zone Phoenix · /settings hour 8:30 · /settings quiet 22-7 · "
            "/settings quiet off · /settings sound off"
        )
    )
    return plain(join([join(lines, "\n"), typed], "\n\n"), _buttons(settings, program))


def ask_zone(program: str) -> Message:
    """Ask where the readers are; the next words, or a shared location, are the answer."""
    return plain(
        fill(
            _(
                "Where are you? Send the name of a place (Phoenix, Arizona), the name of a zone "
                "(America/Phoenix), or, in a private chat with me, your location."
            )
        ),
        awaits=encode_view(Target(View.SETTINGS, program, ZONE)),
    )


def several_zones(typed: str, program: str) -> Message:
    return plain(
        fill(
            _("{name} may lie in more than one time zone. Please add the state, or name a city there."),
            name=bold(printable(typed, 60)),
        ),
        awaits=encode_view(Target(View.SETTINGS, program, ZONE)),
    )


def no_zone(typed: str, program: str) -> Message:
    return plain(
        fill(
            _("I know no place and no time zone called {name}. A zone is written like America/Denver."),
            name=bold(printable(typed, 60)),
        ),
        awaits=encode_view(Target(View.SETTINGS, program, ZONE)),
    )


def not_understood() -> Message:
    return plain(
        fill(
            _(
                "I did not understand that. Write it like one of these: /settings zone Phoenix · "
                "/settings hour 8 · /settings quiet 22-7 · /settings quiet off · /settings sound off"
            )
        )
    )


def kept() -> str:
    """The notice after a change."""
    return _("Changed")


def located() -> str:
    """The notice after a location was shared."""
    return _("Time zone set by your location")


def quiet_number(begins: time, ends: time) -> int:
    """Quiet hours as a button carries them: in minutes of the day."""
    return _minutes(begins) * 1440 + _minutes(ends)


def quiet_of(number: int) -> tuple[time, time] | None:
    """The quiet hours of a button; None for none."""
    begins, ends = divmod(number, 1440)
    if begins == ends or begins >= 1440:
        return None
    return time_of(begins), time_of(ends)


def time_of(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _buttons(settings: ChatSettings, program: str) -> tuple[Row, ...]:
    is_quiet = settings.quiet_from is not None
    hours = tuple(
        Tap(_marked(hour(at), settings.hour == at), encode(AlertTap(Act.HOUR, number=_minutes(at))))
        for at in HOURS
    )
    nights = [
        Tap(
            _("Quiet {hours}").format(hours=_between(begins, ends)),
            encode(AlertTap(Act.QUIET, number=quiet_number(begins, ends))),
        )
        for begins, ends in NIGHTS
        if (begins, ends) != (settings.quiet_from, settings.quiet_until)
    ]
    never = Tap(_("No quiet hours"), encode(AlertTap(Act.QUIET)))
    sound = (
        Tap(_("With a sound"), encode(AlertTap(Act.SILENT)))
        if settings.silent
        else Tap(_("Without a sound"), encode(AlertTap(Act.SILENT, number=1)))
    )
    return (
        (Tap(_("Time zone"), encode_view(Target(View.SETTINGS, program, ZONE))),),
        hours,
        (*nights, *((never,) if is_quiet else ())),
        (sound, Tap(_("My alerts"), encode_view(Target(View.ALERTS, program)))),
    )


def _marked(label: str, is_current: bool) -> str:
    return _("{label} (current)").format(label=label) if is_current else label


def _between(begins: time, ends: time) -> str:
    return f"{hour(begins)}–{hour(ends)}"


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute

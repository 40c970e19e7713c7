"""/settings: when a chat is told, by buttons, by words, or by a shared location."""

import re
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from domain import places, zones
from domain.alerts.subscription import ChatSettings
from domain.states import NAME_BY_CODE
from domain.words import normalise
from handlers.access import may_choose
from handlers.alerts.storing import applying, say
from handlers.arrived import Arrived
from handlers.context import Context
from handlers.question import Question
from handlers.reply import toast
from messages.alerts import asking
from messages.alerts import settings as texts
from messages.alerts.taps import Act, AlertTap
from messages.message import Message
from messages.taps import Target
from storage import subscriptions

ACTS = frozenset({Act.HOUR, Act.QUIET, Act.SILENT})
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_HOUR = re.compile(rf"(?:(?:alert )?hour|at|time)\s+{_TIME}", re.IGNORECASE | re.ASCII)
_QUIET = re.compile(
    rf"quiet(?: hours)?(?: from)?\s+{_TIME}\s*(?:-|–|to|until)\s*{_TIME}", re.IGNORECASE | re.ASCII
)
_QUIET_OFF = re.compile(r"(?:no quiet|quiet)(?: hours)?(?: (?:off|none))?", re.IGNORECASE)
_SOUND = re.compile(r"(?:(silent|mute)|sound)(?: (on|off))?", re.IGNORECASE)
_ZONE = re.compile(r"(?:time ?)?zone\s*(.*)", re.IGNORECASE | re.DOTALL)


async def opened(arrived: Arrived, context: Context, question: Question, button: Target) -> None:
    """The settings, or the question where the readers are."""
    if button.subject != texts.ZONE:
        await _show(arrived, context, question, await _read(arrived, context, question))
    elif await may_choose(arrived.update, context):
        await say(arrived, context, texts.ask_zone(question.program.id))
    else:
        await toast(arrived.update, context, asking.only_administrators())


async def typed(arrived: Arrived, context: Context, question: Question, asked: Target) -> None:
    """Words after /settings, or in answer to the question where the readers are."""
    before, text = await _read(arrived, context, question), question.text.strip()
    if not text:
        await _show(arrived, context, question, before)
        return
    match = _ZONE.fullmatch(text)
    if match is not None and not match[1]:
        await say(arrived, context, texts.ask_zone(question.program.id))
        return
    chosen = _zone(question, before, match[1] if match else text)
    if not match and asked.subject != texts.ZONE:
        changed = changed_by(before, text)
        # A zone's or a place's name alone will do.
        chosen = changed if changed is not None else chosen if _is_named(chosen) else texts.not_understood()
    if isinstance(chosen, Message):
        await say(arrived, context, chosen)
    else:
        await _keep(arrived, context, question, chosen)


async def located(arrived: Arrived, context: Context, question: Question) -> bool:
    """Take a location as where the chat's reader is: it has no other use here. False where there is none."""
    message, asked = arrived.update.effective_message, arrived.awaited
    location = message.location if message else None
    if location is None or (asked is not None and asked.subject != texts.ZONE):
        return False
    import tzfpy  # its map of the zones takes a while to load

    zone = ZoneInfo(tzfpy.get_tz(location.longitude, location.latitude))
    before = await _read(arrived, context, question)
    await _keep(arrived, context, question, replace(before, zone=zone), texts.located())
    return True


async def tapped(arrived: Arrived, context: Context, question: Question, tap: AlertTap) -> None:
    """A button of the settings."""
    before = await _read(arrived, context, question)
    match tap.act:
        case Act.HOUR:
            chosen = replace(before, hour=texts.time_of(tap.number))
        case Act.QUIET:
            begins, ends = texts.quiet_of(tap.number) or (None, None)
            chosen = replace(before, quiet_from=begins, quiet_until=ends)
        case _:
            chosen = replace(before, silent=bool(tap.number))
    await _keep(arrived, context, question, chosen)


def changed_by(before: ChatSettings, text: str) -> ChatSettings | None:
    """The settings after words like "hour 8", "quiet 22-7" or "sound off"; None for other words."""
    if match := _HOUR.fullmatch(text):
        at = _time(*match.groups())
        return replace(before, hour=at) if at is not None else None
    if match := _QUIET.fullmatch(text):
        begins, ends = _time(*match.groups()[:3]), _time(*match.groups()[3:])
        if begins is None or ends is None or begins == ends:
            return None
        return replace(before, quiet_from=begins, quiet_until=ends)
    if _QUIET_OFF.fullmatch(text):
        return replace(before, quiet_from=None, quiet_until=None)
    if match := _SOUND.fullmatch(text):
        is_on = (match[2] or "on").lower() == "on"
        return replace(before, silent=is_on if match[1] else not is_on)
    return None


def zone_of(question: Question, text: str) -> ZoneInfo | Message | None:
    """The time zone that somebody means; a Message where it may be several, None for no place at all."""
    if zone := zones.named(text):
        return zone
    index = question.names[question.program.id]
    state = next((code for code, name in NAME_BY_CODE.items() if normalise(text) == normalise(name)), None)
    match places.find(index, text):
        case _ if state is not None:
            ids = [state.lower()]
        case places.Found(jurisdiction):
            ids = [jurisdiction.id]
        case places.NoRecord(found):
            ids = [place.id for place in found]
        case places.Choose(_, options, others):
            ids = [option.id for option in options] + [""] * bool(others)
        case places.NotFound():
            return None
    known = {index.gazetteer.zone(id) for id in ids}
    zone_name = known.pop()
    return ZoneInfo(zone_name) if zone_name and not known else texts.several_zones(text, question.program.id)


def _zone(question: Question, before: ChatSettings, text: str) -> ChatSettings | Message:
    found = zone_of(question, text)
    if isinstance(found, Message):
        return found
    return replace(before, zone=found) if found else texts.no_zone(text, question.program.id)


def _is_named(chosen: ChatSettings | Message) -> bool:
    return isinstance(chosen, ChatSettings)


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    if number > 23 or int(minute or 0) > 59:
        return None
    return time(number, int(minute or 0))


async def _read(arrived: Arrived, context: Context, question: Question) -> ChatSettings:
    async with context.services.database.read() as connection:
        return await subscriptions.settings(connection, arrived.asker.chat, question.viewer.zone)


async def _keep(
    arrived: Arrived, context: Context, question: Question, chosen: ChatSettings, notice: str = ""
) -> None:
    async with applying(arrived, context) as connection:
        if connection is not None:
            await subscriptions.set_settings(connection, arrived.asker.chat, chosen, context.services.now())
    await _show(arrived, context, question, await _read(arrived, context, question), notice or texts.kept())


async def _show(
    arrived: Arrived, context: Context, question: Question, settings: ChatSettings, notice: str = ""
) -> None:
    await say(arrived, context, texts.screen(settings, context.services.now(), question.program.id, notice))

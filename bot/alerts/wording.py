"""An alert as it is when it is sent: the facts of the catalogue as of the chat's own today."""

from zoneinfo import ZoneInfo

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import Target
from domain.record import Record
from domain.selfcheck.reminders import CheckReminder
from handlers import answers
from handlers.context import Services
from handlers.question import asked_in
from messages import alerts as texts
from messages import misses as misstexts
from messages.check import reminders as checkreminders
from messages.language import speak
from messages.message import Message
from storage import chats, misses
from storage.alerts.send import Claimed, Item
from storage.chats import Asker, Chat


async def word(services: Services, one: Claimed) -> Message | None:
    """The message of a delivery; None where there is nothing to tell any more."""
    viewer = services.viewer(Chat(one.chat, time_zone=one.time_zone, language=one.language))
    if one.kind == Kind.REMINDER:
        with speak(viewer.language):
            reminder = CheckReminder.of(one.about)
            return checkreminders.render(services.catalogue, reminder, one.id, is_repeat=one.unknowns > 0)
    if one.kind == Kind.ANSWER:
        return await _answer(services, one, viewer.language)
    found = [_alert(services, one, item, viewer.zone) for item in one.items]
    alerts = [alert for alert in found if alert is not None]
    if not alerts:
        return None
    alert = alerts[0]
    if one.kind == Kind.DIGEST:
        alert = Alert(
            one.id, Kind.DIGEST, alert.record, one.about, items=tuple(alerts), is_repeat=one.unknowns > 0
        )
    with speak(viewer.language):
        return texts.render(alert)


async def _answer(services: Services, one: Claimed, language: str) -> Message | None:
    """What was asked or reported once, answered."""
    async with services.database.read() as connection:
        miss = await misses.one(connection, int(one.about.rpartition(":")[2]))
        chat, _awaited = await chats.look_up(connection, Asker(one.chat, 0, 0), 0, services.now())
    if miss is None:
        return None
    with speak(language):
        question = asked_in(services, chat, miss.means, is_group=one.chat < 0)
        program = services.catalogue.program_by_id.get(miss.program, question.program)
        answer = answers.to_text(question.about(program)) if miss.means else None
        return misstexts.told(miss, answer)


def _alert(services: Services, one: Claimed, item: Item, zone: ZoneInfo) -> Alert | None:
    program = services.catalogue.program_by_id.get(item.program)
    if program is None:
        return None
    today = services.now().astimezone(zone).date()
    return Alert(
        number=one.id,
        kind=Kind(item.kind),
        record=Record(program, today, today, zone),
        subject=item.subject,
        value=item.value,
        lead=item.lead,
        targets=tuple(Target.of(topic) for topic in item.topics),
        before=one.before,
        is_repeat=one.unknowns > 0 and one.kind != Kind.DIGEST,
    )

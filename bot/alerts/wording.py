"""An alert as it is when it is sent: the facts of the catalogue as of the chat's own today."""

from zoneinfo import ZoneInfo

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import Target
from domain.record import Record
from domain.selfcheck.reminders import CheckReminder
from handlers.context import Services
from messages.alerts import alert as texts
from messages.check import reminders as checkreminders
from messages.language import speak
from messages.message import Message
from storage.alerts.send import Claimed, Item
from storage.chats import Chat


def word(services: Services, one: Claimed) -> Message | None:
    """The message of a delivery; None where there is nothing to tell any more."""
    viewer = services.viewer(Chat(one.chat, time_zone=one.time_zone, language=one.language))
    if one.kind == Kind.REMINDER:
        with speak(viewer.language):
            reminder = CheckReminder.of(one.about)
            return checkreminders.render(services.catalogue, reminder, one.id, is_repeat=one.unknowns > 0)
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

"""An alert as it is when it is sent: the facts of the catalogue as of the chat's own today."""

from collections.abc import Hashable
from zoneinfo import ZoneInfo

from domain.alerts.alert import Alert, Kind
from domain.alerts.subscription import Target
from domain.record import Record
from domain.selfcheck.reminders import CheckReminder
from handlers import answers
from handlers.context import Services, Viewer
from handlers.question import asked_in
from messages import misses as misstexts
from messages.alerts import alert as texts
from messages.alerts.taps import renumbered
from messages.check import reminders as checkreminders
from messages.language import speak
from messages.message import Message
from storage import chats, misses
from storage.alerts.claiming import Claimed, Item
from storage.chats import Asker, Chat

# A broadcast says the same to thousands of chats; of other texts so many are kept.
_KEPT = 256


class Wording:
    """Puts deliveries into words, once for all that say the same."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # By all that a text depends on: the delivery that it was first made for, and its message.
        self._said: dict[Hashable, tuple[int, Message | None]] = {}

    async def word(self, one: Claimed) -> Message | None:
        """The message of a delivery; None where there is nothing to tell any more."""
        services = self._services
        viewer = services.viewer(Chat(one.chat, time_zone=one.time_zone, language=one.language))
        if one.kind == Kind.REMINDER:
            with speak(viewer.language):
                reminder = CheckReminder.of(one.about)
                return checkreminders.render(services.catalogue, reminder, one.id, is_repeat=one.unknowns > 0)
        if one.kind == Kind.ANSWER:
            return await self._answer(one, viewer)
        same = (
            services.catalogue.revision, viewer.language, viewer.zone.key, viewer.today,
            one.kind, one.about, one.items, one.before, one.unknowns > 0,
        )  # fmt: skip
        if same not in self._said:
            if len(self._said) >= _KEPT:
                self._said.clear()
            self._said[same] = one.id, self._render(one, viewer)
        first, message = self._said[same]
        return message and renumbered(message, first, one.id)

    def _render(self, one: Claimed, viewer: Viewer) -> Message | None:
        found = [self._alert(one, item, viewer.zone) for item in one.items]
        alerts = [alert for alert in found if alert is not None]
        if not alerts:
            return None
        alert = alerts[0]
        if one.kind == Kind.DIGEST:
            alert = Alert(
                one.id,
                Kind.DIGEST,
                alert.record,
                one.about,
                items=tuple(alerts),
                is_repeat=one.unknowns > 0,
            )
        with speak(viewer.language):
            return texts.render(alert)

    async def _answer(self, one: Claimed, viewer: Viewer) -> Message | None:
        """What was asked or reported once, answered."""
        services = self._services
        async with services.database.read() as connection:
            miss = await misses.one(connection, int(one.about.rpartition(":")[2]))
            chat, _awaited = await chats.look_up(connection, Asker(one.chat, 0, 0), 0, services.now())
        if miss is None:
            return None
        await services.ready()
        with speak(viewer.language):
            question = asked_in(services, chat, miss.means, is_group=one.chat < 0)
            program = services.catalogue.program_by_id.get(miss.program, question.program)
            answer = answers.to_text(question.about(program)) if miss.means else None
            return misstexts.told(miss, answer, is_repeat=one.unknowns > 0)

    def _alert(self, one: Claimed, item: Item, zone: ZoneInfo) -> Alert | None:
        program = self._services.catalogue.program_by_id.get(item.program)
        if program is None:
            return None
        today = self._services.now().astimezone(zone).date()
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

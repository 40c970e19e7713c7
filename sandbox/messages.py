"""A message, and how the bot and the people see it."""

from dataclasses import dataclass, field

from sandbox.arguments import Json
from sandbox.chats import GENERAL, Chat, Person
from sandbox.entities import Entity
from sandbox.keyboards import NOTHING, Markup
from sandbox.text import Text


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, or, with `service`, what Telegram says somebody did.

    `thread` is a topic, or, outside of topics, the message that began a chain of replies.
    """

    id: int
    chat: Chat
    sender: Person
    date: int
    text: Text = field(default_factory=lambda: Text(""))
    markup: Markup = NOTHING
    reply_to: int = 0
    thread: int = 0
    edit_date: int = 0
    is_protected: bool = False
    service: Json = field(default_factory=dict)

    @property
    def is_in_topic(self) -> bool:
        return self.thread in self.chat.topics and self.thread != GENERAL

    @property
    def shown_reply(self) -> int:
        """What it answers; in a topic, where nothing else is answered, the message that opened the topic."""
        return self.reply_to or (self.thread if self.thread != self.id else 0)

    def to_json(self, replied: Json | None, people: dict[int, Person]) -> Json:
        """The message as the Bot API gives it."""
        shown: Json = {
            "message_id": self.id,
            "from": self.sender.to_user(),
            "chat": self.chat.to_json(),
            "date": self.date,
        }
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.thread:
            shown["message_thread_id"] = self.thread
        if self.is_in_topic:
            shown["is_topic_message"] = True
        if self.is_protected:
            shown["has_protected_content"] = True
        if replied:
            shown["reply_to_message"] = replied
        if self.service:
            return shown | self.service
        shown["text"] = self.text.plain
        if self.text.entities:
            shown["entities"] = [_entity(entity, people) for entity in self.text.entities]
        if self.markup.rows:
            shown["reply_markup"] = self.markup.to_json()
        return shown


def _entity(entity: Entity, people: dict[int, Person]) -> Json:
    shown = entity.to_json()
    if entity.type == "text_mention":
        person = people.get(int(entity.argument))
        # Telegram drops a mention of somebody unknown; plain text is the nearest to that.
        shown |= {"user": person.to_user()} if person else {"type": "mention"}
    return shown

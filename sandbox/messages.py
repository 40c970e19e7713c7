"""A message, and how the bot and the people see it."""

from dataclasses import dataclass, field

from sandbox.arguments import Json
from sandbox.attachments import Attachment
from sandbox.chats import GENERAL, Chat, Person
from sandbox.entities import Entity
from sandbox.keyboards import NOTHING, Markup
from sandbox.text import Text

# Telegram's own account, which stands for a group that speaks for itself.
ANONYMOUS = Person(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, or, with `service`, what Telegram says somebody did.

    `thread` is a topic, or, outside of topics, the message that began a chain of replies. With an attachment,
    the text is its caption. `album` joins what was sent together; `inline_id` is what the bot calls a message
    that somebody posted through it.
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
    attachment: Attachment | None = None
    album: str = ""
    via_bot: Person | None = None
    inline_id: str = ""

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
            **self._author(),
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
        if self.via_bot:
            shown["via_bot"] = self.via_bot.to_user()
        if self.album:
            shown["media_group_id"] = self.album
        if self.attachment:
            shown |= self.attachment.to_json()
        shown |= self._words(people)
        if self.markup.rows:
            shown["reply_markup"] = self.markup.to_json()
        return shown

    def _author(self) -> Json:
        """Who wrote it; in a channel, and when a group speaks for itself, that is the chat."""
        speaks_as_chat = self.sender.id == ANONYMOUS.id
        chat: Json = {"sender_chat": self.chat.to_json()} if self.chat.is_channel or speaks_as_chat else {}
        return chat if self.chat.is_channel else {"from": self.sender.to_user(), **chat}

    def _words(self, people: dict[int, Person]) -> Json:
        text, entities = ("caption", "caption_entities") if self.attachment else ("text", "entities")
        if self.attachment and not self.text.plain:
            return {}
        marked = [_entity(entity, people) for entity in self.text.entities]
        return {text: self.text.plain, **({entities: marked} if marked else {})}


def _entity(entity: Entity, people: dict[int, Person]) -> Json:
    shown = entity.to_json()
    if entity.type == "text_mention":
        person = people.get(int(entity.argument))
        # Telegram drops a mention of somebody unknown; plain text is the nearest to that.
        shown |= {"user": person.to_user()} if person else {"type": "mention"}
    return shown

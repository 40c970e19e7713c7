"""Everything the sandbox remembers: people, their chats with the bot, messages, menus, the log."""

import time
from dataclasses import dataclass, field, replace
from secrets import token_hex

from sandbox.arguments import Json, Refused
from sandbox.bell import Bell
from sandbox.entities import Entity
from sandbox.feed import Feed
from sandbox.keyboards import NOTHING, Markup
from sandbox.text import Text
from sandbox.updates import Updates

ANSWERABLE = 30.0  # seconds in which a tap may be answered

Menu = tuple[tuple[str, str], ...]  # commands with their descriptions


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and, for all but the bot, a private chat of the same number."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def to_user(self) -> Json:
        language = {"language_code": self.language_code} if self.language_code else {}
        return {"id": self.id, "is_bot": self.is_bot, **self._names(), **language}

    def to_chat(self) -> Json:
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    chat_id: int
    sender: Person
    date: int
    text: Text
    markup: Markup = NOTHING
    reply_to: int = 0
    edit_date: int = 0
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """A button somebody tapped, and when, by the monotonic clock."""

    person: Person
    chat_id: int
    at: float


@dataclass(slots=True)
class World:
    bot: Person
    bell: Bell = field(default_factory=Bell)
    boot: str = field(default_factory=lambda: token_hex(8))
    people: dict[int, Person] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    menus: dict[tuple[str, str], Menu] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    log: list[Json] = field(default_factory=list)
    feed: Feed = field(init=False)
    updates: Updates = field(init=False)
    _last_message: int = 0

    def __post_init__(self) -> None:
        self.feed = Feed(self.bell)
        self.updates = Updates(self.bell)

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.feed.publish("person", person.id, user=person.to_user(), commands=self.commands_for(person))

    def find_message(self, chat_id: int, message_id: int) -> Message | None:
        message = self.messages.get(message_id)
        return message if message and message.chat_id == chat_id else None

    def post(
        self,
        chat_id: int,
        sender: Person,
        text: Text,
        *,
        markup: Markup = NOTHING,
        reply_to: int = 0,
        is_protected: bool = False,
    ) -> Message:
        self._last_message += 1
        message = Message(
            id=self._last_message,
            chat_id=chat_id,
            sender=sender,
            date=int(time.time()),
            text=text,
            markup=markup,
            reply_to=reply_to,
            is_protected=is_protected,
        )
        self.messages[message.id] = message
        self.feed.publish("message", chat_id, message=self.show_to_person(message))
        return message

    def change(self, message: Message, text: Text, markup: Markup) -> Message:
        if (message.text, message.markup) == (text, markup):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly"
                " the same as a current content and reply markup of the message"
            )
        changed = replace(message, text=text, markup=markup, edit_date=int(time.time()))
        self.messages[message.id] = changed
        self.feed.publish("edit", message.chat_id, message=self.show_to_person(changed))
        return changed

    def remove(self, message: Message) -> None:
        del self.messages[message.id]
        self.feed.publish("delete", message.chat_id, message_id=message.id)

    def note(self, method: str, arguments: dict[str, str], chat_id: int, message_id: int) -> None:
        """Write an accepted call into the log."""
        self.log.append({
            "seq": len(self.log) + 1, "method": method, "at": time.time(),
            "chat_id": chat_id, "message_id": message_id, "arguments": arguments,
        })  # fmt: skip

    def show(self, message: Message, *, with_reply: bool = True) -> Json:
        """The message as the Bot API gives it."""
        shown: Json = {
            "message_id": message.id,
            "from": message.sender.to_user(),
            "chat": self.people[message.chat_id].to_chat(),
            "date": message.date,
        }
        if message.edit_date:
            shown["edit_date"] = message.edit_date
        if message.is_protected:
            shown["has_protected_content"] = True
        replied = self.messages.get(message.reply_to)
        if with_reply and replied:
            shown["reply_to_message"] = self.show(replied, with_reply=False)
        shown["text"] = message.text.plain
        if message.text.entities:
            shown["entities"] = [self._show_entity(entity) for entity in message.text.entities]
        if message.markup.rows:
            shown["reply_markup"] = message.markup.to_json()
        return shown

    def show_to_person(self, message: Message) -> Json:
        """The same with what only a client sees: a request for a reply."""
        shown = self.show(message)
        if message.markup.asks_reply:
            shown["force_reply"] = {"input_field_placeholder": message.markup.placeholder}
        return shown

    def commands_for(self, person: Person) -> list[Json]:
        """The menu a person finds in the private chat: the most particular one there is."""
        for scope in (f"chat {person.id}", "all_private_chats", "default"):
            for language in dict.fromkeys((person.language_code[:2], "")):
                if menu := self.menus.get((scope, language)):
                    return show_menu(menu)
        return []

    def _show_entity(self, entity: Entity) -> Json:
        shown = entity.to_json()
        if entity.type == "text_mention":
            person = self.people.get(int(entity.argument))
            # Telegram drops a mention of somebody unknown; plain text is the nearest to that.
            shown |= {"user": person.to_user()} if person else {"type": "mention"}
        return shown


def show_menu(menu: Menu) -> list[Json]:
    return [{"command": command, "description": description} for command, description in menu]

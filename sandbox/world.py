"""Everything the sandbox remembers: people, chats, messages, menus, the log."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from secrets import token_hex

from sandbox.arguments import Json, Refused
from sandbox.bell import Bell
from sandbox.chats import GENERAL, Chat, Person, Status, Topic
from sandbox.feed import Feed
from sandbox.keyboards import NOTHING, Markup
from sandbox.menus import Menus
from sandbox.messages import Message
from sandbox.text import Text
from sandbox.updates import Updates

ANSWERABLE = 30.0  # seconds in which a tap may be answered
# Beyond 32 bits, as at Telegram; a supergroup's number begins with -100.
_LAST_NUMBERS = {"group": -4_000_000_000, "supergroup": -1_002_000_000_000}


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
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    menus: Menus = field(default_factory=Menus)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    log: list[Json] = field(default_factory=list)
    feed: Feed = field(init=False)
    updates: Updates = field(init=False)
    _last_messages: Counter[int] = field(default_factory=Counter)
    _groups: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.feed = Feed(self.bell)
        self.updates = Updates(self.bell)

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        members = {person.id: Status.MEMBER, self.bot.id: Status.MEMBER}
        chat = self.chats[person.id] = Chat(person.id, "private", person=person, statuses=members)
        self.feed.publish("person", person.id, user=person.to_user(), chat=self.show_chat(chat),
                          commands=self.menus.commands(chat, person))  # fmt: skip

    def add_group(self, kind: str, title: str, is_forum: bool, statuses: dict[int, Status]) -> Chat:
        self._groups[kind] += 1
        number = _LAST_NUMBERS[kind] - self._groups[kind]
        chat = self.chats[number] = Chat(
            number, kind, title=title, is_forum=is_forum, statuses=dict(statuses)
        )
        if is_forum:
            chat.topics[GENERAL] = Topic(GENERAL, "General")
        return chat

    def user(self, user_id: int) -> Person | None:
        """The person of that number, or the bot."""
        return self.bot if user_id == self.bot.id else self.people.get(user_id)

    def find_message(self, chat_id: int, message_id: int) -> Message | None:
        return self.messages.get((chat_id, message_id))

    def post(
        self,
        chat: Chat,
        sender: Person,
        text: Text,
        *,
        markup: Markup = NOTHING,
        reply_to: int = 0,
        thread: int = 0,
        is_protected: bool = False,
    ) -> Message:
        return self._add(Message(
            self._next_message(chat), chat, sender, int(time.time()), text, markup=markup, reply_to=reply_to,
            thread=thread or self._chain(chat, reply_to), is_protected=is_protected,
        ))  # fmt: skip

    def announce(self, chat: Chat, sender: Person, service: Json, thread: int = 0) -> Message:
        """Post what Telegram says about something that somebody did."""
        number = self._next_message(chat)
        return self._add(Message(number, chat, sender, int(time.time()), thread=thread, service=service))

    def number_next(self, chat: Chat) -> int:
        """The number that the next message will have."""
        return self._last_messages[_counting(chat)] + 1

    def change(self, message: Message, text: Text, markup: Markup) -> Message:
        if (message.text, message.markup) == (text, markup):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly"
                " the same as a current content and reply markup of the message"
            )
        changed = replace(message, text=text, markup=markup, edit_date=int(time.time()))
        self.messages[message.chat.id, message.id] = changed
        self.feed.publish("edit", message.chat.id, message=self.show_to_person(changed))
        return changed

    def remove(self, message: Message) -> None:
        del self.messages[message.chat.id, message.id]
        self.feed.publish("delete", message.chat.id, message_id=message.id)

    def note(self, method: str, arguments: dict[str, str], chat_id: int, message_id: int) -> None:
        """Write an accepted call into the log."""
        self.log.append({
            "seq": len(self.log) + 1, "method": method, "at": time.time(),
            "chat_id": chat_id, "message_id": message_id, "arguments": arguments, "outcome": "answered",
        })  # fmt: skip

    def show(self, message: Message) -> Json:
        """The message as the Bot API gives it, with the one it answers."""
        replied = self.find_message(message.chat.id, message.shown_reply)
        shown = replied.to_json(None, self.people) if replied else None
        return message.to_json(shown, self.people)

    def show_to_person(self, message: Message) -> Json:
        """The same with what only a client sees: a request for a reply, and whom it is for."""
        shown = self.show(message)
        if message.markup.asks_reply:
            shown["force_reply"] = {
                "input_field_placeholder": message.markup.placeholder,
                "for": self._asked(message),
            }
        return shown

    def show_chat(self, chat: Chat) -> Json:
        """The chat as its people see it: who is in it, with each one's menu, and its topics."""
        members = [
            {"user_id": user_id, "status": chat.status(user_id), "commands": self._commands(chat, user_id)}
            for user_id in chat.members()
        ]
        return {
            **chat.to_json(), "members": members, "topics": [t.to_json() for t in chat.topics.values()],
            **({"menu_button": self.menus.button(chat.id)} if chat.is_private else {}),
        }  # fmt: skip

    def publish_chat(self, chat: Chat) -> None:
        self.feed.publish("chat", chat.id, chat=self.show_chat(chat))

    def _add(self, message: Message) -> Message:
        self.messages[message.chat.id, message.id] = message
        self.feed.publish("message", message.chat.id, message=self.show_to_person(message))
        return message

    def _next_message(self, chat: Chat) -> int:
        self._last_messages[_counting(chat)] += 1
        return self._last_messages[_counting(chat)]

    def _chain(self, chat: Chat, reply_to: int) -> int:
        """Where a reply belongs: the topic of what it answers, or the first message of the chain."""
        replied = self.find_message(chat.id, reply_to)
        if chat.type != "supergroup" or replied is None:
            return 0
        return replied.thread or replied.id

    def _commands(self, chat: Chat, user_id: int) -> list[Json]:
        person = self.people.get(user_id)
        return self.menus.commands(chat, person) if person else []

    def _asked(self, message: Message) -> list[int]:
        """Whose reply is wanted: everybody's, or, if selective, of those named and the one answered."""
        people = [self.people[user_id] for user_id in message.chat.members() if user_id in self.people]
        if not message.markup.is_selective or message.chat.is_private:
            return [person.id for person in people]
        replied = self.find_message(message.chat.id, message.reply_to)
        named = {str(replied.sender.id)} if replied else set()
        plain = message.text.plain.encode("utf-16-le")
        for entity in message.text.entities:
            if entity.type == "text_mention":
                named.add(entity.argument)
            elif entity.type == "mention":
                named.add(plain[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower())
        return [p.id for p in people if str(p.id) in named or f"@{p.username.lower()}" in named]


def _counting(chat: Chat) -> int:
    """Supergroups count their messages by themselves; all other chats of the bot count together."""
    return chat.id if chat.type == "supergroup" else 0

"""Who there is, and where they talk: people, private chats with the bot, groups, topics and channels."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.arguments import Json

GENERAL = 1  # the number of a forum's first topic; its messages do not carry it


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
        return {"id": self.id, "is_bot": self.is_bot, **self.names(), **language}

    def names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    is_closed: bool = False

    def to_json(self) -> Json:
        return {"message_thread_id": self.id, "name": self.name, "is_closed": self.is_closed}


@dataclass(slots=True)
class Chat:
    """A private chat, a group, a supergroup or a channel, with everybody who is or was in it, the bot too.

    `upgraded_to` is the supergroup that a group has become; `silent` are administrators of a channel who may
    not post.
    """

    id: int
    type: str
    title: str = ""
    person: Person | None = None
    is_forum: bool = False
    statuses: dict[int, Status] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    upgraded_to: int = 0
    silent: set[int] = field(default_factory=set)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def is_channel(self) -> bool:
        return self.type == "channel"

    def knows(self, user_id: int) -> bool:
        """Has this user ever been here?"""
        return user_id in self.statuses

    def status(self, user_id: int) -> Status:
        return self.statuses.get(user_id, Status.LEFT)

    def has(self, user_id: int) -> bool:
        return self.status(user_id) not in (Status.LEFT, Status.KICKED)

    def is_led_by(self, user_id: int) -> bool:
        return self.status(user_id) in (Status.CREATOR, Status.ADMINISTRATOR)

    def members(self) -> list[int]:
        return [user_id for user_id in self.statuses if self.has(user_id)]

    def administrators(self) -> list[int]:
        return [user_id for user_id in self.statuses if self.is_led_by(user_id)]

    def may_post(self, user_id: int) -> bool:
        return not self.is_channel or (self.is_led_by(user_id) and user_id not in self.silent)

    def is_closed_to(self, user_id: int, thread: int) -> bool:
        """May this user not write in this topic, because somebody closed it?"""
        topic = self.topics.get(thread) or self.topics.get(GENERAL)
        return topic is not None and topic.is_closed and not self.is_led_by(user_id)

    def to_json(self) -> Json:
        if self.person:
            return {"id": self.id, "type": self.type, **self.person.names()}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "title": self.title, "type": self.type, **forum}

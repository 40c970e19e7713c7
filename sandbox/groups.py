"""Groups, channels and topics, over HTTP: people make them, open topics and close them."""

from aiohttp import web

from sandbox import finding
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, flag, name, number, numbers, string
from sandbox.chats import GENERAL, Chat, Person, Status, Topic
from sandbox.membership import announce, become, check_leads
from sandbox.world import World

_LONGEST_TITLE = 128
_BLUE = 0x6FB9F0  # a topic's color if nobody chooses one


class GroupsApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/chats", checked(self.found)),
            web.post("/_sandbox/topics", checked(self.open_or_close)),
        ]

    async def found(self, body: Json) -> Json:
        kind, title, is_forum = string(body, "type"), _title(body, "title"), flag(body, "is_forum")
        if kind not in ("group", "supergroup", "channel"):
            raise Wrong("type must be group, supergroup or channel")
        if is_forum and kind != "supergroup":
            raise Wrong("only a supergroup can be a forum")
        creator = finding.person(self.world, number(body, "creator"))
        founder = {creator.id: Status.CREATOR}  # comes first, whatever else the lists say of them
        statuses = founder | self._statuses(body) | founder
        bot = statuses.pop(self.world.bot.id, None)
        if kind == "channel" and bot is Status.MEMBER:
            raise Wrong("a bot is in a channel only as an administrator")
        chat = self.world.add_group(kind, title, is_forum, statuses)
        if bot and kind == "group":  # a bot is there when a basic group begins; to others it is added
            become(self.world, chat, creator, self.world.bot, Status.MEMBER)
        else:
            self.world.publish_chat(chat)
        announce(self.world, chat, creator, {f"{kind}_chat_created": True})
        if bot and kind == "supergroup":
            become(self.world, chat, creator, self.world.bot, Status.MEMBER)
            announce(self.world, chat, creator, {"new_chat_members": [self.world.bot.to_user()]})
        if bot is Status.ADMINISTRATOR:
            become(self.world, chat, creator, self.world.bot, Status.ADMINISTRATOR)
        return {"chat_id": chat.id}

    async def open_or_close(self, body: Json) -> Json:
        chat = finding.chat(self.world, body)
        if not chat.is_forum:
            raise Wrong("only a forum has topics")
        person = finding.member(self.world, chat, number(body, "from_id", chat.administrators()[0]))
        if "is_closed" in body:
            return self._close(chat, person, number(body, "message_thread_id"), flag(body, "is_closed"))
        thread = self.world.number_next(chat)
        topic = Topic(thread, _title(body, "name"))
        chat.topics[thread] = topic
        self.world.publish_chat(chat)
        created: Json = {"forum_topic_created": {"name": topic.name, "icon_color": _BLUE}}
        return {"message_thread_id": thread, "update_id": announce(self.world, chat, person, created, thread)}

    def _close(self, chat: Chat, person: Person, thread: int, is_closed: bool) -> Json:
        topic = chat.topics.get(thread)
        if topic is None:
            raise Wrong("there is no such topic")
        check_leads(chat, person.id)
        if topic.is_closed == is_closed:
            raise Wrong(f"the topic is {'closed' if is_closed else 'open'} already")
        topic.is_closed = is_closed
        self.world.publish_chat(chat)
        done: Json = {"forum_topic_closed" if is_closed else "forum_topic_reopened": {}}
        posted_in = 0 if thread == GENERAL else thread
        return {"message_thread_id": thread, "update_id": announce(self.world, chat, person, done, posted_in)}

    def _statuses(self, body: Json) -> dict[int, Status]:
        members = dict.fromkeys(numbers(body, "members"), Status.MEMBER)
        statuses = members | dict.fromkeys(numbers(body, "administrators"), Status.ADMINISTRATOR)
        return {finding.user(self.world, user_id).id: status for user_id, status in statuses.items()}


def _title(body: Json, field: str) -> str:
    title = name(body, field, _LONGEST_TITLE).strip()
    if not title:
        raise Wrong(f"{field} is empty")
    return title

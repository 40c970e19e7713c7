"""What people do, over HTTP: the page and the tests write, tap and look on."""

import time
from collections.abc import Callable
from secrets import randbits

from aiohttp import web

from sandbox import entities, finding, hearing, text
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, name, number, query_number, string
from sandbox.chats import GENERAL, Chat, Person
from sandbox.world import Tap, World

_LONGEST_WAIT = 25.0  # seconds


class PeopleApi:
    def __init__(self, world: World, show_bench: Callable[[], Json]) -> None:
        self.world = world
        self._show_bench = show_bench

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sandbox/state", self.state),
            web.get("/_sandbox/events", self.events),
            web.get("/_sandbox/log", self.log),
            web.post("/_sandbox/messages", checked(self.write)),
            web.post("/_sandbox/taps", checked(self.tap)),
            web.post("/_sandbox/people", checked(self.join)),
        ]

    async def state(self, request: web.Request) -> web.Response:
        world = self.world
        return web.json_response({
            "boot": world.boot,
            "seq": world.feed.last,
            "bot": {**world.bot.to_user(), "description": world.descriptions.get(("description", ""), "")},
            "people": [person.to_user() for person in world.people.values()],
            "chats": [
                {
                    **world.show_chat(chat),
                    **({"commands": world.menus.commands(chat, chat.person)} if chat.person else {}),
                }
                for chat in world.chats.values()
            ],
            "messages": [world.show_to_person(message) for message in world.messages.values()],
            **self._show_bench(),
        })  # fmt: skip

    async def events(self, request: web.Request) -> web.Response:
        after = query_number(request, "after")
        wait = min(query_number(request, "wait", 25), _LONGEST_WAIT)
        if request.query.get("boot", self.world.boot) != self.world.boot:
            wait = 0  # whoever asks has followed a sandbox that is gone, and has to begin again
        events = await self.world.feed.after(after, wait)
        return web.json_response({"boot": self.world.boot, "seq": self.world.feed.last, "events": events})

    async def log(self, request: web.Request) -> web.Response:
        after = query_number(request, "after")
        return web.json_response({"seq": len(self.world.log), "log": self.world.log[after:]})

    async def write(self, body: Json) -> Json:
        chat, person = self._place(body)
        content = text.read_from_person(string(body, "text"))
        if not content.plain:
            raise Wrong("the text is empty")
        if entities.units(content.plain) > text.LIMIT:
            raise Wrong(f"the text is longer than {text.LIMIT} UTF-16 units; send it in parts")
        reply_to = number(body, "reply_to_message_id", 0)
        thread = self._thread(chat, person, number(body, "message_thread_id", 0), reply_to)
        message = self.world.post(chat, person, content, reply_to=reply_to, thread=thread)
        return {"update_id": hearing.tell(self.world, message), "message_id": message.id}

    async def tap(self, body: Json) -> Json:
        chat, person = self._place(body)
        data = string(body, "data")
        message = self.world.find_message(chat.id, number(body, "message_id"))
        if message is None or not message.markup.has_callback(data):
            raise Wrong("that button is not on the message now")
        if not chat.has(self.world.bot.id):
            raise Wrong("the bot is not in the chat any more")
        query_id = str(randbits(62))
        self.world.taps[query_id] = Tap(person, chat.id, time.monotonic())
        query: Json = {
            "id": query_id,
            "from": person.to_user(),
            "message": self.world.show(message),
            "chat_instance": str(chat.id),
            "data": data,
        }
        return {"update_id": self.world.updates.add("callback_query", query), "callback_query_id": query_id}

    async def join(self, body: Json) -> Json:
        person = Person(
            number(body, "id"), name(body, "first_name"), name(body, "last_name"),
            name(body, "username"), name(body, "language_code"),
        )  # fmt: skip
        if person.id <= 0 or not person.first_name:
            raise Wrong("a person has an id above 0 and a first_name")
        if person.id in self.world.people or person.id == self.world.bot.id:
            raise Wrong("there is somebody with this id")
        self.world.add_person(person)
        return {"chat_id": person.id}

    def _place(self, body: Json) -> tuple[Chat, Person]:
        chat = finding.chat(self.world, body)
        person = finding.member(self.world, chat, number(body, "from_id"))
        if chat.is_private and not chat.has(self.world.bot.id):
            raise Wrong("that person has blocked the bot; unblock it first")
        return chat, person

    def _thread(self, chat: Chat, person: Person, thread: int, reply_to: int) -> int:
        """The topic to write in: the one that is named, or the one of the message to reply to."""
        if thread and (thread == GENERAL or thread not in chat.topics):
            raise Wrong("there is no such topic; General has no number")
        replied = self.world.find_message(chat.id, reply_to)
        if reply_to and replied is None:
            raise Wrong("the message to reply to is not there")
        replied_in = replied.thread if replied and replied.is_in_topic else 0
        if thread and replied and replied_in != thread:
            raise Wrong("the message to reply to is in another topic")
        thread = thread or replied_in
        if chat.is_closed_to(person.id, thread):
            raise Wrong("the topic is closed")
        return thread

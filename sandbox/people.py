"""What people do, over HTTP: the page and the tests join, tap and look on."""

import time
from collections.abc import Callable
from secrets import randbits

from aiohttp import web

from sandbox import finding
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, name, number, query_number, string
from sandbox.chats import Person
from sandbox.messages import Message
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

    async def tap(self, body: Json) -> Json:
        chat, person = finding.place(self.world, body)
        data = string(body, "data")
        message = self.world.find_message(chat.id, number(body, "message_id"))
        if message is None or not message.markup.has_callback(data):
            raise Wrong("that button is not on the message now")
        if not chat.has(self.world.bot.id) and not message.inline_id:
            raise Wrong("the bot is not in the chat any more")
        query_id = str(randbits(62))
        self.world.taps[query_id] = Tap(person, chat.id, time.monotonic())
        query: Json = {
            "id": query_id,
            "from": person.to_user(),
            **self._tapped(message),
            "chat_instance": str(chat.id),
            "data": data,
        }
        return {"update_id": self.world.updates.add("callback_query", query), "callback_query_id": query_id}

    def _tapped(self, message: Message) -> Json:
        """The message as the bot knows it; one that was posted through it only by a name."""
        if message.inline_id:
            return {"inline_message_id": message.inline_id}
        return {"message": self.world.show(message)}

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

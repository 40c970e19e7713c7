"""What people do, over HTTP: the page and the tests write, tap and look on."""

import time
from collections.abc import Awaitable, Callable
from secrets import randbits

from aiohttp import web

from sandbox import entities, text
from sandbox.arguments import Json
from sandbox.world import Person, Tap, World

_LONGEST_WAIT = 25.0  # seconds
_LONGEST_NAME = 64


class Wrong(Exception):
    """A request that makes no sense, with a sentence saying why."""


class PeopleApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/_sandbox/state", self.state),
            web.get("/_sandbox/events", self.events),
            web.get("/_sandbox/log", self.log),
            web.post("/_sandbox/messages", _checked(self.write)),
            web.post("/_sandbox/taps", _checked(self.tap)),
            web.post("/_sandbox/people", _checked(self.join)),
        ]

    async def state(self, request: web.Request) -> web.Response:
        world = self.world
        return web.json_response({
            "boot": world.boot,
            "seq": world.feed.last,
            "bot": {**world.bot.to_user(), "description": world.descriptions.get(("description", ""), "")},
            "people": [person.to_user() for person in world.people.values()],
            "chats": [
                {**person.to_chat(), "commands": world.commands_for(person)}
                for person in world.people.values()
            ],
            "messages": [world.show_to_person(message) for message in world.messages.values()],
        })  # fmt: skip

    async def events(self, request: web.Request) -> web.Response:
        after = _integer(request.query.get("after", "0"))
        wait = min(_integer(request.query.get("wait", "25")), _LONGEST_WAIT)
        if request.query.get("boot", self.world.boot) != self.world.boot:
            wait = 0  # whoever asks has followed a sandbox that is gone, and has to begin again
        events = await self.world.feed.after(after, wait)
        return web.json_response({"boot": self.world.boot, "seq": self.world.feed.last, "events": events})

    async def log(self, request: web.Request) -> web.Response:
        after = max(_integer(request.query.get("after", "0")), 0)
        return web.json_response({"seq": len(self.world.log), "log": self.world.log[after:]})

    async def write(self, body: Json) -> Json:
        chat_id, person = self._place(body)
        content = text.read_from_person(_string(body, "text"))
        if not content.plain:
            raise Wrong("the text is empty")
        if entities.units(content.plain) > text.LIMIT:
            raise Wrong(f"the text is longer than {text.LIMIT} UTF-16 units; send it in parts")
        reply_to = _number(body, "reply_to_message_id", 0)
        if reply_to and not self.world.find_message(chat_id, reply_to):
            raise Wrong("the message to reply to is not there")
        message = self.world.post(chat_id, person, content, reply_to=reply_to)
        update_id = self.world.updates.add("message", self.world.show(message))
        return {"update_id": update_id, "message_id": message.id}

    async def tap(self, body: Json) -> Json:
        chat_id, person = self._place(body)
        data = _string(body, "data")
        message = self.world.find_message(chat_id, _number(body, "message_id"))
        if message is None or not message.markup.has_callback(data):
            raise Wrong("that button is not on the message now")
        number = str(randbits(62))
        self.world.taps[number] = Tap(person, chat_id, time.monotonic())
        query: Json = {
            "id": number,
            "from": person.to_user(),
            "message": self.world.show(message),
            "chat_instance": str(chat_id),
            "data": data,
        }
        return {"update_id": self.world.updates.add("callback_query", query), "callback_query_id": number}

    async def join(self, body: Json) -> Json:
        person = Person(
            _number(body, "id"), _name(body, "first_name"), _name(body, "last_name"),
            _name(body, "username"), _name(body, "language_code"),
        )  # fmt: skip
        if person.id <= 0 or not person.first_name:
            raise Wrong("a person has an id above 0 and a first_name")
        if person.id in self.world.people or person.id == self.world.bot.id:
            raise Wrong("there is somebody with this id")
        self.world.add_person(person)
        return {"chat_id": person.id}

    def _place(self, body: Json) -> tuple[int, Person]:
        chat_id, person = _number(body, "chat_id"), self.world.people.get(_number(body, "from_id"))
        if chat_id not in self.world.people:
            raise Wrong("there is no such chat")
        if person is None or person.id != chat_id:
            raise Wrong("that person is not in the chat")
        return chat_id, person


def _checked(act: Callable[[Json], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Only JSON is read: no form of another page can send it without asking the browser first."""

    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"error": "only application/json is accepted"}, status=415)
        try:
            body = await request.json()
        except ValueError:
            return web.json_response({"error": "the body is not JSON"}, status=400)
        try:
            if not isinstance(body, dict):
                raise Wrong("a JSON object is expected")
            return web.json_response(await act(body))
        except Wrong as wrong:
            return web.json_response({"error": str(wrong)}, status=400)

    return handle


def _integer(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _number(body: Json, name: str, default: int | None = None) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"{name} must be a number")
    return value


def _string(body: Json, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Wrong(f"{name} must be a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Wrong(f"{name} has half a character") from None
    return value


def _name(body: Json, name: str) -> str:
    value = _string(body, name, "")
    if len(value) > _LONGEST_NAME:
        raise Wrong(f"{name} is longer than {_LONGEST_NAME} characters")
    return value

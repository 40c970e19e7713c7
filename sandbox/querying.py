"""Inline queries of people, over HTTP: they ask the bot from any chat, and post one of its answers."""

import time

from aiohttp import web

from sandbox import finding, hearing, text
from sandbox.arguments import Json
from sandbox.bodies import Wrong, checked, number, string
from sandbox.chats import Chat
from sandbox.queries import Query, Result
from sandbox.world import World

_LONGEST_QUERY = 256


class InlineApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/inline", checked(self.ask)),
            web.post("/_sandbox/inline_choices", checked(self.choose)),
            web.post("/_sandbox/guests", checked(self.call)),
        ]

    async def ask(self, body: Json) -> Json:
        person = finding.person(self.world, number(body, "from_id"))
        words = string(body, "query")
        if len(words) > _LONGEST_QUERY:
            raise Wrong(f"a query has at most {_LONGEST_QUERY} characters")
        chat = finding.chat(self.world, body) if "chat_id" in body else None
        query = self.world.queries.ask(person, words, chat.id if chat else 0, time.monotonic())
        shown: Json = {
            "id": query.id, "from": person.to_user(), "query": words, "offset": string(body, "offset", ""),
            **({"chat_type": "sender" if chat.is_private else chat.type} if chat else {}),
        }  # fmt: skip
        return {"inline_query_id": query.id, "update_id": self.world.updates.add("inline_query", shown)}

    async def choose(self, body: Json) -> Json:
        query = self.world.queries.asked.get(string(body, "inline_query_id"))
        if query is None or query.person.id != number(body, "from_id"):
            raise Wrong("that person has not asked this")
        result = query.results.get(string(body, "result_id"))
        if result is None:
            raise Wrong("there is no such result")
        chat, person = finding.place(self.world, body)
        finding.check_may_write(chat, person)
        return self._post(query, result, chat)

    async def call(self, body: Json) -> Json:
        """The bot is called by its name in a chat that it is not in."""
        chat, person = finding.place(self.world, body)
        finding.check_may_write(chat, person)
        if chat.is_private or chat.has(self.world.bot.id):
            raise Wrong("a guest is called to a chat that the bot is not in")
        message = self.world.post(chat, person, text.read_from_person(string(body, "text")))
        query = self.world.queries.ask(person, message.text.plain, chat.id, time.monotonic())
        shown = self.world.show(message) | {"guest_query_id": query.id}
        return {
            "message_id": message.id,
            "guest_query_id": query.id,
            "update_id": self.world.updates.add("guest_message", shown),
        }

    def _post(self, query: Query, result: Result, chat: Chat) -> Json:
        world = self.world
        inline_id = world.queries.name_post(chat.id, world.number_next(chat)) if result.markup.rows else ""
        message = world.post(
            chat, query.person, result.text, markup=result.markup, via_bot=world.bot, inline_id=inline_id
        )
        chosen: Json = {
            "result_id": result.id, "from": query.person.to_user(), "query": query.text,
            **({"inline_message_id": inline_id} if inline_id else {}),
        }  # fmt: skip
        world.updates.add("chosen_inline_result", chosen)
        return {"message_id": message.id, "update_id": hearing.tell(world, message)}

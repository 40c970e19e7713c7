"""What people post, over HTTP: words, files, places; and what they change afterwards."""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from secrets import randbits

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from sandbox import entities, finding, hearing, text
from sandbox.arguments import Json, Refused
from sandbox.attachments import Attachment, File, Location
from sandbox.bodies import Wrong, checked, name, number, string
from sandbox.chats import GENERAL, Chat, Person
from sandbox.messages import Message
from sandbox.text import Text
from sandbox.world import World

_MOST_FILES = 10
_LONGEST_NAME = 255


class WritingApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/messages", checked(self.write)),
            web.post("/_sandbox/edits", checked(self.edit)),
            web.get("/_sandbox/files/{unique_id}", self.show_file),
        ]

    async def write(self, body: Json) -> Json:
        chat, person = finding.place(self.world, body)
        reply_to = number(body, "reply_to_message_id", 0)
        thread = self._thread(chat, person, number(body, "message_thread_id", 0), reply_to)
        finding.check_may_write(chat, person)
        content, attachments = self._content(body)
        album = str(randbits(62)) if len(attachments) > 1 else ""
        captions = [content, *[Text("")] * (len(attachments) - 1)]
        posted = [
            self.world.post(chat, person, words, attachment=attachment, album=album, reply_to=reply_to,
                            thread=thread)
            for words, attachment in zip(captions, attachments, strict=True)
        ]  # fmt: skip
        told = [hearing.tell(self.world, message) for message in posted]
        if album:
            return {"update_ids": told, "message_ids": [message.id for message in posted]}
        return {"update_id": told[0], "message_id": posted[0].id}

    async def edit(self, body: Json) -> Json:
        """The words of a message, or those below its file."""
        chat, person = finding.place(self.world, body)
        message = self.world.find_message(chat.id, number(body, "message_id"))
        if message is None or message.service:
            raise Wrong("there is no such message to change")
        if message.sender != person and not (chat.is_channel and chat.may_post(person.id)):
            raise Wrong("that is somebody else's message")
        if isinstance(message.attachment, Location):
            raise Wrong("a place has no words to change")
        content = _words(string(body, "text"), text.CAPTION_LIMIT if message.attachment else text.LIMIT)
        if not content.plain and message.attachment is None:
            raise Wrong("the text is empty")
        return {"update_id": hearing.tell_edit(self.world, self._changed(message, content))}

    async def show_file(self, request: web.Request) -> web.Response:
        file = self.world.files.by_unique_id(request.match_info["unique_id"])
        if file is None:
            raise web.HTTPNotFound()
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if file.kind != "photo":
            headers["Content-Disposition"] = content_disposition_header("attachment", filename=file.name)
        return web.Response(body=file.data, content_type=file.mime_type, headers=headers)

    def _changed(self, message: Message, content: Text) -> Message:
        try:
            return self.world.change(message, content, message.markup)
        except Refused:
            raise Wrong("that changes nothing") from None

    def _content(self, body: Json) -> tuple[Text, Sequence[Attachment | None]]:
        """The words, and what each message holds besides; words alone are one message that holds nothing."""
        if "location" in body:
            return Text(""), [_location(body["location"])]
        files = body.get("files", [])
        if not isinstance(files, list) or len(files) > _MOST_FILES:
            raise Wrong(f"files must be a list of at most {_MOST_FILES}")
        if not files:
            content = _words(string(body, "text"), text.LIMIT)
            if not content.plain:
                raise Wrong("the text is empty")
            return content, [None]
        content = _words(string(body, "text", ""), text.CAPTION_LIMIT)
        if len({item.get("kind") for item in files if isinstance(item, dict)}) > 1:
            raise Wrong("photos and documents cannot be mixed in an album")
        return content, [self._file(item) for item in files]

    def _file(self, item: object) -> File:
        if not isinstance(item, dict) or item.get("kind") not in ("photo", "document"):
            raise Wrong("a file has kind (photo or document), name, mime_type and data")
        try:
            data = b64decode(string(item, "data"), validate=True)
        except binascii.Error:
            raise Wrong("data must be base64") from None
        called, mime_type = name(item, "name", _LONGEST_NAME), string(item, "mime_type", "")
        try:
            return self.world.files.add(item["kind"], called or "file", mime_type, data)
        except Refused as refused:
            raise Wrong(f"this is no {item['kind']}: {refused.description}") from None

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


def _words(source: str, limit: int) -> Text:
    content = text.read_from_person(source)
    if entities.units(content.plain) > limit:
        raise Wrong(f"the text is longer than {limit} UTF-16 units; send it in parts")
    return content


def _location(value: object) -> Location:
    if not isinstance(value, dict):
        raise Wrong("location must have latitude and longitude")
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise Wrong("location must have latitude and longitude")
    location = Location(float(latitude), float(longitude))
    if not location.is_on_earth:
        raise Wrong("there is no such place on earth")
    return location

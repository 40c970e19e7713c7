"""Requests that only clients see: to reply, or to use a keyboard; and whom they are for."""

from sandbox.arguments import Json
from sandbox.chats import Person
from sandbox.messages import Message


def show(message: Message, replied: Message | None, people: dict[int, Person]) -> Json:
    markup = message.markup
    if markup.asks_reply:
        request: Json = {"input_field_placeholder": markup.placeholder}
        name = "force_reply"
    elif markup.keys:
        request, name = markup.keys_to_json(), "reply_keyboard"
    elif markup.removes_keys:
        request, name = {}, "remove_keyboard"
    else:
        return {}
    return {name: {**request, "for": _asked(message, replied, people)}}


def _asked(message: Message, replied: Message | None, people: dict[int, Person]) -> list[int]:
    """Who is asked: everybody, or, if selective, those named and the one answered."""
    there = [people[user_id] for user_id in message.chat.members() if user_id in people]
    if not message.markup.is_selective or message.chat.is_private:
        return [person.id for person in there]
    named = {str(replied.sender.id)} if replied else set()
    plain = message.text.plain.encode("utf-16-le")
    for entity in message.text.entities:
        if entity.type == "text_mention":
            named.add(entity.argument)
        elif entity.type == "mention":
            named.add(plain[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower())
    return [p.id for p in there if str(p.id) in named or f"@{p.username.lower()}" in named]
